package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableName;

/** The newest version of a table, in memory, and the way to the one after it. */
final class TableHead {
    /** So many versions are kept in memory; they share all files that they have in common. */
    static final int RECENT_MAX = 16;

    private final FileIo io;
    private final boolean writable;
    private final TableName table;
    private final Path folder;
    private final LogFiles files;
    private final KernelLog log;
    private final TableErrors errors;
    private final Removals removals;

    /** Orders commits, and guards the log's head; an up-to-date state is read without it. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable TableState state;

    /** The last versions that were the newest or asked for: a manifest names versions just behind the newest. */
    private final Map<Long, TableState> recent = new LinkedHashMap<>();

    TableHead(DeltaTable.Place place, TableName table, Path folder, LogFiles files, KernelLog log, Removals removals) {
        this.io = place.io();
        this.writable = place.writable();
        this.table = table;
        this.folder = folder;
        this.files = files;
        this.log = log;
        this.errors = new TableErrors(table);
        this.removals = removals;
    }

    /** Held while a change is made on top of {@link #current}. */
    ReentrantLock lock() {
        return lock;
    }

    /** The newest state: two looks at the disk if nothing has happened, a parse of each new entry if something has. */
    TableState current() {
        TableState known = state;
        try {
            if (known != null && !files.has(known.version() + 1) && files.has(known.version())) {
                return known;
            }
            lock.lock();
            try {
                TableState fresh = refresh(state);
                if (writable) {
                    // Who wrote it may have been stopped before its name was durable; what is built on it must not
                    // outlive it.
                    io.syncFolder(files.folder());
                }
                remember(fresh);
                return fresh;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            throw Disk.failure("Cannot read table " + table, e);
        }
    }

    /** Any version; from memory if it is a recent one. */
    TableState at(long version) {
        synchronized (recent) {
            TableState known = recent.get(version);
            if (known != null) {
                return known;
            }
        }
        try {
            TableState loaded = load(version);
            keep(loaded);
            return loaded;
        } catch (IOException e) {
            throw Disk.failure("Cannot read version " + version + " of table " + table, e);
        }
    }

    private void remember(TableState newest) {
        state = newest;
        keep(newest);
    }

    private void keep(TableState loaded) {
        synchronized (recent) {
            recent.put(loaded.version(), loaded);
            if (recent.size() > RECENT_MAX) {
                recent.remove(recent.keySet().iterator().next());
            }
        }
    }

    /** A version as the log has it. */
    TableState load(long version) throws IOException {
        try {
            return log.load(OptionalLong.of(version));
        } catch (NoSuchFileException e) {
            throw errors.gone(version, "a file that it needs was deleted: " + e.getMessage());
        } catch (RuntimeException e) {
            throw errors.unreadable(version, e);
        }
    }

    /** The newest version as the log has it, whatever is in memory. */
    TableState loadNewest() throws IOException {
        try {
            return log.load(OptionalLong.empty());
        } catch (NoSuchFileException e) {
            throw errors.damagedFile(String.valueOf(Path.of(e.getMessage()).getFileName()), "is missing");
        } catch (RuntimeException e) {
            throw errors.unreadable(e);
        }
    }

    private TableState refresh(@Nullable TableState known) throws IOException {
        try {
            TableState fresh = known;
            while (fresh != null) {
                Optional<LogEntry> next = files.entry(fresh.version() + 1);
                if (next.isEmpty() && files.has(fresh.version())) {
                    return fresh;
                }
                next.ifPresent(this::note);
                // Without its own entry the log was cleaned beyond this version; newer ones may be behind the gap.
                boolean follows = next.isPresent() && !next.get().reshaped();
                fresh = follows ? fresh.next(io, folder, next.get()) : null;
            }
        } catch (NoSuchFileException e) {
            // A deletion vector between then and now is vacuumed; the newest version does not need it.
        }
        return loadNewest();
    }

    /**
     * Makes one attempt at writing a version and finds out what became of it. Throws where nothing was committed.
     *
     * @param write given the text that marks the entry as this attempt's
     */
    CommitOutcome attempt(long version, String operation, Consumer<String> write) {
        String attempt = UUID.randomUUID().toString();
        lock.lock();
        try {
            write.accept(LogEntry.engineInfo(operation, attempt));
            return committed(version);
        } catch (RuntimeException e) {
            log.forget();
            return settle(version, attempt, e);
        } finally {
            lock.unlock();
        }
    }

    /** What is written stays written, even where it cannot be read back. */
    private CommitOutcome committed(long version) {
        try {
            TableState created = created(version);
            remember(created);
            return new CommitOutcome.Committed(created);
        } catch (IOException | RuntimeException e) {
            return new CommitOutcome.Unknown(version);
        }
    }

    /** The very version that was written, even if another program has gone on from it. */
    private TableState created(long version) throws IOException {
        TableState before = state;
        Optional<LogEntry> written = files.entry(version);
        written.ifPresent(this::note);
        Optional<LogEntry> entry = written.filter(one -> !one.reshaped());
        return before != null && before.version() == version - 1 && entry.isPresent()
                ? before.next(io, folder, entry.get())
                : load(version);
    }

    /** Only who writes cleans up. */
    private void note(LogEntry entry) {
        if (writable) {
            removals.note(entry);
        }
    }

    /** The log itself says whose entry, if any, has the version. */
    private CommitOutcome settle(long version, String attempt, RuntimeException failure) {
        Optional<LogEntry> winner;
        try {
            winner = files.entry(version);
            if (winner.isPresent()) {
                // The step that failed may have been the one that makes the entry's name durable.
                io.syncFolder(files.folder());
            }
        } catch (IOException | WardflowException e) {
            // One that is there and reads as damaged may be anybody's, too: its files stay.
            return new CommitOutcome.Unknown(version);
        }
        if (winner.isEmpty()) {
            throw uncommitted(version, failure);
        }
        return winner.get().attempt().equals(attempt) ? committed(version) : new CommitOutcome.Conflicted(version);
    }

    /**
     * Why nothing was committed. The log may have been damaged since it was read into memory; then no commit will ever be made on
     * what memory holds, and whoever asks for the newest version has to be told so until the log is mended.
     */
    private RuntimeException uncommitted(long version, RuntimeException failure) {
        try {
            if (state != null) {
                var unused = loadNewest();
            }
        } catch (WardflowException e) {
            if (e.code() == ErrorCode.TABLE_CORRUPT) {
                state = null;
                return e;
            }
        } catch (IOException e) {
            // The disk does not let us look either: what it said first is told.
        }
        IOException cause = Disk.ioCause(failure);
        return cause == null ? failure : Disk.failure("Cannot commit version " + version + " of table " + table, cause);
    }

    /** All data files, listed while no commit is under way, and a state at least as new. */
    Listing list() throws IOException {
        lock.lock();
        try {
            List<FileIo.Entry> listed = Maintenance.dataFiles(io, folder);
            return new Listing(listed, current());
        } finally {
            lock.unlock();
        }
    }

    /** After log files were deleted: what Delta Kernel remembers of the log may name them. */
    void forgetLog() {
        lock.lock();
        try {
            log.forget();
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #list} found. */
    record Listing(List<FileIo.Entry> files, TableState state) {}
}
