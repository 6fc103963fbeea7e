package org.wardflow.core;

import java.time.Clock;

/** The one class that reads the machine clock; everything else is handed a {@link Clock} or a time. */
public final class WallClock {
    private WallClock() {}

    /** The machine clock in UTC. */
    public static Clock utc() {
        return Clock.systemUTC();
    }

    /** A monotonic reading in nanoseconds, for measuring how long something took. */
    public static long nanos() {
        return System.nanoTime();
    }
}
