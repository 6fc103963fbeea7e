package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.MaintenanceReport;
import org.wardflow.lake.Retention;

/**
 * Keeps a table's log short and its folder free of files that nobody can reach any more. Runs beside commits: only the
 * listing of the data files, by the caller, needs the writer to hold still.
 */
final class Maintenance {
    /** Versions between two checkpoints: a reader replays at most about this many entries. */
    static final int CHECKPOINT_EVERY = 64;

    private final FileIo io;
    private final Path folder;
    private final LogFiles files;
    private final KernelLog log;
    private final TableHead head;
    private final Removals removals;
    private long logFilesDeleted;
    private long dataFilesDeleted;
    private long bytesDeleted;

    Maintenance(FileIo io, Path folder, LogFiles files, KernelLog log, TableHead head, Removals removals) {
        this.io = io;
        this.folder = folder;
        this.files = files;
        this.log = log;
        this.head = head;
        this.removals = removals;
    }

    /** All that may be data: listed while no commit is taking files in, so none of it is on its way into the table. */
    static List<FileIo.Entry> dataFiles(FileIo io, Path folder) throws IOException {
        List<FileIo.Entry> found = new ArrayList<>();
        io.list(folder).stream()
                .filter(file -> file.name().endsWith(".parquet")
                        || (file.name().startsWith("deletion_vector_")
                                && file.name().endsWith(".bin")))
                .forEach(found::add);
        found.addAll(io.list(folder.resolve(KeyFilters.FOLDER)));
        found.removeIf(FileIo.Entry::folder);
        return found;
    }

    /**
     * @param state the newest state, read after the listing
     * @param listed what {@link #dataFiles} found
     */
    MaintenanceReport run(TableState state, List<FileIo.Entry> listed, Retention retention) throws IOException {
        boolean checkpointed = checkpointIfDue(state);
        vacuum(state, listed, retention);
        cleanLog(retention);
        long before = retention.olderThan().toEpochMilli();
        for (Path place : List.of(folder, files.folder(), folder.resolve(KeyFilters.FOLDER))) {
            io.deleteTemporary(place, before);
        }
        return new MaintenanceReport(checkpointed, logFilesDeleted, dataFilesDeleted, bytesDeleted);
    }

    private boolean checkpointIfDue(TableState state) throws IOException {
        long last = checkpoints().max(Comparator.naturalOrder()).orElse(-1L);
        if (state.version() - Math.max(last, 0) < CHECKPOINT_EVERY) {
            return false;
        }
        boolean verified = false;
        try {
            checkpoint(state);
            verified = true;
            return true;
        } finally {
            // Whatever comes between, an error of Java's included: every load would begin at it.
            if (!verified) {
                forgetCheckpoint(state);
            }
        }
    }

    private void checkpoint(TableState state) throws IOException {
        try {
            log.checkpoint(state.version());
        } catch (RuntimeException e) {
            // The state was read from this log: if the log no longer reaches it, it has lost something since.
            throw new TableErrors(state.table()).unreadable(e);
        }
        // The log is only ever cleaned behind a checkpoint that has been read back and found equal.
        if (!content(head.load(state.version())).equals(content(state))) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The checkpoint of table " + state.table() + " does not hold what the log says",
                    "it was deleted; the log is untouched",
                    "check the disk, then run the maintenance again");
        }
    }

    private void forgetCheckpoint(TableState state) throws IOException {
        Path checkpoint = files.checkpoint(state.version());
        try {
            io.delete(checkpoint);
        } finally {
            io.delete(files.folder().resolve("_last_checkpoint"));
            io.delete(Seal.beside(checkpoint));
        }
    }

    private static Map<String, Object> content(TableState state) {
        Map<String, Object> content = state.live().stream()
                .collect(Collectors.toMap(file -> file.action().path(), LiveFile::file));
        content.put("", state.domains());
        return content;
    }

    private Stream<Long> checkpoints() throws IOException {
        return io.list(files.folder()).stream()
                .map(LogFiles::part)
                .flatMap(Optional::stream)
                .filter(part -> part.file().path().equals(files.checkpoint(part.version())))
                .map(LogFiles.Part::version);
    }

    /** Deletes what no version from the oldest needed on, and no reader that began before the limit, can refer to. */
    private void vacuum(TableState state, List<FileIo.Entry> listed, Retention retention) throws IOException {
        Set<Path> live = new HashSet<>();
        state.live().forEach(file -> live(file.action(), live));
        List<FileIo.Entry> old = listed.stream()
                .filter(file ->
                        file.modifiedMillis() < retention.olderThan().toEpochMilli() && !live.contains(file.path()))
                .toList();
        if (old.isEmpty()) {
            removals.forget(retention);
            return;
        }
        Set<Path> spared = removals.reachable(state.version(), retention);
        for (FileIo.Entry file : old) {
            if (!spared.contains(file.path()) && io.delete(file.path())) {
                dataFilesDeleted++;
                bytesDeleted += file.bytes();
            }
        }
    }

    private void live(FileAction action, Set<Path> live) {
        live.add(folder.resolve(action.path()));
        live.add(KeyFilters.file(folder, action.path()));
        new DeletionVectors(io, folder).file(action.deletionVector()).ifPresent(live::add);
    }

    /** Deletes what is before the newest checkpoint from which every needed version can be read. */
    private void cleanLog(Retention retention) throws IOException {
        Optional<Long> anchor = checkpoints()
                .filter(version -> version <= retention.oldestVersionNeeded())
                .max(Comparator.naturalOrder());
        if (anchor.isEmpty()) {
            return;
        }
        // Entries go last and oldest first, so that a crash leaves no gap in what remains.
        List<LogFiles.Part> old = io.list(files.folder()).stream()
                .map(LogFiles::part)
                .flatMap(Optional::stream)
                .filter(part -> part.version() < anchor.get())
                .sorted(Comparator.comparing((LogFiles.Part part) -> part.kind() == LogFiles.Kind.ENTRY)
                        .thenComparing(LogFiles.Part::version))
                .toList();
        for (LogFiles.Part part : old) {
            if (part.file().modifiedMillis() >= retention.olderThan().toEpochMilli()) {
                if (part.kind() == LogFiles.Kind.ENTRY) {
                    return;
                }
            } else if (io.delete(part.file().path())) {
                logFilesDeleted++;
                bytesDeleted += part.file().bytes();
            }
        }
    }
}
