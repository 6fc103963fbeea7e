package org.wardflow.lake;

import java.util.List;

/**
 * What changed between two versions, as row positions in files: old images are {@code removed}, new ones {@code added}.
 * Compactions cancel out. A row added and removed inside the range is in neither; if a compaction moved it in between, it is in
 * both.
 *
 * @param compacted whether a compaction was in the range; without one, {@code added} are the rows of the end that the start did not have, and
 *     {@code removed} those of the start that the end does not have
 */
public record TableChanges(
        long fromVersion, long toVersion, List<Slice> added, List<Slice> removed, boolean compacted) {
    public TableChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /**
     * Some rows of one file: either all but those its {@code deleted} hides, or, with {@code only}, just these positions.
     *
     * @param file the file; its {@code deleted} bitmap is the set of positions to leave out
     * @param only positions to read; empty means all that are not left out
     */
    public record Slice(DataFile file, java.util.Optional<org.roaringbitmap.RoaringBitmap> only) {}
}
