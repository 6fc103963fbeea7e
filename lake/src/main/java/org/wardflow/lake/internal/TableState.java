package org.wardflow.lake.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardflow.lake.Column;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** A version held in memory. The next one is this one and a log entry, so it costs no listing and no replay. */
record TableState(
        TableSpec spec,
        String tableId,
        long version,
        Instant committedAt,
        List<LiveFile> live,
        Map<String, String> domains)
        implements Snapshot {

    /** Delta's own domains are none of the caller's business. */
    private static final String SYSTEM_DOMAIN = "delta.";

    TableState {
        live = List.copyOf(live);
        domains = Map.copyOf(domains);
    }

    @Override
    public TableName table() {
        return spec.name();
    }

    @Override
    public List<Column> columns() {
        return spec.columns();
    }

    @Override
    public List<DataFile> files() {
        return new AbstractList<>() {
            @Override
            public DataFile get(int index) {
                return live.get(index).file();
            }

            @Override
            public int size() {
                return live.size();
            }
        };
    }

    @Override
    public List<Slice> slicesWithKeys(List<String> keyColumns, long[] keyHashes) {
        if (!spec.keyFilters().contains(keyColumns)) {
            throw new IllegalArgumentException("Table " + spec.name() + " has no key filter over " + keyColumns);
        }
        return live.stream()
                .flatMap(file -> file.slice(keyColumns, keyHashes).stream())
                .toList();
    }

    /** The version after this one. The entry must be the next and must not reshape the table. */
    TableState next(FileIo io, Path folder, LogEntry entry) throws IOException {
        if (entry.version() != version + 1 || entry.reshaped()) {
            throw new IllegalStateException("bug: version " + entry.version() + " does not follow " + version);
        }
        Set<String> removed = new HashSet<>();
        entry.removed().forEach(action -> removed.add(action.path()));
        Map<String, LiveFile> added = new HashMap<>();
        List<LiveFile> fresh = new ArrayList<>();
        for (FileAction action : entry.added()) {
            LiveFile file = LiveFile.of(io, folder, spec.columns(), action);
            added.put(action.path(), file);
            fresh.add(file);
        }
        List<LiveFile> files = new ArrayList<>(live.size() + fresh.size());
        for (LiveFile file : live) {
            LiveFile newer = added.remove(file.action().path());
            if (newer != null) {
                files.add(file.replacedBy(newer));
            } else if (!removed.contains(file.action().path())) {
                files.add(file);
            }
        }
        fresh.stream().filter(file -> added.containsKey(file.action().path())).forEach(files::add);
        Map<String, String> after = new HashMap<>(domains);
        entry.domains().forEach((name, value) -> set(after, name, value));
        return new TableState(spec, tableId, entry.version(), entry.committedAt(), files, after);
    }

    /** The live file with a path. */
    Optional<LiveFile> file(String path) {
        return live.stream().filter(file -> file.action().path().equals(path)).findFirst();
    }

    @Override
    public String toString() {
        return table() + " version " + version;
    }

    private static void set(Map<String, String> domains, String name, Optional<String> value) {
        if (name.startsWith(SYSTEM_DOMAIN)) {
            return;
        }
        value.ifPresentOrElse(text -> domains.put(name, text), () -> domains.remove(name));
    }
}
