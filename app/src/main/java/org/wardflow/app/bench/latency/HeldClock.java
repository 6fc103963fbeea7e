package org.wardflow.app.bench.latency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A clock that stands on a full hour until the next one is to pass. */
final class HeldClock extends Clock {
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

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Times here are UTC");
    }
}
