package org.wardflow.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.wardflow.core.WallClock;

/** A clock that begins with the machine's time and stands still until it is set on. */
final class SetClock extends Clock {
    private volatile Instant now = WallClock.utc().instant();

    synchronized void on(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
