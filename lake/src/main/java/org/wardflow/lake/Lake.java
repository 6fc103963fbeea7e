package org.wardflow.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.internal.DeltaTable;
import org.wardflow.lake.internal.DigestCheck;
import org.wardflow.lake.internal.Disk;

/**
 * A folder of Delta tables, {@code <root>/<layer>/<name>/}, and the manifests that tie their versions together. Safe for
 * all threads. One process has it open for writing; any number read beside it.
 */
public final class Lake implements AutoCloseable {
    private static final Pattern LAYER = Pattern.compile("[a-z][a-z0-9_]*");

    private final DeltaTable.Place place;
    private final FileIo.@Nullable Held lock;
    private final Manifests manifests;
    private final Map<TableName, DeltaTable> open = new ConcurrentHashMap<>();

    private Lake(DeltaTable.Place place, FileIo.@Nullable Held lock) {
        this.place = place;
        this.lock = lock;
        this.manifests = new Manifests(place.io(), place.root().resolve("_manifests"), lock != null);
    }

    /** Opens or creates a lake as its only writer. HOME_LOCKED if another process, or this one, is that already. */
    public static Lake openForWriting(Path root, FileIo io, Clock clock) {
        try {
            io.createFolder(root.toAbsolutePath());
        } catch (IOException e) {
            throw Disk.failure("Cannot create the lake " + root, e);
        }
        FileIo.Held lock = io.lock(root);
        boolean opened = false;
        try {
            Lake lake = open(root, io, clock, lock);
            lake.clearStaging();
            opened = true;
            return lake;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Opens a lake for reading, beside a writer if there is one. A lake that does not exist yet has no tables. */
    public static Lake openForReading(Path root, FileIo io, Clock clock) {
        return open(root, io, clock, null);
    }

    private static Lake open(Path root, FileIo io, Clock clock, FileIo.@Nullable Held lock) {
        return new Lake(
                new DeltaTable.Place(root.toAbsolutePath().normalize(), io, clock, lock != null, new DigestCheck(io)),
                lock);
    }

    /** The folder that everything lies in. */
    public Path root() {
        return place.root();
    }

    /** A table; empty if it was never created. */
    public Optional<Table> find(TableName name) {
        DeltaTable known = open.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        DeltaTable table = new DeltaTable(place, name);
        return table.exists() ? Optional.of(register(table)) : Optional.empty();
    }

    /** Creates an empty table. TABLE_CONFLICT if it exists. */
    public Table create(TableSpec spec) {
        DeltaTable table = new DeltaTable(place, spec.name());
        table.create(spec);
        return register(table);
    }

    /**
     * Takes a table out of the lake, its files kept under another name: it can be created anew then. Not while anybody uses it.
     *
     * @return where it is now
     */
    public Path setAside(TableName name) {
        return setAside(name, "damaged");
    }

    /**
     * The same, under another word than {@code damaged}.
     *
     * @param why a word of the new folder's name
     */
    public Path setAside(TableName name, String why) {
        Path folder = place.folder(name);
        Path target = folder.resolveSibling(name.name() + "." + why + "-"
                + place.clock().instant().toString().replace(':', '-'));
        try {
            place.io().rename(folder, target);
        } catch (IOException e) {
            throw Disk.failure("Cannot set table " + name + " aside", e);
        }
        open.remove(name);
        return target;
    }

    /** All tables, sorted. */
    public List<TableName> tables() {
        List<TableName> found = new ArrayList<>();
        try {
            for (FileIo.Entry layer : folders(place.root())) {
                for (FileIo.Entry table : folders(layer.path())) {
                    TableName name = new TableName(layer.name(), table.name());
                    if (find(name).isPresent()) {
                        found.add(name);
                    }
                }
            }
        } catch (IOException e) {
            throw Disk.failure("Cannot list the tables of " + place.root(), e);
        }
        return List.copyOf(found);
    }

    /** The cycle manifests. */
    public Manifests manifests() {
        return manifests;
    }

    /** Lets another writer in. Tables must not be used afterwards. */
    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }

    /** All users of a table share one object, whose lock orders them. */
    private DeltaTable register(DeltaTable table) {
        DeltaTable other = open.putIfAbsent(table.name(), table);
        return other == null ? table : other;
    }

    private List<FileIo.Entry> folders(Path parent) throws IOException {
        return place.io().list(parent).stream()
                .filter(entry -> entry.folder() && LAYER.matcher(entry.name()).matches())
                .toList();
    }

    /** What an engine staged before a crash was never part of a table. */
    private void clearStaging() {
        try {
            deleteAll(place.staging());
        } catch (IOException e) {
            throw Disk.failure("Cannot clear the staging folder " + place.staging(), e);
        }
    }

    private void deleteAll(Path folder) throws IOException {
        for (FileIo.Entry entry : place.io().list(folder)) {
            if (entry.folder()) {
                deleteAll(entry.path());
            }
            place.io().delete(entry.path());
        }
    }
}
