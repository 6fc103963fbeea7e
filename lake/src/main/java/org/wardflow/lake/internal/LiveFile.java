package org.wardflow.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.Column;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableChanges.Slice;

/** A file of a snapshot with all that the log says of it. */
record LiveFile(FileAction action, DataFile file, @Nullable KeyFilters keys) {
    /** To pick more rows than this from a file costs as much as to read it whole. */
    static final int PICKED_ROWS_MAX = 1_000;

    static LiveFile of(FileIo io, Path folder, List<Column> columns, FileAction action) throws IOException {
        String path = action.path();
        String tag = action.tags().get(FileAction.KEYS_TAG);
        return new LiveFile(
                action,
                dataFile(folder, columns, action, new DeletionVectors(io, folder)),
                tag == null ? null : new KeyFilters(io, folder, path, tag));
    }

    /** The same file with more rows hidden; what was loaded of its key filters is kept. */
    LiveFile replacedBy(LiveFile newer) {
        boolean sameKeys = action.tags().equals(newer.action.tags());
        return sameKeys ? new LiveFile(newer.action, newer.file, keys) : newer;
    }

    /** What of the file a look-up has to read, by one of the table's key filters; empty if nothing. */
    Optional<Slice> slice(List<String> keyColumns, long[] hashes) {
        Slice whole = new Slice(file, Optional.empty());
        KeyFilter filter = keys == null ? null : keys.filter(keyColumns).orElse(null);
        if (filter == null) {
            return Optional.of(whole);
        }
        if (!filter.isLocated()) {
            return filter.mayContainAny(hashes) ? Optional.of(whole) : Optional.empty();
        }
        Optional<RoaringBitmap> few = filter.rows(hashes, PICKED_ROWS_MAX);
        if (few.isEmpty()) {
            return Optional.of(whole);
        }
        RoaringBitmap rows = few.get();
        rows.andNot(file.deleted());
        return rows.isEmpty() ? Optional.empty() : Optional.of(new Slice(file, Optional.of(rows)));
    }

    static DataFile dataFile(Path folder, List<Column> columns, FileAction action, DeletionVectors vectors)
            throws IOException {
        Statistics statistics;
        try {
            statistics = Statistics.parse(action.statistics(), columns);
        } catch (JsonProcessingException e) {
            throw new DamagedFileException("The statistics of " + action.path() + " do not parse");
        }
        if (statistics.rows() < 0) {
            throw new DamagedFileException("The log does not say how many rows " + action.path() + " has");
        }
        return new DataFile(
                action.path(),
                folder.resolve(action.path()),
                statistics.rows(),
                action.bytes(),
                vectors.load(action.deletionVector()),
                statistics.columns(),
                action.tags().get(FileAction.DIGEST_TAG));
    }
}
