package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.HistoryEntry;
import org.wardflow.lake.MaintenanceReport;
import org.wardflow.lake.Retention;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableCheck;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TablePart;
import org.wardflow.lake.TableSpec;

/** A table on Delta Kernel. */
public final class DeltaTable implements Table {
    private final Place place;
    private final FileIo io;
    private final TableName name;
    private final Path folder;
    private final LogFiles files;
    private final KernelLog log;
    private final TableHead head;
    private final Removals removals;
    private final TableErrors errors;
    private final ReentrantLock maintenance = new ReentrantLock();

    /** @param place where the table is and how it is reached */
    public DeltaTable(Place place, TableName name) {
        this.place = place;
        this.io = place.io();
        this.name = name;
        this.folder = place.folder(name);
        this.files = new LogFiles(io, name, folder);
        this.log = new KernelLog(io, name, folder);
        this.removals = new Removals(io, folder, files);
        this.head = new TableHead(place, name, folder, files, log, removals);
        this.errors = new TableErrors(name);
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
        try {
            io.createFolder(files.folder());
        } catch (IOException e) {
            throw Disk.failure("Cannot create table " + name, e);
        }
        head.attempt(0, "CREATE", engineInfo -> log.create(spec, engineInfo))
                .fold(
                        committed -> committed,
                        conflicted -> {
                            throw errors.exists(conflicted.winnerVersion());
                        },
                        unknown -> {
                            throw errors.doubtful(unknown.attemptedVersion());
                        });
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Snapshot latest() {
        return head.current();
    }

    @Override
    public TableSpec spec() {
        return head.current().spec();
    }

    @Override
    public Snapshot at(long version) {
        return head.at(version);
    }

    @Override
    public CommitOutcome commit(Commit commit) {
        requireWritable();
        head.lock().lock();
        try {
            TableState base = head.current();
            if (!(commit.base() instanceof TableState given) || !given.table().equals(name)) {
                throw new IllegalArgumentException("The base is no snapshot of table " + name);
            }
            return given.version() == base.version()
                    ? commit(commit, base)
                    : new CommitOutcome.Conflicted(base.version());
        } finally {
            head.lock().unlock();
        }
    }

    private CommitOutcome commit(Commit commit, TableState base) {
        Intake intake = new Intake(io, folder, base, place.clock().millis());
        // Nothing less than knowing that no version names them: an error may come after the entry is written.
        boolean isRefused = false;
        try {
            intake.take(commit);
            CommitOutcome outcome = head.attempt(
                    base.version() + 1,
                    commit.operation(),
                    engineInfo -> log.commit(base.version(), engineInfo, intake.actions(), commit.domains()));
            isRefused = outcome instanceof CommitOutcome.Conflicted;
            if (!isRefused) {
                intake.taken().forEach(place.digests()::trust);
            }
            return outcome;
        } catch (IOException e) {
            isRefused = true;
            throw Disk.failure("Cannot take files into table " + name, e);
        } catch (RuntimeException e) {
            // An entry that comes late must find its files; the vacuum takes those of one that never does.
            isRefused = !intake.isDone() || !io.mayFinishLate();
            throw e;
        } finally {
            if (isRefused) {
                intake.undo();
            }
        }
    }

    @Override
    public TableChanges changes(long fromVersion, long toVersion) {
        return new Changes(io, folder, files, () -> head.current().columns(), errors).between(fromVersion, toVersion);
    }

    @Override
    public Snapshot addColumns(List<Column> columns) {
        requireWritable();
        head.lock().lock();
        try {
            TableState base = head.current();
            refuseOtherChanges(base, columns);
            return head.attempt(
                            base.version() + 1,
                            "ALTER",
                            engineInfo -> log.addColumns(base.version(), engineInfo, columns))
                    .fold(
                            CommitOutcome.Committed::snapshot,
                            conflicted -> {
                                throw errors.conflict(conflicted.winnerVersion());
                            },
                            unknown -> {
                                throw errors.doubtful(unknown.attemptedVersion());
                            });
        } finally {
            head.lock().unlock();
        }
    }

    @Override
    public List<HistoryEntry> history(int limit) {
        return new History(files).newest(head.current().version(), limit);
    }

    @Override
    public Path newStagingFile() {
        requireWritable();
        try {
            io.createFolder(place.staging());
        } catch (IOException e) {
            throw Disk.failure("Cannot create the staging folder " + place.staging(), e);
        }
        return place.staging().resolve(name + "-" + UUID.randomUUID() + ".parquet");
    }

    @Override
    public StagedFile prepare(StagedFile staged) {
        requireWritable();
        try {
            return staged.prepared(io.prepare(staged.path()));
        } catch (IOException e) {
            throw Disk.failure("Cannot prepare a file for the table " + name, e);
        }
    }

    @Override
    public void discardStaged(Path staged) {
        try {
            Optional<FileIo.Entry> left = io.find(staged);
            if (left.isPresent()) {
                delete(left.get());
                for (int i = 0; i < head.current().spec().keyFilters().size(); i++) {
                    var unused = io.delete(FileKeys.beside(staged, i));
                }
            }
        } catch (IOException e) {
            // Part of no table, so harmless; the next start deletes it.
        }
    }

    private void delete(FileIo.Entry entry) throws IOException {
        if (entry.folder()) {
            for (FileIo.Entry inside : io.list(entry.path())) {
                delete(inside);
            }
        }
        var unused = io.delete(entry.path());
    }

    @Override
    public void verify(DataFile file) {
        place.digests().check(name, file);
    }

    @Override
    public List<TablePart> parts(long version) {
        return parts(version, version);
    }

    @Override
    public List<TablePart> parts(long fromVersion, long toVersion) {
        try {
            return new Parts(io, folder, files, errors).between(head.at(fromVersion), toVersion);
        } catch (IOException e) {
            throw Disk.failure("Cannot list the files of table " + name, e);
        }
    }

    @Override
    public TableCheck check(TableCheck.Depth depth) {
        try {
            return new Inspection(io, folder, files, head, errors)
                    .run(depth, place.clock().millis());
        } catch (IOException e) {
            throw Disk.failure("Cannot check table " + name, e);
        }
    }

    @Override
    public MaintenanceReport maintain(Retention retention) {
        requireWritable();
        maintenance.lock();
        try {
            TableHead.Listing listing = head.list();
            MaintenanceReport report = new Maintenance(io, folder, files, log, head, removals)
                    .run(listing.state(), listing.files(), retention);
            if (report.checkpointed() || report.logFilesDeleted() > 0) {
                head.forgetLog();
            }
            return report;
        } catch (IOException e) {
            throw Disk.failure("Cannot maintain table " + name, e);
        } finally {
            maintenance.unlock();
        }
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
        if (!place.writable()) {
            throw new IllegalStateException("bug: the lake was opened for reading");
        }
    }

    /** Where tables are and how they are reached. */
    public record Place(Path root, FileIo io, Clock clock, boolean writable, DigestCheck digests) {
        /** The folder of a table. */
        public Path folder(TableName table) {
            return root.resolve(table.layer()).resolve(table.name());
        }

        /** Where engines write before a commit. */
        public Path staging() {
            return root.resolve("_staging");
        }
    }
}
