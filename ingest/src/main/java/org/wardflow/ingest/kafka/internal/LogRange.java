package org.wardflow.ingest.kafka.internal;

import org.jspecify.annotations.Nullable;

/**
 * What the log of a partition holds.
 *
 * @param topicId null where the broker gives none
 * @param oldest offset of its first record
 * @param end the offset that its next record will get, or that of the first that an open transaction holds back
 * @param written the offset that its next record will get
 */
public record LogRange(@Nullable String topicId, long oldest, long end, long written) {
    public LogRange {
        // They are asked for one after the other.
        written = Math.max(end, written);
    }

    /** One in which no transaction is open. */
    public LogRange(@Nullable String topicId, long oldest, long end) {
        this(topicId, oldest, end, end);
    }
}
