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

/** Which files a version is read from. */
record Parts(FileIo io, Path folder, LogFiles files) {

    /** Of the log, only what is needed from the newest checkpoint on. */
    List<TablePart> of(TableState state) throws IOException {
        List<TablePart> parts = new ArrayList<>(log(state.version()));
        for (LiveFile file : state.live()) {
            parts.add(
                    new TablePart(Kind.DATA, file.file().absolute(), file.file().digest()));
            keys(file.action()).ifPresent(parts::add);
        }
        vectors(state).forEach(vector -> parts.add(new TablePart(Kind.DELETION_VECTOR, vector, null)));
        return List.copyOf(parts);
    }

    /** The key filters of a file, where they are not in the log. */
    Optional<TablePart> keys(FileAction action) {
        Map<String, String> tags = action.tags();
        return Optional.ofNullable(tags.get(FileAction.KEYS_TAG))
                .flatMap(KeyFilters::digestBeside)
                .map(digest -> new TablePart(Kind.KEY_FILTER, KeyFilters.file(folder, action.path()), digest));
    }

    /** The vectors of one commit share a file. */
    private Set<Path> vectors(TableState state) {
        DeletionVectors vectors = new DeletionVectors(io, folder);
        Set<Path> found = new LinkedHashSet<>();
        state.live()
                .forEach(file -> vectors.file(file.action().deletionVector()).ifPresent(found::add));
        return found;
    }

    private List<TablePart> log(long version) throws IOException {
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
        for (long entry = from; entry <= version; entry++) {
            parts.add(new TablePart(Kind.LOG, files.json(entry), null));
        }
        return parts;
    }
}
