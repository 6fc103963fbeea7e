package org.wardflow.lake;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardflow.lake.TableChanges.Slice;

/** One version of one table. Immutable; safe for all threads. */
public interface Snapshot {
    TableName table();

    /** Tells the table from one of the same name that was there before or comes after it; versions count within one. */
    String tableId();

    /** Delta version, from 0. */
    long version();

    /** When the version was committed, by the committing process's clock. */
    Instant committedAt();

    List<Column> columns();

    /** All live files, oldest first. */
    List<DataFile> files();

    /**
     * Where any of the keys may stand: whole files, or a few rows of large ones.
     *
     * @param keyColumns one of the table's key filters
     * @param keyHashes {@link KeyHash} of each key wanted
     * @return a superset of the rows with one of the keys; a file without a filter is always in it, deleted rows never
     */
    List<Slice> slicesWithKeys(List<String> keyColumns, long[] keyHashes);

    /** Domain metadata by name: source offsets, model progress. */
    Map<String, String> domains();

    default Optional<String> domain(String name) {
        return Optional.ofNullable(domains().get(name));
    }

    default long visibleRows() {
        return files().stream().mapToLong(DataFile::visibleRows).sum();
    }
}
