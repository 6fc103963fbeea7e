package org.wardflow.flow.read;

import java.time.Instant;

/** Which state of the lake a reader sees: what was known when. */
public sealed interface KnownAt {
    /** The newest cycle. */
    static KnownAt now() {
        return new Newest();
    }

    /** The state at the end of the newest cycle. */
    record Newest() implements KnownAt {}

    /** The state at the end of a cycle. */
    record Cycle(long number) implements KnownAt {}

    /** The state at the end of the newest cycle that ended at or before an instant. */
    record Time(Instant instant) implements KnownAt {}
}
