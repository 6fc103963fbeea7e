package org.wardflow.app.bench;

import java.util.Arrays;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.WallClock;

/** Durations of one step, repeated. */
final class Samples {
    private final long[] nanos;
    private int count;

    Samples(int most) {
        this.nanos = new long[most];
    }

    void time(Runnable step) {
        long started = WallClock.nanos();
        step.run();
        nanos[count++] = WallClock.nanos() - started;
    }

    /** The value that a share of the samples does not exceed, in milliseconds. */
    double millis(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)] / 1e6;
    }

    @Override
    public String toString() {
        return "p50 %s ms, p99 %s ms, of %s"
                .formatted(Cells.decimal(millis(0.5), 1), Cells.decimal(millis(0.99), 1), count);
    }
}
