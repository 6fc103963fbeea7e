package org.wardflow.app.live.internal;

import java.time.Duration;
import java.util.List;
import org.wardflow.core.WallClock;

/** When to try again what failed: after growing pauses, and at once after a success. Used by one thread. */
final class Pauses {
    /** The last one repeats. A full disk is noticed within half a minute of having been freed. */
    static final List<Duration> STEPS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    private int failures;
    private long dueNanos = WallClock.nanos();

    /** Counts a failure, and says how long to pause. */
    Duration failed() {
        Duration pause = STEPS.get(Math.min(failures, STEPS.size() - 1));
        failures++;
        dueNanos = WallClock.nanos() + pause.toNanos();
        return pause;
    }

    void succeeded() {
        failures = 0;
    }

    boolean due() {
        return WallClock.nanos() - dueNanos >= 0;
    }
}
