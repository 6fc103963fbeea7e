package org.wardflow.app.live.internal;

/** How many a second, over the last seconds. Used by one thread. */
final class Rate {
    private static final int SECONDS = 60;
    private static final long NANOS = 1_000_000_000L;

    private final long[] counts = new long[SECONDS];
    private final long[] seconds = new long[SECONDS];

    void add(long nanos, long count) {
        long second = Math.floorDiv(nanos, NANOS);
        int slot = Math.floorMod(second, SECONDS);
        if (seconds[slot] != second) {
            seconds[slot] = second;
            counts[slot] = 0;
        }
        counts[slot] += count;
    }

    /** A second, over a window of at most 60 that ends with the second in hand. */
    double over(long nanos, int window) {
        long last = Math.floorDiv(nanos, NANOS);
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (last - seconds[i] < window) {
                sum += counts[i];
            }
        }
        return (double) sum / window;
    }
}
