package org.wardflow.simulator.gold.internal;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;

/** The hours that have closed (docs/semantics.md §6). */
final class Clock {
    private final NavigableSet<Long> hours = new TreeSet<>();

    /** @param ticks the ends of the closed hours */
    Clock(SortedSet<Instant> ticks) {
        ticks.forEach(tick -> hours.add(Text.micros(tick) - Text.HOUR));
    }

    boolean anyTick() {
        return !hours.isEmpty();
    }

    /** The starts of the closed hours. */
    NavigableSet<Long> hours() {
        return hours;
    }

    /** The start of the UTC day that the last tick belongs to, less one microsecond; 0 without a tick. */
    long lastDayStart() {
        return hours.isEmpty() ? 0 : Math.floorDiv(hours.last() + Text.HOUR - 1, Text.DAY) * Text.DAY;
    }
}
