package org.wardflow.ingest.kafka;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether the brokers answer.
 *
 * @param since when they do not; empty while they do
 * @param why in a word: the name of the client's error; empty while they answer
 */
public record Reach(Optional<Instant> since, Optional<String> why) {
    /** They answer. */
    public static final Reach ANSWERING = new Reach(Optional.empty(), Optional.empty());

    /** Whether they answer. */
    public boolean answering() {
        return since.isEmpty();
    }

    /** The same trouble goes on, or begins. */
    public Reach lost(Instant now, String reason) {
        return new Reach(Optional.of(since.orElse(now)), Optional.of(reason));
    }

    /** Whether they answer, but only to say that they do not know this client, or it does not trust them. */
    boolean isRefused() {
        return why.filter(error -> error.endsWith("AuthenticationException")).isPresent();
    }
}
