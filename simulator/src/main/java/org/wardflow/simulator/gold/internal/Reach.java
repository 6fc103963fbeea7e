package org.wardflow.simulator.gold.internal;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** From when to when the hours reach that what was sent calls for (docs/semantics.md §6). */
final class Reach {
    private static final long SILENCE = 400 * Text.DAY;
    private static final long SPAN = 3_653 * Text.DAY;

    /** The hours with an event of a patient, by their starts: an hour tells enough of how far apart two are. */
    private final NavigableSet<Long> events = new TreeSet<>();

    /** By the start of its hour, the first recorded time in it. */
    private final NavigableMap<Long, Long> recorded = new TreeMap<>();

    void add(Message message) {
        recorded.merge(hour(message.recordedTs()), message.recordedTs(), Math::min);
    }

    void add(Event event) {
        if (event.observes()) {
            events.add(hour(event.eventTs()));
        }
    }

    private static long hour(long micros) {
        return Math.floorDiv(micros, Text.HOUR) * Text.HOUR;
    }

    /** The start of the first hour, once the one that ends at a time has closed: of the earliest event that others follow. */
    Optional<Instant> firstHour(Instant lastTick) {
        long oldest = Text.micros(lastTick) - SPAN;
        Long first = null;
        for (long hour : events.headSet(Text.micros(lastTick), false).descendingSet()) {
            if (hour < (first == null ? oldest : first - SILENCE)) {
                break;
            }
            first = hour;
        }
        return Optional.ofNullable(first).map(hour -> Text.instant(Math.max(hour, hour(oldest))));
    }

    /** The latest recorded time that is not after another, cut to the hour. */
    Optional<Instant> lastRecorded(Instant until) {
        Map.Entry<Long, Long> last = recorded.floorEntry(Text.micros(until));
        if (last != null && last.getValue() > Text.micros(until)) {
            last = recorded.lowerEntry(last.getKey());
        }
        return Optional.ofNullable(last).map(hour -> Text.instant(hour.getKey()));
    }
}
