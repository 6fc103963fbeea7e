package org.wardflow.simulator.internal;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is going to happen, by time, ties in the order of planning. Times are seconds since 1970. */
final class Agenda {
    private record Entry(long time, long number, Runnable action) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingLong(Entry::number));
    private long now;
    private long planned;

    Agenda(long start) {
        this.now = start;
    }

    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        if (time < now) {
            throw new IllegalStateException("bug: planned for the past");
        }
        entries.add(new Entry(time, planned++, action));
    }

    /** Lets everything up to the time happen, that included. */
    void runUntil(long time) {
        for (Entry next = entries.peek(); next != null && next.time <= time; next = entries.peek()) {
            entries.remove();
            now = next.time;
            next.action.run();
        }
        now = Math.max(now, time);
    }
}
