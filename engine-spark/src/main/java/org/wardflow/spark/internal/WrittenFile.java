package org.wardflow.spark.internal;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.StagedFile.ColumnStatistics;
import org.wardflow.spark.storage.ObjectStore;

/**
 * A file that an executor wrote, as it tells the driver: eight bytes for each distinct key of each key filter, and for a large file twelve for
 * each row.
 */
record WrittenFile(String path, long rows, List<Bounds> bounds, List<Keys> keys) implements Serializable {

    /** Of one column. */
    record Bounds(
            String column, @Nullable String min, @Nullable String max, long nulls) implements Serializable {}

    /** Of one key filter. */
    static final class Keys implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long[] hashes;
        private final int[] rows;

        Keys(FileKeys keys) {
            this.hashes = keys.hashes();
            this.rows = keys.rows();
        }

        FileKeys keys() {
            return rows.length > 0 ? FileKeys.located(hashes, rows) : FileKeys.of(hashes);
        }
    }

    StagedFile staged() {
        Map<String, ColumnStatistics> statistics = new HashMap<>();
        bounds.forEach(
                known -> statistics.put(known.column(), new ColumnStatistics(known.min(), known.max(), known.nulls())));
        return new StagedFile(
                ObjectStore.path(path),
                rows,
                statistics,
                keys.stream().map(Keys::keys).toList());
    }
}
