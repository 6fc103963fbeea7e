package org.wardflow.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be wrong with something that was sent, or was not.
 *
 * @param certainty whether the finding must appear, or may as a consequence of other dirt
 * @param subject the payload's SHA-256 in hex for row and event rules, else an encounter or a patient id as sent
 * @param encounterId the encounter whose picture in gold may differ from the world because of it; null if none does
 * @param since when it went wrong on the wire
 * @param dueFrom the finding is expected only once this time has passed; null means at once
 */
public record Label(
        Rule rule,
        Certainty certainty,
        String subject,
        @Nullable String encounterId,
        Instant since,
        @Nullable Instant dueFrom) {

    /** Whether a label demands a finding or only explains one. */
    public enum Certainty {
        CERTAIN,
        POSSIBLE
    }
}
