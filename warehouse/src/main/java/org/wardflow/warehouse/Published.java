package org.wardflow.warehouse;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.lake.TableName;

/**
 * What the warehouse shows.
 *
 * @param cycle of the manifest
 * @param manifestAt when that cycle ended
 * @param lastTick the end of the last closed hour; empty before the first
 * @param publishedAt by the server's clock
 * @param versions Delta version by table
 */
public record Published(
        long cycle,
        Instant manifestAt,
        Optional<Instant> lastTick,
        Instant publishedAt,
        SortedMap<TableName, Long> versions) {
    public Published {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }
}
