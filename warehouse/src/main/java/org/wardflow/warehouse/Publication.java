package org.wardflow.warehouse;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.wardflow.lake.TableName;

/**
 * One publication that was committed.
 *
 * @param cycle of the manifest
 * @param changed tables whose version moved
 * @param whole those of them that were written anew, for their changes could not be told
 * @param deleted rows
 * @param written rows that are new or changed
 */
public record Publication(
        long cycle, Set<TableName> changed, Set<TableName> whole, long deleted, long written, Duration took) {
    public Publication {
        changed = Set.copyOf(new TreeSet<>(changed));
        whole = Set.copyOf(new TreeSet<>(whole));
    }
}
