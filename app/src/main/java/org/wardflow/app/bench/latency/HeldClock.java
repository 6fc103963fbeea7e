package org.wardflow.app.bench.latency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A clock that stands on a full hour until the next one is to pass. */
final class HeldClock implements InstantSource {
    private volatile Instant at;

    HeldClock(Instant from) {
        this.at = from.truncatedTo(ChronoUnit.HOURS);
    }

    void passHour() {
        at = at.plus(Duration.ofHours(1));
    }

    @Override
    public Instant instant() {
        return at;
    }
}
