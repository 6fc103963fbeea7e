package org.wardflow.server.feed;

import java.time.Instant;

/**
 * What somebody has on the screen, all times by the machine's clock.
 *
 * @param version of the data; 0 if it is nothing yet
 * @param madeAt when that data was brought together
 * @param readAt when it was read; of nothing, since when it is waited for
 */
public record Shown(long version, Instant madeAt, Instant readAt) {
    /** Nothing yet. */
    public static Shown nothing(Instant since) {
        return new Shown(0, Instant.EPOCH, since);
    }
}
