package org.wardflow.duckdb;

import java.nio.file.Path;
import java.util.List;

/**
 * Limits of the engine.
 *
 * @param memoryBytes most memory for rows; what does not fit goes to the spill folder
 * @param threads most threads at work at once
 * @param spillFolder in which each engine makes one of its own
 * @param spillBytes most disk space for it
 * @param copiesFolder of this engine alone, for copies of large data files by row, which make looking rows up cheap
 * @param copiesBytes most bytes of data files to copy; 0 for none
 * @param folders the only folders whose files SQL can read or write: the lake's
 * @param keysAtOnce most keys of which the rows are computed at once; more are taken in slices
 */
public record DuckDbSettings(
        long memoryBytes,
        int threads,
        Path spillFolder,
        long spillBytes,
        Path copiesFolder,
        long copiesBytes,
        List<Path> folders,
        long keysAtOnce) {
    /**
     * Memory for a key at once. A model's query holds its keys in a table to look up for each input and for the result, and DuckDB
     * does not part with all of them: at 350 bytes a key, of three million keys and 1 GiB, it gave up.
     */
    static final long KEY_BYTES = 2_048;

    /** Memory for a row of a copy: DuckDB keeps the whole of an index that it has looked into, some 8.5 bytes a row. */
    static final long COPIED_ROW_BYTES = 10;

    /** The part of the memory that indexes of copies may take: one of so many. */
    static final long COPIES_SHARE = 4;

    /** Most memory that DuckDB never gives back: the blocks of the small queries of a live cycle, which it would ask for again and again. */
    static final long HELD_BYTES_MAX = 256L << 20;

    /** The part of the memory that may be so: one of so many. */
    static final long HELD_SHARE = 8;

    public DuckDbSettings {
        folders = List.copyOf(folders);
    }

    /** As many keys at once as the memory is for. */
    public DuckDbSettings(
            long memoryBytes,
            int threads,
            Path spillFolder,
            long spillBytes,
            Path copiesFolder,
            long copiesBytes,
            List<Path> folders) {
        this(
                memoryBytes,
                threads,
                spillFolder,
                spillBytes,
                copiesFolder,
                copiesBytes,
                folders,
                Math.max(1, memoryBytes / KEY_BYTES));
    }

    /** Most rows of data files to copy, whatever their bytes. */
    long copiedRows() {
        return memoryBytes / COPIES_SHARE / COPIED_ROW_BYTES;
    }

    /** Of the memory, what is not given back while the engine lives. */
    long heldBytes() {
        return Math.min(HELD_BYTES_MAX, memoryBytes / HELD_SHARE);
    }

    /** These with another number of keys at once. */
    public DuckDbSettings withKeysAtOnce(long keys) {
        return new DuckDbSettings(
                memoryBytes, threads, spillFolder, spillBytes, copiesFolder, copiesBytes, folders, keys);
    }

    /** Without copies of large files. */
    public DuckDbSettings(long memoryBytes, int threads, Path spillFolder, long spillBytes, List<Path> folders) {
        this(memoryBytes, threads, spillFolder, spillBytes, spillFolder, 0, folders);
    }
}
