package org.wardflow.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;

/** A file of a snapshot with all that the log says of it. */
record LiveFile(FileAction action, DataFile file, @Nullable KeyFilters keys) {

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

    Optional<KeyFilter> filter(List<String> keyColumns) {
        return keys == null ? Optional.empty() : keys.filter(keyColumns);
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
