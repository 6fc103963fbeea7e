package org.wardflow.app.live.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether a thread that should go round still does. Safe for all threads. */
final class Pulse {
    /** A round that computes nothing is over sooner. */
    static final Duration ROUND_MAX = Duration.ofMinutes(10);

    /** A cycle over tens of millions of rows takes the better part of an hour; one that is ended from outside begins anew. */
    static final Duration CYCLE_MAX = Duration.ofHours(6);

    private final LongSupplier nanos;
    private volatile Beat last;

    private record Beat(long at, boolean computing) {}

    /** @param nanos a monotonic time, so that neither a clock that is set nor a machine that slept counts */
    Pulse(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = new Beat(nanos.getAsLong(), false);
    }

    /** The thread is here. */
    void beat() {
        last = new Beat(nanos.getAsLong(), false);
    }

    /** The thread is here, and may be away for a cycle. */
    void computes() {
        last = new Beat(nanos.getAsLong(), true);
    }

    boolean isStuck() {
        Beat beat = last;
        return nanos.getAsLong() - beat.at() > (beat.computing() ? CYCLE_MAX : ROUND_MAX).toNanos();
    }
}
