package org.wardflow.ingest.kafka.internal;

import org.jspecify.annotations.Nullable;

/**
 * What the log of a partition holds.
 *
 * @param topicId null where the broker gives none
 * @param oldest offset of its first record
 * @param end the offset that its next record will get
 */
public record LogRange(@Nullable String topicId, long oldest, long end) {}
