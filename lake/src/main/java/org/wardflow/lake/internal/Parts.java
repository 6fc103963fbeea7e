package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TablePart;
import org.wardflow.lake.TablePart.Kind;

/** Which files versions are read from. */
record Parts(FileIo io, Path folder, LogFiles files, TableErrors errors) {

    /** Of the log, only what is needed from the newest checkpoint before the range on. */
    List<TablePart> between(TableState from, long to) throws IOException {
        Set<TablePart> parts = new LinkedHashSet<>(log(from.version(), to));
        for (LiveFile file : from.live()) {
            add(file.action(), parts);
        }
        for (long version = from.version() + 1; version <= to; version++) {
            long wanted = version;
            LogEntry entry = files.entry(version)
                    .orElseThrow(() -> errors.gone(wanted, "its log entry is deleted or not written yet"));
            for (FileAction added : entry.added()) {
                add(added, parts);
            }
        }
        return List.copyOf(parts);
    }

    private void add(FileAction action, Set<TablePart> parts) {
        parts.add(new TablePart(
                Kind.DATA, folder.resolve(action.path()), action.tags().get(FileAction.DIGEST_TAG)));
        keys(action).ifPresent(parts::add);
        // The vectors of one commit share a file.
        new DeletionVectors(io, folder)
                .file(action.deletionVector())
                .ifPresent(vector -> parts.add(new TablePart(Kind.DELETION_VECTOR, vector, null)));
    }

    /** The key filters of a file, where they are not in the log. */
    Optional<TablePart> keys(FileAction action) {
        Map<String, String> tags = action.tags();
        return Optional.ofNullable(tags.get(FileAction.KEYS_TAG))
                .flatMap(KeyFilters::digestBeside)
                .map(digest -> new TablePart(Kind.KEY_FILTER, KeyFilters.file(folder, action.path()), digest));
    }

    private List<TablePart> log(long version, long to) throws IOException {
        List<TablePart> parts = new ArrayList<>();
        long from = 0;
        for (FileIo.Entry entry : io.list(files.folder())) {
            Optional<LogFiles.Part> part = LogFiles.part(entry);
            if (part.isPresent()
                    && part.get().version() <= version
                    && entry.path().equals(files.checkpoint(part.get().version()))) {
                from = Math.max(from, part.get().version());
            }
        }
        if (from > 0) {
            Path checkpoint = files.checkpoint(from);
            parts.add(new TablePart(Kind.LOG, checkpoint, null));
            if (io.find(Seal.beside(checkpoint)).isPresent()) {
                parts.add(new TablePart(Kind.LOG, Seal.beside(checkpoint), null));
            }
        }
        for (long entry = from; entry <= to; entry++) {
            parts.add(new TablePart(Kind.LOG, files.json(entry), null));
        }
        return parts;
    }
}
