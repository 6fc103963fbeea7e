package org.wardflow.lake;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * A change of one table, all or nothing, on top of a known version.
 *
 * @param operation a word for the history: APPEND, MERGE, COMPACT, CREATE
 * @param base the snapshot that the change was computed from; a newer version makes it {@link CommitOutcome.Conflicted}
 * @param added files to take in
 * @param deleted by file path, the row positions to hide in addition to those already hidden
 * @param removed paths of files to drop whole
 * @param domains domain metadata to set
 * @param dataChange false for compaction: the rows stay the same
 */
public record Commit(
        String operation,
        Snapshot base,
        List<StagedFile> added,
        Map<String, RoaringBitmap> deleted,
        Set<String> removed,
        Map<String, String> domains,
        boolean dataChange) {
    public Commit {
        added = List.copyOf(added);
        deleted = Map.copyOf(deleted);
        removed = Set.copyOf(removed);
        domains = Map.copyOf(domains);
    }
}
