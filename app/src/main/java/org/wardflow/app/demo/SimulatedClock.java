package org.wardflow.app.demo;

import java.time.Instant;
import java.time.InstantSource;

/** Shows the time up to which the simulated hospitals have sent. Safe for all threads. */
final class SimulatedClock implements InstantSource {
    private volatile Instant now;

    SimulatedClock(Instant start) {
        this.now = start;
    }

    void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
