package org.wardflow.lake.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardflow.lake.HistoryEntry;

/** The log told line by line. */
final class History {
    private final LogFiles files;

    History(LogFiles files) {
        this.files = files;
    }

    /** The newest entries first; fewer than asked for where the log was cleaned. */
    List<HistoryEntry> newest(long latest, int limit) {
        List<HistoryEntry> lines = new ArrayList<>();
        try {
            for (long version = latest; version >= 0 && lines.size() < limit; version--) {
                Optional<LogEntry> entry = files.entry(version);
                if (entry.isEmpty()) {
                    break;
                }
                lines.add(line(entry.get()));
            }
        } catch (IOException e) {
            throw Disk.failure("Cannot read the history in " + files.folder(), e);
        }
        return lines;
    }

    private static HistoryEntry line(LogEntry entry) throws IOException {
        Set<String> both = entry.added().stream().map(FileAction::path).collect(Collectors.toCollection(HashSet::new));
        both.retainAll(entry.removed().stream().map(FileAction::path).collect(Collectors.toSet()));
        long rowsAdded = 0;
        long rowsRemoved = 0;
        for (FileAction action : entry.added()) {
            if (both.contains(action.path())) {
                rowsRemoved += hidden(action);
            } else {
                rowsAdded += rows(action) - hidden(action);
            }
        }
        for (FileAction action : entry.removed()) {
            rowsRemoved += both.contains(action.path()) ? -hidden(action) : rows(action) - hidden(action);
        }
        return new HistoryEntry(
                entry.version(),
                entry.committedAt(),
                entry.operation(),
                entry.added().size() - both.size(),
                entry.removed().size() - both.size(),
                rowsAdded,
                rowsRemoved);
    }

    private static long hidden(FileAction action) {
        return action.deletionVector() == null ? 0 : action.deletionVector().getCardinality();
    }

    private static long rows(FileAction action) throws IOException {
        return Math.max(0, Statistics.parse(action.statistics(), List.of()).rows());
    }
}
