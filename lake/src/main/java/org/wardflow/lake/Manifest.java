package org.wardflow.lake;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The version of every table at the end of one cycle: one consistent state of the whole lake.
 *
 * @param cycle counts up from 1, never reused
 * @param at when the cycle ended, by the writer's clock; never earlier than that of the cycle before
 * @param versions Delta version by table, sorted by table
 * @param tables which table of that name the version counts in, by {@link Snapshot#tableId}: one that was made anew counts from 0 again;
 *     lacks all in manifests of older builds
 */
public record Manifest(
        long cycle, Instant at, SortedMap<TableName, Long> versions, SortedMap<TableName, String> tables) {
    public Manifest {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }

    public Manifest(long cycle, Instant at, Map<TableName, Long> versions) {
        this(cycle, at, new TreeMap<>(versions), new TreeMap<>());
    }

    /** The version of a table; empty if it is not named, or another table had that name then. */
    public Optional<Long> version(TableName name, String tableId) {
        boolean same = tables.getOrDefault(name, tableId).equals(tableId);
        return same ? Optional.ofNullable(versions.get(name)) : Optional.empty();
    }
}
