package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableCheck;
import org.wardflow.lake.TableCheck.Depth;
import org.wardflow.lake.TablePart;

/** Looks at every file of a table. */
final class Inspection {
    /** A younger file may be on its way into the table. */
    static final Duration ORPHAN_AGE_MIN = Duration.ofMinutes(10);

    private final FileIo io;
    private final Path folder;
    private final LogFiles files;
    private final TableHead head;
    private final TableErrors errors;
    private final Parts parts;
    private final List<WardflowException> damages = new ArrayList<>();
    private final Set<Path> referred = new HashSet<>();
    private long looked;
    private long bytes;

    Inspection(FileIo io, Path folder, LogFiles files, TableHead head, TableErrors errors) {
        this.io = io;
        this.folder = folder;
        this.files = files;
        this.head = head;
        this.errors = errors;
        this.parts = new Parts(io, folder, files, errors);
    }

    TableCheck run(Depth depth, long nowMillis) throws IOException {
        // Listed first: what a commit brings in meanwhile is then not taken for an orphan.
        List<FileIo.Entry> listed = Maintenance.dataFiles(io, folder);
        log();
        try {
            TableState newest = head.loadNewest();
            for (LiveFile file : newest.live()) {
                data(file, depth);
            }
        } catch (WardflowException e) {
            add(e);
        }
        List<FileIo.Entry> orphans = damages.isEmpty()
                ? listed.stream()
                        .filter(file -> !referred.contains(file.path())
                                && file.modifiedMillis() < nowMillis - ORPHAN_AGE_MIN.toMillis())
                        .toList()
                : List.of();
        return new TableCheck(
                looked,
                bytes,
                damages,
                orphans.stream().map(FileIo.Entry::path).toList(),
                orphans.stream().mapToLong(FileIo.Entry::bytes).sum());
    }

    private void log() throws IOException {
        TreeSet<Long> versions = new TreeSet<>();
        for (FileIo.Entry entry : io.list(files.folder())) {
            Optional<LogFiles.Part> part = LogFiles.part(entry);
            if (part.isEmpty()) {
                continue;
            }
            looked++;
            bytes += entry.bytes();
            if (part.get().kind() == LogFiles.Kind.ENTRY) {
                versions.add(part.get().version());
                entry(part.get().version());
            } else if (Seal.isCheckpoint(entry.path())) {
                checkpoint(entry.path());
            }
        }
        for (long version = versions.isEmpty() ? 0 : versions.first(); version <= last(versions); version++) {
            if (!versions.contains(version)) {
                add(errors.damagedFile(name(files.json(version)), "is missing"));
            }
        }
    }

    private static long last(SortedSet<Long> versions) {
        return versions.isEmpty() ? -1 : versions.last();
    }

    private void entry(long version) throws IOException {
        try {
            // One that was cleaned up meanwhile is no damage.
            files.entry(version).ifPresent(entry -> {
                entry.added().forEach(this::refer);
                entry.removed().forEach(this::refer);
            });
        } catch (WardflowException e) {
            add(e);
        }
    }

    private void checkpoint(Path file) throws IOException {
        try {
            Seal.checkBeside(io, file, io.read(file));
        } catch (DamagedFileException e) {
            add(errors.corruptEntry(name(file), e));
        } catch (NoSuchFileException e) {
            // Cleaned up meanwhile.
        }
    }

    private void refer(FileAction action) {
        referred.add(folder.resolve(action.path()));
        referred.add(KeyFilters.file(folder, action.path()));
        new DeletionVectors(io, folder).file(action.deletionVector()).ifPresent(referred::add);
    }

    private void data(LiveFile file, Depth depth) throws IOException {
        refer(file.action());
        compare(
                file.file().absolute(),
                file.file().digest(),
                Optional.of(file.file().sizeBytes()),
                depth);
        Optional<TablePart> keys = parts.keys(file.action());
        if (keys.isPresent()) {
            // Small, and what is wrong in it would only cost time.
            compare(keys.get().path(), keys.get().digest(), Optional.empty(), Depth.DIGESTS);
        }
    }

    private void compare(Path file, @Nullable String digest, Optional<Long> size, Depth depth) throws IOException {
        Optional<FileIo.Entry> found = io.find(file);
        if (found.isEmpty()) {
            add(errors.damagedFile(name(file), "is missing"));
            return;
        }
        looked++;
        bytes += found.get().bytes();
        long expected = size.orElse(found.get().bytes());
        if (found.get().bytes() != expected) {
            add(errors.damagedFile(
                    name(file),
                    "has %s bytes, expected %s".formatted(found.get().bytes(), expected)));
        } else if (depth == Depth.DIGESTS && digest != null) {
            String actual = io.digest(file);
            if (!actual.equals(digest)) {
                add(errors.damagedFile(name(file), "has the SHA-256 %s, expected %s".formatted(actual, digest)));
            }
        }
    }

    private void add(WardflowException damage) {
        boolean known = damages.stream().anyMatch(other -> other.found().equals(damage.found()));
        if (!known) {
            damages.add(damage);
        }
    }

    private String name(Path file) {
        return folder.relativize(file).toString();
    }
}
