package org.wardflow.lake;

import java.nio.file.Path;
import java.util.List;

/**
 * One Delta table. Any thread and process may read; one process writes, one thread at a time.
 *
 * <p>Reads throw {@code WardflowException} with TABLE_CORRUPT (a file's digest differs, a log entry is torn), VERSION_GONE
 * or DISK_FAILED.
 */
public interface Table {
    TableName name();

    /** The newest version. */
    Snapshot latest();

    /** A past version; VERSION_GONE if the log no longer reaches it. */
    Snapshot at(long version);

    /**
     * Commits a change. Throws DISK_FULL or DISK_FAILED where nothing was committed, TABLE_CORRUPT if that is because the log was
     * damaged since it was read; then {@link #latest} throws the same until it is mended.
     */
    CommitOutcome commit(Commit commit);

    /** What changed after {@code fromVersion} up to and with {@code toVersion}; VERSION_GONE if it cannot be told. */
    TableChanges changes(long fromVersion, long toVersion);

    /** Adds nullable columns; existing files read as null. SCHEMA_CHANGE for anything but an addition. */
    Snapshot addColumns(List<Column> columns);

    /** The newest versions first, at most {@code limit}. */
    List<HistoryEntry> history(int limit);

    /**
     * A path that does not exist yet, on the table's file system, where an engine may write a file, or a folder of files,
     * for {@link #commit}. What is left there is deleted by {@link #discardStaged}, or when the lake is next opened for writing.
     */
    Path newStagingFile();

    /** Forces a staged file to disk and reads its digest, so that the {@link #commit} with it is short. */
    StagedFile prepare(StagedFile staged);

    /** Deletes what is left at such a path: files that no commit took in, and the folder around them. What cannot be deleted stays. */
    void discardStaged(Path staged);

    /** What the table was created as, with the columns of its newest version. */
    TableSpec spec();

    /**
     * Compares a file with its digest before it is first read in this process; later calls, and files that this process
     * wrote, cost nothing. Throws TABLE_CORRUPT.
     */
    void verify(DataFile file);

    /**
     * The files that a version is read from, each once: entries and checkpoint of the log, data, deletion vectors, key filters. VERSION_GONE
     * if the log no longer reaches it.
     */
    List<TablePart> parts(long version);

    /**
     * The files that any version of a range is read from, and the changes between them, each once. VERSION_GONE if the log no longer
     * reaches back so far, or does not reach the end.
     */
    List<TablePart> parts(long fromVersion, long toVersion);

    /**
     * Looks at every file of the table that any version still needs, for damage and for files that nobody needs. Slower than
     * reading the newest version: for a report, not for each start. Runs beside a writer.
     */
    TableCheck check(TableCheck.Depth depth);

    /** Checkpoints, cleans the log, vacuums; spares what the retained versions need. */
    MaintenanceReport maintain(Retention retention);
}
