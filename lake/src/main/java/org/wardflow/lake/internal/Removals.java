package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.Retention;

/**
 * Which files the last versions of a table took out of it: whoever reads an older version still needs them. Entries are told as they
 * come, and read from the log once where they were not; a clean-up that read them all again would keep a core busy for minutes. Safe
 * for all threads.
 */
final class Removals {
    private final LogFiles log;
    private final Path folder;
    private final DeletionVectors vectors;

    /** When each known version was committed; no version between the first and the last is missing. */
    private final NavigableMap<Long, Long> millis = new TreeMap<>();

    /** The last version that took a data file out, by the file's path in the log. */
    private final Map<String, Long> files = new HashMap<>();

    private final Map<Path, Long> vectorFiles = new HashMap<>();

    Removals(FileIo io, Path folder, LogFiles log) {
        this.log = log;
        this.folder = folder;
        this.vectors = new DeletionVectors(io, folder);
    }

    /** Takes in an entry of the log that somebody has read. */
    synchronized void note(LogEntry entry) {
        if (!millis.isEmpty() && entry.version() != millis.lastKey() + 1) {
            // A log that was put back, or one that somebody else went on with: it is read when it is asked for.
            forget();
        }
        add(entry);
    }

    private boolean fill(long last, long newest) throws IOException {
        for (long version = last + 1; version <= newest; version++) {
            Optional<LogEntry> untold = log.entry(version);
            if (untold.isEmpty()) {
                return false;
            }
            add(untold.get());
        }
        return true;
    }

    private void add(LogEntry entry) {
        millis.put(entry.version(), entry.committedAt().toEpochMilli());
        for (FileAction action : entry.removed()) {
            files.merge(action.path(), entry.version(), Math::max);
            vectors.file(action.deletionVector())
                    .ifPresent(file -> vectorFiles.merge(file, entry.version(), Math::max));
        }
    }

    /** Forgets what nobody can reach any more. */
    synchronized void forget(Retention retention) {
        while (!millis.isEmpty()
                && !isReachable(millis.firstKey(), millis.firstEntry().getValue(), retention)) {
            millis.pollFirstEntry();
        }
        long first = millis.isEmpty() ? Long.MAX_VALUE : millis.firstKey();
        files.values().removeIf(version -> version < first);
        vectorFiles.values().removeIf(version -> version < first);
    }

    /** What the versions up to one removed that somebody may still read: data files, their key filters, deletion vectors. */
    synchronized Set<Path> reachable(long newest, Retention retention) throws IOException {
        if (!millis.isEmpty() && !fill(millis.lastKey(), newest)) {
            forget();
        }
        forget(retention);
        boolean reached = true;
        for (long version = millis.isEmpty() ? newest : millis.firstKey() - 1; reached && version >= 0; version--) {
            Optional<LogEntry> entry = log.entry(version);
            reached = entry.isPresent()
                    && isReachable(version, entry.get().committedAt().toEpochMilli(), retention);
            if (reached) {
                add(entry.get());
            }
        }
        Set<Path> found = new HashSet<>(vectorFiles.keySet());
        files.keySet().stream()
                .flatMap(path -> Stream.of(folder.resolve(path), KeyFilters.file(folder, path)))
                .forEach(found::add);
        return found;
    }

    private static boolean isReachable(long version, long committed, Retention retention) {
        return version > retention.oldestVersionNeeded()
                || committed >= retention.olderThan().toEpochMilli();
    }

    private void forget() {
        millis.clear();
        files.clear();
        vectorFiles.clear();
    }
}
