package org.wardflow.lake;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The version of every table at the end of one cycle: one consistent state of the whole lake.
 *
 * @param cycle counts up from 1, never reused
 * @param at when the cycle ended, by the writer's clock; never earlier than that of the cycle before
 * @param versions Delta version by table, sorted by table
 */
public record Manifest(long cycle, Instant at, SortedMap<TableName, Long> versions) {
    public Manifest {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    public Manifest(long cycle, Instant at, Map<TableName, Long> versions) {
        this(cycle, at, new TreeMap<>(versions));
    }
}
