package org.wardflow.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record as a source handed it over.
 *
 * @param partition of the log it came from; null for files
 * @param offset within the partition; for files the number of the line that the record begins on, from 0
 * @param logTimestamp when the log took it in; null where the source has no such time
 * @param fields of an extract: a JSON object of the contract's column names and the texts found; null for topics
 */
public record SourceRecord(
        @Nullable Integer partition,
        long offset,
        @Nullable Instant logTimestamp,
        Payload payload,
        @Nullable String fields) {}
