package org.wardflow.lake;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A Parquet file of a snapshot.
 *
 * @param path relative to the table's folder, as the log has it, URL-decoded
 * @param absolute where to read it
 * @param rows physical rows, deleted ones included
 * @param deleted row positions (from 0) that the deletion vector hides; empty if none
 * @param statistics by column, as in {@link StagedFile}
 * @param digest SHA-256 of the file in hex; null if another writer added it
 */
public record DataFile(
        String path,
        Path absolute,
        long rows,
        long sizeBytes,
        RoaringBitmap deleted,
        Map<String, StagedFile.ColumnStatistics> statistics,
        @Nullable String digest) {

    /** Rows that a reader sees. */
    public long visibleRows() {
        return rows - deleted.getLongCardinality();
    }
}
