package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.Column;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableChanges.Slice;

/**
 * What the entries of a version range say about rows. Each file is followed from its first mention to its last: which of
 * its rows were visible at the start of the range (or when a compaction brought it in), and which at the end (or when a
 * compaction took it out). The difference is the change.
 */
final class Changes {
    private final Path folder;
    private final LogFiles files;
    private final Supplier<List<Column>> columns;
    private final TableErrors errors;
    private final DeletionVectors vectors;

    private final Map<String, Life> open = new LinkedHashMap<>();
    private final List<Life> closed = new ArrayList<>();
    private boolean compacted;

    Changes(FileIo io, Path folder, LogFiles files, Supplier<List<Column>> columns, TableErrors errors) {
        this.folder = folder;
        this.files = files;
        this.columns = columns;
        this.errors = errors;
        this.vectors = new DeletionVectors(io, folder);
    }

    TableChanges between(long fromVersion, long toVersion) {
        if (fromVersion < 0 || fromVersion > toVersion) {
            throw new IllegalArgumentException("No range of versions: " + fromVersion + " to " + toVersion);
        }
        try {
            for (long version = fromVersion + 1; version <= toVersion; version++) {
                long wanted = version;
                follow(files.entry(version)
                        .orElseThrow(() -> errors.gone(wanted, "its log entry is deleted or not written yet")));
            }
            closed.addAll(open.values());
            List<Slice> added = new ArrayList<>();
            List<Slice> removed = new ArrayList<>();
            for (Life life : closed) {
                life.tell(added, removed);
            }
            return new TableChanges(fromVersion, toVersion, added, removed, compacted);
        } catch (IOException e) {
            throw Disk.failure("Cannot read the changes in " + folder, e);
        }
    }

    private void follow(LogEntry entry) throws IOException {
        Map<String, FileAction> added = new HashMap<>();
        entry.added().forEach(action -> added.put(action.path(), action));
        Set<String> seen = new HashSet<>();
        for (FileAction removal : entry.removed()) {
            String path = removal.path();
            seen.add(path);
            FileAction back = added.get(path);
            if (removal.dataChange()) {
                life(path, removal).now = back;
            } else {
                // A compaction: what was visible moves to other files without a change.
                compacted = true;
                closed.add(life(path, removal));
                open.remove(path);
                if (back != null) {
                    open.put(path, new Life(back, back));
                }
            }
        }
        for (FileAction addition : entry.added()) {
            String path = addition.path();
            if (!seen.contains(path)) {
                compacted |= !addition.dataChange();
                Life life = new Life(addition.dataChange() ? null : addition, addition);
                Optional.ofNullable(open.put(path, life)).ifPresent(closed::add);
            }
        }
    }

    private Life life(String path, FileAction before) {
        return open.computeIfAbsent(path, unseen -> new Life(before, before));
    }

    private DataFile file(FileAction action) throws IOException {
        return LiveFile.dataFile(folder, columns.get(), action, vectors);
    }

    /** A file's visible rows before and after; null where it is not part of the table. */
    private final class Life {
        private final @Nullable FileAction before;
        private @Nullable FileAction now;

        Life(@Nullable FileAction before, @Nullable FileAction now) {
            this.before = before;
            this.now = now;
        }

        void tell(List<Slice> added, List<Slice> removed) throws IOException {
            if (before == null) {
                if (now != null) {
                    added.add(new Slice(file(now), Optional.empty()));
                }
            } else if (now == null) {
                removed.add(new Slice(file(before), Optional.empty()));
            } else if (!before.equals(now)) {
                DataFile old = file(before);
                DataFile fresh = file(now);
                some(old, RoaringBitmap.andNot(fresh.deleted(), old.deleted()), removed);
                some(fresh, RoaringBitmap.andNot(old.deleted(), fresh.deleted()), added);
            }
        }

        private void some(DataFile file, RoaringBitmap rows, List<Slice> slices) {
            if (!rows.isEmpty()) {
                slices.add(new Slice(file, Optional.of(rows)));
            }
        }
    }
}
