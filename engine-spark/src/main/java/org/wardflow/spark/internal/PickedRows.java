package org.wardflow.spark.internal;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.api.java.UDF2;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.TableChanges.Slice;

/** Which rows of some files count, by the file's name and the row's position. It goes to each executor once. */
final class PickedRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Rows> byFile;

    private PickedRows(Map<String, Rows> byFile) {
        this.byFile = new HashMap<>(byFile);
    }

    /** @param wanted whether the positions are those that count, or those that do not */
    private record Rows(RoaringBitmap positions, boolean wanted) implements Serializable {
        boolean has(int position) {
            return positions.contains(position) == wanted;
        }
    }

    /** Those of slices; empty if all rows count. */
    static Optional<PickedRows> of(List<Slice> slices) {
        Map<String, Rows> byFile = new HashMap<>();
        for (Slice slice : slices) {
            boolean some = slice.only().isPresent();
            RoaringBitmap positions = slice.only().orElse(slice.file().deleted());
            if (some || !positions.isEmpty()) {
                byFile.put(ScannedRows.name(slice.file().absolute()), new Rows(positions, some));
            }
        }
        return byFile.isEmpty() ? Optional.empty() : Optional.of(new PickedRows(byFile));
    }

    private @Nullable Rows rows(String file) {
        return byFile.get(file);
    }

    /** The test of one row. */
    static final class Test implements UDF2<String, Long, Boolean> {
        private static final long serialVersionUID = 1L;

        private final Broadcast<PickedRows> picked;

        Test(Broadcast<PickedRows> picked) {
            this.picked = picked;
        }

        @Override
        public Boolean call(String file, Long position) {
            Rows rows = picked.value().rows(file);
            if (rows == null) {
                throw new IllegalStateException("bug: Spark calls a data file otherwise than we do");
            }
            return rows.has(Math.toIntExact(position));
        }
    }
}
