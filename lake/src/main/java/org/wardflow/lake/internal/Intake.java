package org.wardflow.lake.internal;

import io.delta.kernel.data.Row;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.Commit;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.StagedFile;

/** Brings the files of one commit into the table's folder and says it in actions of the log. */
final class Intake {
    private final FileIo io;
    private final Path folder;
    private final TableState base;
    private final long nowMillis;
    private final List<Row> actions = new ArrayList<>();
    private final List<Path> written = new ArrayList<>();
    private final List<Path> taken = new ArrayList<>();
    private boolean done;

    Intake(FileIo io, Path folder, TableState base, long nowMillis) {
        this.io = io;
        this.folder = folder;
        this.base = base;
        this.nowMillis = nowMillis;
    }

    /** Does all of it; on failure {@link #undo} deletes what was done. */
    void take(Commit commit) throws IOException {
        for (StagedFile staged : commit.added()) {
            add(staged, commit.dataChange());
        }
        if (!taken.isEmpty()) {
            io.syncFolder(folder);
        }
        commit.removed().stream().sorted().forEach(path -> remove(live(path), commit.dataChange()));
        hide(commit);
        done = true;
    }

    /** Whether all is in place, so that an entry may have been written. */
    boolean isDone() {
        return done;
    }

    List<Row> actions() {
        return actions;
    }

    /** The data files that are now in the table's folder. */
    List<Path> taken() {
        return taken;
    }

    /** Deletes what a commit that did not happen has left; what cannot be deleted is left to the vacuum. */
    void undo() {
        for (Path file : written) {
            try {
                io.delete(file);
            } catch (IOException e) {
                // Unreferenced, so harmless.
            }
        }
    }

    private void add(StagedFile staged, boolean dataChange) throws IOException {
        List<List<String>> filters = base.spec().keyFilters();
        if (staged.keys().size() != filters.size()) {
            throw new IllegalArgumentException("Table " + base.table() + " has " + filters.size()
                    + " key filters; the staged file has keys for "
                    + staged.keys().size());
        }
        // Names sort by age, and a retry's is another one.
        String name = String.format(
                Locale.ROOT, "part-%020d-%04d-%s.parquet", base.version() + 1, taken.size(), UUID.randomUUID());
        Path target = folder.resolve(name);
        written.add(target);
        FileIo.Prepared file = staged.prepared().isPresent() ? staged.prepared().get() : io.prepare(staged.path());
        io.takeIn(staged.path(), target);
        taken.add(target);
        Map<String, String> tags = new HashMap<>();
        tags.put(FileAction.DIGEST_TAG, file.digest());
        if (!filters.isEmpty()) {
            tags.put(FileAction.KEYS_TAG, KeyFilters.store(io, folder, name, filters, staged.keys(), written));
        }
        String statistics = Statistics.render(staged.rows(), base.columns(), staged.statistics());
        boolean isWhole = staged.deleted().isEmpty();
        add(new FileAction(
                name,
                file.bytes(),
                nowMillis,
                dataChange,
                isWhole ? statistics : Statistics.loosened(statistics),
                tags,
                isWhole
                        ? null
                        : new DeletionVectors(io, folder)
                                .store(List.of(staged.deleted()), written)
                                .get(0)));
    }

    private void hide(Commit commit) throws IOException {
        List<LiveFile> files = new ArrayList<>();
        List<RoaringBitmap> vectors = new ArrayList<>();
        for (String path : commit.deleted().keySet().stream().sorted().toList()) {
            LiveFile file = live(path);
            RoaringBitmap all =
                    RoaringBitmap.or(file.file().deleted(), commit.deleted().getOrDefault(path, new RoaringBitmap()));
            boolean outside = !all.isEmpty()
                    && Integer.toUnsignedLong(all.last()) >= file.file().rows();
            if (outside || commit.removed().contains(path)) {
                throw new IllegalArgumentException("A deleted row is outside the live file " + path);
            }
            if (all.getLongCardinality() == file.file().rows()) {
                remove(file, commit.dataChange());
            } else if (!all.equals(file.file().deleted())) {
                files.add(file);
                vectors.add(all);
            }
        }
        List<DeletionVectorDescriptor> stored = new DeletionVectors(io, folder).store(vectors, written);
        for (int i = 0; i < files.size(); i++) {
            FileAction old = files.get(i).action();
            remove(files.get(i), commit.dataChange());
            add(new FileAction(
                    old.loggedPath(),
                    old.bytes(),
                    old.millis(),
                    commit.dataChange(),
                    Statistics.loosened(old.statistics()),
                    old.tags(),
                    stored.get(i)));
        }
    }

    private LiveFile live(String path) {
        return base.file(path)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Table " + base.table() + " has no live file " + path + " in version " + base.version()));
    }

    private void add(FileAction file) {
        actions.add(SingleAction.createAddFileSingleAction(row(AddFile.FULL_SCHEMA, file, "modificationTime")));
    }

    private void remove(LiveFile file, boolean dataChange) {
        FileAction old = file.action();
        FileAction removal = new FileAction(
                old.loggedPath(),
                old.bytes(),
                nowMillis,
                dataChange,
                old.statistics(),
                old.tags(),
                old.deletionVector());
        actions.add(
                SingleAction.createRemoveFileSingleAction(row(RemoveFile.FULL_SCHEMA, removal, "deletionTimestamp")));
    }

    private static GenericRow row(StructType schema, FileAction file, String timeField) {
        Map<Integer, Object> values = new HashMap<>();
        put(schema, values, "path", file.loggedPath());
        put(schema, values, "partitionValues", VectorUtils.stringStringMapValue(Map.of()));
        put(schema, values, "size", file.bytes());
        put(schema, values, timeField, file.millis());
        put(schema, values, "dataChange", file.dataChange());
        put(schema, values, "extendedFileMetadata", true);
        put(schema, values, "stats", file.statistics());
        put(schema, values, "tags", VectorUtils.stringStringMapValue(file.tags()));
        DeletionVectorDescriptor vector = file.deletionVector();
        put(schema, values, "deletionVector", vector == null ? null : vector.toRow());
        return new GenericRow(schema, values);
    }

    private static void put(StructType schema, Map<Integer, Object> values, String field, @Nullable Object value) {
        int ordinal = schema.indexOf(field);
        if (ordinal >= 0 && value != null) {
            values.put(ordinal, value);
        }
    }
}
