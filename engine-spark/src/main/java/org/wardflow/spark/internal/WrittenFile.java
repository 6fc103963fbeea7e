package org.wardflow.spark.internal;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.StagedFile.ColumnStatistics;
import org.wardflow.spark.storage.ObjectStore;

/** A file that an executor wrote, as it tells the driver. */
record WrittenFile(String path, long rows, List<Bounds> bounds, List<Keys> keys) implements Serializable {

    /** Of one column. */
    record Bounds(
            String column, @Nullable String min, @Nullable String max, long nulls) implements Serializable {}

    /** Of one key filter: the hashes, or, if they are many, a file that holds them. */
    static final class Keys implements Serializable {
        /** More hashes than these lie beside the data, so that the driver holds little of each file, however many a commit has. */
        static final int SENT_MAX = 1_024;

        private static final long serialVersionUID = 1L;

        private final long[] hashes;
        private final int[] rows;
        private final int distinct;
        private final @Nullable String file;

        Keys(FileKeys keys) {
            this(keys.hashes(), keys.rows(), keys.distinct(), null);
        }

        private Keys(long[] hashes, int[] rows, int distinct, @Nullable String file) {
            this.hashes = hashes;
            this.rows = rows;
            this.distinct = distinct;
            this.file = file;
        }

        /** The same, written to a file if they are many. */
        Keys beside(Path path) throws IOException {
            if (hashes.length <= SENT_MAX) {
                return this;
            }
            Places.write(path, keys().bytes());
            return new Keys(new long[0], new int[0], distinct, path.toString());
        }

        FileKeys keys() {
            if (file != null) {
                return FileKeys.in(ObjectStore.path(file), distinct);
            }
            return rows.length > 0 ? FileKeys.located(hashes, rows) : FileKeys.of(hashes);
        }
    }

    /** The same file, its keys written beside it where they are many. */
    WrittenFile slim() throws IOException {
        List<Keys> kept = new ArrayList<>();
        for (Keys each : keys) {
            kept.add(each.beside(FileKeys.beside(ObjectStore.path(path), kept.size())));
        }
        return new WrittenFile(path, rows, bounds, kept);
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
