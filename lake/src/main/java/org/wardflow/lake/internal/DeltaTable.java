package org.wardflow.lake.internal;

import io.delta.kernel.exceptions.KernelException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.HistoryEntry;
import org.wardflow.lake.MaintenanceReport;
import org.wardflow.lake.Retention;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** A table on Delta Kernel. */
public final class DeltaTable implements Table {
    private final FileIo io;
    private final Clock clock;
    private final TableName name;
    private final Path folder;
    private final Path staging;
    private final boolean writable;
    private final DigestCheck digests;
    private final LogFiles files;
    private final KernelLog log;

    /** Guards the log's head and {@link #state}'s changes; reading an up-to-date state needs no lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable TableState state;

    /** @param place where the table is and how it is reached */
    public DeltaTable(Place place, TableName name) {
        this.io = place.io();
        this.clock = place.clock();
        this.name = name;
        this.folder = place.folder(name);
        this.staging = place.staging();
        this.writable = place.writable();
        this.digests = place.digests();
        this.files = new LogFiles(io, name, folder);
        this.log = new KernelLog(io, name, folder);
    }

    /** Whether the table's log has begun. */
    public boolean exists() {
        try {
            return io.list(files.folder()).stream()
                    .anyMatch(file -> LogFiles.part(file).isPresent());
        } catch (IOException e) {
            throw Disk.failure("Cannot look for table " + name, e);
        }
    }

    /** Writes version 0. TABLE_CONFLICT if the table exists. */
    public void create(TableSpec spec) {
        requireWritable();
        String attempt = UUID.randomUUID().toString();
        try {
            io.createFolder(folder);
            log.create(spec, LogEntry.engineInfo("CREATE", attempt));
        } catch (IOException e) {
            throw Disk.failure("Cannot create table " + name, e);
        } catch (RuntimeException e) {
            settle(0, attempt, e)
                    .fold(
                            committed -> committed,
                            conflicted -> {
                                throw new WardflowException(
                                        ErrorCode.TABLE_CONFLICT,
                                        "Table " + name + " exists already",
                                        "version " + conflicted.winnerVersion() + " in " + folder,
                                        "open it instead of creating it",
                                        e);
                            },
                            unknown -> {
                                throw doubtful(unknown.attemptedVersion(), e);
                            });
        }
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Snapshot latest() {
        return current();
    }

    @Override
    public TableSpec spec() {
        return current().spec();
    }

    @Override
    public Snapshot at(long version) {
        TableState latest = current();
        if (version == latest.version()) {
            return latest;
        }
        if (version < 0 || version > latest.version()) {
            throw gone(version, "the newest version is " + latest.version());
        }
        try {
            return log.load(OptionalLong.of(version));
        } catch (IOException e) {
            throw Disk.failure("Cannot read version " + version + " of table " + name, e);
        } catch (RuntimeException e) {
            throw unreadable(version, e);
        }
    }

    @Override
    public CommitOutcome commit(Commit commit) {
        requireWritable();
        lock.lock();
        try {
            TableState latest = current();
            TableState base = latest;
            if (!(commit.base() instanceof TableState given) || !given.table().equals(name)) {
                throw new IllegalArgumentException("The base is no snapshot of table " + name);
            }
            if (given.version() != base.version()) {
                return new CommitOutcome.Conflicted(base.version());
            }
            return attempt(commit, base);
        } finally {
            lock.unlock();
        }
    }

    private CommitOutcome attempt(Commit commit, TableState base) {
        String attempt = UUID.randomUUID().toString();
        Intake intake = new Intake(io, folder, base, clock.millis());
        try {
            intake.take(commit);
        } catch (IOException e) {
            intake.undo();
            throw Disk.failure("Cannot take files into table " + name, e);
        } catch (RuntimeException e) {
            intake.undo();
            throw e;
        }
        long version = base.version() + 1;
        try {
            log.commit(
                    base.version(),
                    LogEntry.engineInfo(commit.operation(), attempt),
                    intake.actions(),
                    commit.domains());
        } catch (RuntimeException e) {
            CommitOutcome outcome;
            try {
                outcome = settle(version, attempt, e);
            } catch (WardflowException nothingCommitted) {
                intake.undo();
                throw nothingCommitted;
            }
            if (outcome instanceof CommitOutcome.Conflicted) {
                intake.undo();
            }
            if (outcome instanceof CommitOutcome.Committed) {
                intake.taken().forEach(digests::trust);
            }
            return outcome;
        }
        intake.taken().forEach(digests::trust);
        return new CommitOutcome.Committed(current());
    }

    /**
     * Finds out what became of an attempt that failed: the log itself says whose entry, if any, has the version. Throws if
     * nothing was committed.
     */
    private CommitOutcome settle(long version, String attempt, RuntimeException failure) {
        log.forget();
        Optional<LogEntry> winner;
        try {
            winner = files.entry(version);
            if (winner.isPresent()) {
                // The failed step may have been the one that makes the entry's name durable.
                io.syncFolder(files.folder());
            }
        } catch (IOException e) {
            return new CommitOutcome.Unknown(version);
        }
        if (winner.isEmpty()) {
            IOException cause = Disk.ioCause(failure);
            throw cause == null
                    ? failure
                    : Disk.failure("Cannot commit version " + version + " of table " + name, cause);
        }
        return winner.get().attempt().equals(attempt)
                ? new CommitOutcome.Committed(current())
                : new CommitOutcome.Conflicted(version);
    }

    @Override
    public TableChanges changes(long fromVersion, long toVersion) {
        return new Changes(io, folder, files, this::columnsAt, this::gone).between(fromVersion, toVersion);
    }

    @Override
    public Snapshot addColumns(List<Column> columns) {
        requireWritable();
        lock.lock();
        try {
            TableState base = current();
            refuseOtherChanges(base, columns);
            String attempt = UUID.randomUUID().toString();
            try {
                log.addColumns(base.version(), LogEntry.engineInfo("ALTER", attempt), columns);
            } catch (RuntimeException e) {
                settle(base.version() + 1, attempt, e)
                        .fold(
                                committed -> committed,
                                conflicted -> {
                                    throw new WardflowException(
                                            ErrorCode.TABLE_CONFLICT,
                                            "Another writer changed table " + name,
                                            "its version " + conflicted.winnerVersion() + " is not ours",
                                            "stop the other writer, then run again",
                                            e);
                                },
                                unknown -> {
                                    throw doubtful(unknown.attemptedVersion(), e);
                                });
            }
            return current();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<HistoryEntry> history(int limit) {
        return new History(files).newest(current().version(), limit);
    }

    @Override
    public Path newStagingFile() {
        requireWritable();
        try {
            io.createFolder(staging);
        } catch (IOException e) {
            throw Disk.failure("Cannot create the staging folder " + staging, e);
        }
        return staging.resolve(name + "-" + UUID.randomUUID() + ".parquet");
    }

    @Override
    public void verify(DataFile file) {
        digests.check(name, file);
    }

    @Override
    public MaintenanceReport maintain(Retention retention) {
        requireWritable();
        return new MaintenanceReport(false, 0, 0, 0);
    }

    /** The newest state: two looks at the disk if nothing has happened, a parse of each new entry if something has. */
    private TableState current() {
        TableState known = state;
        try {
            if (known != null && !files.has(known.version() + 1) && files.has(known.version())) {
                return known;
            }
            lock.lock();
            try {
                TableState fresh = refresh(state);
                state = fresh;
                return fresh;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            throw Disk.failure("Cannot read table " + name, e);
        } catch (KernelException e) {
            throw unreadable(known == null ? 0 : known.version() + 1, e);
        }
    }

    private TableState refresh(@Nullable TableState known) throws IOException {
        TableState fresh = known;
        while (fresh != null) {
            Optional<LogEntry> next = files.entry(fresh.version() + 1);
            if (next.isEmpty()) {
                // Without its own entry the log was cleaned beyond this version, and newer ones may be behind the gap.
                fresh = files.has(fresh.version()) ? fresh : null;
                break;
            }
            fresh = next.get().reshaped() ? null : fresh.next(io, folder, next.get());
        }
        return fresh == null ? log.load(OptionalLong.empty()) : fresh;
    }

    private void refuseOtherChanges(TableState base, List<Column> columns) {
        Set<String> existing = base.columns().stream()
                .map(column -> column.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (Column column : columns) {
            if (column.required() || !existing.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new WardflowException(
                        ErrorCode.SCHEMA_CHANGE,
                        "Table " + name + " can only gain new, nullable columns",
                        "column " + column.name() + (column.required() ? " is required" : " exists already"),
                        "give the column another name, or make it optional");
            }
        }
    }

    private void requireWritable() {
        if (!writable) {
            throw new IllegalStateException("bug: the lake was opened for reading");
        }
    }

    private WardflowException gone(long version, String found) {
        return new WardflowException(
                ErrorCode.VERSION_GONE,
                "Version " + version + " of table " + name + " cannot be read",
                found,
                "choose a version within the retention (wardflow history " + name + ")");
    }

    private RuntimeException unreadable(long version, RuntimeException failure) {
        if (failure instanceof WardflowException known) {
            return known;
        }
        IOException cause = Disk.ioCause(failure);
        return cause == null
                ? gone(version, "the log does not reach it: " + failure.getMessage())
                : Disk.failure("Cannot read table " + name, cause);
    }

    private WardflowException doubtful(long version, RuntimeException cause) {
        return new WardflowException(
                ErrorCode.COMMIT_UNKNOWN,
                "It is not known whether version " + version + " of table " + name + " was written",
                "the disk neither confirmed it nor let us read it back",
                "check the disk, then run again; what was written is found then",
                cause);
    }

    private List<Column> columnsAt() {
        return current().columns();
    }

    /** Where tables are and how they are reached. */
    public record Place(Path root, FileIo io, Clock clock, boolean writable, DigestCheck digests) {
        Path folder(TableName table) {
            return root.resolve(table.layer()).resolve(table.name());
        }

        /** Where engines write before a commit. */
        public Path staging() {
            return root.resolve("_staging");
        }
    }
}
