package org.wardflow.lake;

import java.time.Instant;

/** One line of a table's history. */
public record HistoryEntry(
        long version,
        Instant committedAt,
        String operation,
        long filesAdded,
        long filesRemoved,
        long rowsAdded,
        long rowsRemoved) {}
