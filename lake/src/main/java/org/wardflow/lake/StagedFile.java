package org.wardflow.lake;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file that an engine wrote into the staging folder, not yet part of a table.
 *
 * @param rows its rows, at least 1
 * @param statistics by column, only columns whose bounds are known
 * @param keys for each key filter of the table, in its order, the keys in the file
 */
public record StagedFile(Path path, long rows, Map<String, ColumnStatistics> statistics, List<FileKeys> keys) {
    public StagedFile {
        statistics = Map.copyOf(statistics);
        keys = List.copyOf(keys);
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
