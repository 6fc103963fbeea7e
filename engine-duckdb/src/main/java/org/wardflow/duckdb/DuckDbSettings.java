package org.wardflow.duckdb;

import java.nio.file.Path;
import java.util.List;

/**
 * Limits of the engine.
 *
 * @param memoryBytes most memory for rows; what does not fit goes to the spill folder
 * @param threads most threads at work at once
 * @param spillFolder made when needed
 * @param spillBytes most disk space for it
 * @param copiesFolder of this engine alone, for copies of large data files by row, which make looking rows up cheap
 * @param copiesBytes most bytes of data files to copy; 0 for none
 * @param folders the only folders whose files SQL can read or write: the lake's
 */
public record DuckDbSettings(
        long memoryBytes,
        int threads,
        Path spillFolder,
        long spillBytes,
        Path copiesFolder,
        long copiesBytes,
        List<Path> folders) {
    public DuckDbSettings {
        folders = List.copyOf(folders);
    }

    /** Without copies of large files. */
    public DuckDbSettings(long memoryBytes, int threads, Path spillFolder, long spillBytes, List<Path> folders) {
        this(memoryBytes, threads, spillFolder, spillBytes, spillFolder, 0, folders);
    }
}
