package org.wardflow.simulator.gold.internal;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one thing by event time: values carried forward, of one instant the last, unequal neighbours only.
 *
 * @param byStart version by its first instant, in microseconds
 */
record Versions<V>(NavigableMap<Long, V> byStart) {

    /** A value seen at a time. */
    record Seen<V>(long ts, V value) {}

    /**
     * Builds the versions.
     *
     * @param seen in order
     * @param over a later value with its gaps filled from the earlier one
     */
    static <V> Versions<V> of(List<Seen<V>> seen, BinaryOperator<V> over) {
        NavigableMap<Long, V> known = new TreeMap<>();
        @Nullable V last = null;
        for (Seen<V> next : seen) {
            last = last == null ? next.value : over.apply(next.value, last);
            known.put(next.ts, last);
        }
        NavigableMap<Long, V> versions = new TreeMap<>();
        @Nullable V before = null;
        for (Map.Entry<Long, V> entry : known.entrySet()) {
            if (!entry.getValue().equals(before)) {
                versions.put(entry.getKey(), entry.getValue());
            }
            before = entry.getValue();
        }
        return new Versions<>(versions);
    }

    /** The version that holds at an instant. */
    Optional<Map.Entry<Long, V>> at(long ts) {
        return Optional.ofNullable(byStart.floorEntry(ts));
    }

    /** The end of the version that begins at the instant; null for the last. */
    @Nullable Long endOf(long start) {
        return byStart.higherKey(start);
    }
}
