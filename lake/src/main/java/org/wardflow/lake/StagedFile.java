package org.wardflow.lake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * A Parquet file that an engine wrote into the staging folder, not yet part of a table.
 *
 * @param rows its rows, at least 1
 * @param statistics by column, only columns whose bounds are known
 * @param keys for each key filter of the table, in its order, the keys in the file
 * @param deleted positions of rows that are hidden from the first version on that has the file; not all
 * @param prepared what the file holds, if it is durable already: then the commit has less to do
 */
public record StagedFile(
        Path path,
        long rows,
        Map<String, ColumnStatistics> statistics,
        List<FileKeys> keys,
        RoaringBitmap deleted,
        Optional<FileIo.Prepared> prepared) {
    public StagedFile {
        statistics = Map.copyOf(statistics);
        keys = List.copyOf(keys);
        if (deleted.getLongCardinality() >= rows && !deleted.isEmpty()) {
            throw new IllegalArgumentException("A file without a visible row is no part of a table: " + path);
        }
    }

    /** A file as an engine wrote it. */
    public StagedFile(Path path, long rows, Map<String, ColumnStatistics> statistics, List<FileKeys> keys) {
        this(path, rows, statistics, keys, new RoaringBitmap(), Optional.empty());
    }

    /** The same, durable. */
    public StagedFile prepared(FileIo.Prepared content) {
        return new StagedFile(path, rows, statistics, keys, deleted, Optional.of(content));
    }

    /** The same, with some of its rows hidden. */
    public StagedFile hiding(RoaringBitmap positions) {
        return new StagedFile(path, rows, statistics, keys, positions, prepared);
    }

    /** For whoever reads it before it is part of a table. */
    public DataFile readable() {
        return new DataFile(path.toString(), path, rows, 0, deleted, statistics, null);
    }

    /** Files that together lack rows, or have too many, must not be committed: ENGINE_FAILED. */
    public static void requireRows(TableName table, List<StagedFile> files, long rows) {
        long written = files.stream().mapToLong(StagedFile::rows).sum();
        if (written != rows) {
            throw new WardflowException(
                    ErrorCode.ENGINE_FAILED,
                    "Rows of " + table + " are not all written",
                    written + " of " + rows,
                    "run again; nothing was committed. If it stays so, report it");
        }
    }

    /**
     * Bounds of one column in one file.
     *
     * @param min lower bound as text (dates ISO, timestamps as microseconds since the epoch), null if unknown
     * @param max upper bound, as min
     * @param nullCount rows without a value
     */
    public record ColumnStatistics(
            @Nullable String min, @Nullable String max, long nullCount) {}
}
