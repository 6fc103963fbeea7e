package org.wardflow.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Which log an offset was counted in: a topic that is deleted and made again has the same name, and other records at the same
 * offsets.
 *
 * @param id of the topic, as its broker gives it; null where it gives none
 * @param epoch of the partition's leader that wrote what lies just before the offset, or at it; null if nothing was taken in
 */
public record LogMark(@Nullable String id, @Nullable Integer epoch) {}
