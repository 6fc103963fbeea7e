package org.wardflow.flow.cycle.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.Column;
import org.wardflow.lake.Commit;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableSpec;

/** Replaces the rows of some keys of a table, or of all, by computed ones; only rows that differ are written. */
final class Replacement {
    /** Above this many rows the models behind read the changes from the files instead of memory. */
    private static final long HANDED_ON_ROWS_MAX = 200_000;

    private static final String MISSING = "(select count(*) from run.rows where %s)";

    private final Model model;
    private final LakeState lake;
    private final SqlSession session;
    private final Table table;
    private final TableSpec spec;
    private final Snapshot own;
    private final StagedPaths paths;
    private final List<Relation> kept = new ArrayList<>();
    private final Deque<KeySet> left = new ArrayDeque<>();
    private Optional<Relation> computed = Optional.empty();

    Replacement(Model model, LakeState lake, SqlSession session, Snapshot own) {
        this.model = model;
        this.lake = lake;
        this.session = session;
        this.table = lake.table(model.table());
        this.spec = table.spec();
        this.paths = new StagedPaths(table);
        this.own = own;
    }

    /** How many rows were written and how many hidden. */
    record Size(long added, long removed) {
        static final Size NONE = new Size(0, 0);
    }

    /**
     * The rows to write and the rows to hide.
     *
     * @param gone positions by file
     * @param rows both, with the table's columns among others, if they are kept
     */
    private record Difference(
            List<StagedFile> staged,
            long added,
            Map<String, RoaringBitmap> gone,
            long removed,
            Optional<Relation> rows) {
        static final Difference NONE = new Difference(List.of(), 0, Map.of(), 0, Optional.empty());

        /** Both; the rows of neither. */
        Difference and(Difference other) {
            List<StagedFile> files = new ArrayList<>(staged);
            files.addAll(other.staged);
            Map<String, RoaringBitmap> positions = new HashMap<>(gone);
            other.gone.forEach(
                    (file, more) -> positions.merge(file, more, (some, others) -> RoaringBitmap.or(some, others)));
            return new Difference(files, added + other.added, positions, removed + other.removed, Optional.empty());
        }
    }

    /** Materialises a SELECT until {@link #close}. */
    Relation keep(String sql, Map<String, Relation> tables) {
        Relation relation = session.materialise(sql, tables);
        kept.add(relation);
        return relation;
    }

    /**
     * Writes the difference between what is computed and what stands, and commits it with the progress.
     *
     * @param rows the model's, not evaluated yet
     * @param touched the keys computed; empty for all
     * @param recordsProgress commits the progress even if no row differs
     */
    Size commit(Relation rows, Optional<KeySet> touched, Progress now, boolean recordsProgress) {
        Difference difference = difference(rows, touched);
        if (difference.added() + difference.removed() == 0 && !recordsProgress) {
            share(touched, own);
            return Size.NONE;
        }
        Snapshot committed = commit(difference.staged(), difference.gone(), now);
        handOn(difference, committed);
        lake.moved(committed);
        share(touched, committed);
        return new Size(difference.added(), difference.removed());
    }

    /**
     * As the other, for more keys than the engine takes at once: slice after slice, with nothing of one in memory while the next is
     * computed, and one commit of all. What reads the table finds the changes in its files. A slice that does not fit is taken in parts.
     *
     * @param slices are dropped
     * @param compute the model's rows of a slice, not evaluated yet
     */
    Size commit(List<KeySet> slices, Function<KeySet, Relation> compute, Progress now, boolean recordsProgress) {
        Difference all = Difference.NONE;
        left.addAll(slices);
        while (!left.isEmpty()) {
            KeySet slice = left.element();
            Optional<WardflowException> failure = Optional.empty();
            try {
                all = all.and(difference(compute.apply(slice), Optional.of(slice)));
            } catch (WardflowException e) {
                failure = Optional.of(e);
            }
            computed = Optional.empty();
            session.drop(kept);
            kept.clear();
            // What the slice that failed has kept is gone by now: parting it takes memory, too.
            List<KeySet> parts = failure.map(e -> parts(slice, e)).orElse(List.of());
            left.remove().drop(session);
            for (int i = parts.size() - 1; i >= 0; i--) {
                left.push(parts.get(i));
            }
        }
        if (all.added() + all.removed() > 0 || recordsProgress) {
            lake.moved(commit(all.staged(), all.gone(), now));
        }
        return new Size(all.added(), all.removed());
    }

    /** Of a slice whose rows the engine's memory did not suffice for. */
    private List<KeySet> parts(KeySet slice, WardflowException failure) {
        List<KeySet> parts = failure.code() == ErrorCode.MEMORY_FULL ? slice.parts(session) : List.of(slice);
        if (parts.size() == 1) {
            throw failure;
        }
        return parts;
    }

    private Difference difference(Relation rows, Optional<KeySet> touched) {
        Relation wanted = touched.map(keys -> session.select(
                        "select * from run.computed where (" + Rows.list("", model.key()) + ") in (select "
                                + Rows.list("", model.key()) + " from run.touched)",
                        Map.of("run.computed", rows, "run.touched", keys.relation())))
                .orElse(rows);
        return own.visibleRows() == 0 ? everythingIsFresh(wanted, touched) : compare(wanted, touched);
    }

    /** Writes what is computed and drops all that stands, unread, as it must where that is damaged. */
    Size overwrite(Relation computed, Progress now) {
        Difference difference = everythingIsFresh(computed, Optional.empty());
        Map<String, RoaringBitmap> hidden = own.files().stream()
                .collect(Collectors.toMap(
                        DataFile::path,
                        file -> RoaringBitmap.andNot(RoaringBitmap.bitmapOfRange(0, file.rows()), file.deleted())));
        lake.moved(commit(difference.staged(), hidden, now));
        return new Size(difference.added(), own.visibleRows());
    }

    /** Nothing stands: rows go straight to files, and are checked there if there are many. */
    private Difference everythingIsFresh(Relation wanted, Optional<KeySet> touched) {
        Optional<Relation> fresh = touched.map(keys -> keep("select * from run.wanted", Map.of("run.wanted", wanted)));
        fresh.ifPresent(this::check);
        computed = fresh;
        List<StagedFile> staged = fresh.map(this::stage).orElseGet(() -> session.stage(wanted, spec, paths));
        if (fresh.isEmpty() && !staged.isEmpty()) {
            check(staged);
        }
        return new Difference(
                staged, staged.stream().mapToLong(StagedFile::rows).sum(), Map.of(), 0, fresh);
    }

    private Difference compare(Relation wanted, Optional<KeySet> touched) {
        Relation all = keep("select * from run.wanted", Map.of("run.wanted", wanted));
        check(all);
        computed = Optional.of(all);
        Scan scan = touched.map(keys -> lake.scan(session, model.table(), keys, keyColumns()))
                .orElseGet(() -> lake.scan(model.table()));
        if (scan.slices().isEmpty()) {
            return fresh(all);
        }
        Relation differing =
                keep(unequal(), Map.of("run.computed", all, "run.standing", session.scan(scan.withPositions())));
        if (differing.size() == 0) {
            return Difference.NONE;
        }
        Map<String, RoaringBitmap> gone = session.positions(
                session.select(
                        "select * from run.rows where " + Scan.FILE + " is not null", Map.of("run.rows", differing)),
                own.files());
        long removed = gone.values().stream()
                .mapToLong(RoaringBitmap::getLongCardinality)
                .sum();
        long added = differing.size() - removed;
        Relation fresh = session.select(
                "select " + Rows.list("", columns()) + " from run.rows where " + Scan.FILE + " is null",
                Map.of("run.rows", differing));
        return new Difference(stage(Relation.part(fresh, added)), added, gone, removed, Optional.of(differing));
    }

    /** Rows that nothing stands for. */
    private Difference fresh(Relation rows) {
        return new Difference(stage(rows), rows.size(), Map.of(), 0, Optional.of(rows));
    }

    private List<StagedFile> stage(Relation counted) {
        return counted.size() == 0 ? List.of() : session.stage(counted, spec, paths);
    }

    /** The rows of each side that the other has no equal of; those that stand with their positions. */
    private String unequal() {
        List<String> primary = model.contract().primaryKey();
        String same = columns().stream()
                .map(column ->
                        "l." + column + (primary.contains(column) ? " = " : " is not distinct from ") + "r." + column)
                .collect(Collectors.joining(" and "));
        String either = columns().stream()
                .map(column -> "coalesce(l." + column + ", r." + column + ") as " + column)
                .collect(Collectors.joining(", "));
        return "select " + either + ", r." + Scan.FILE + ", r." + Scan.POSITION
                + " from (select *, 1 as wardflow_computed from run.computed) as l full outer join run.standing as r on "
                + same + " where l.wardflow_computed is null or r." + Scan.FILE + " is null";
    }

    /** As below, for rows in files; the distinct hashes of the key, where there are any, already tell that it is unique. */
    private void check(List<StagedFile> staged) {
        Relation rows = session.scan(Scan.of(
                spec.columns(), staged.stream().map(StagedFile::readable).toList()));
        int filter = spec.keyFilters().indexOf(model.contract().primaryKey());
        boolean isUnique = staged.size() == 1
                && filter >= 0
                && staged.get(0).keys().get(filter).distinct() == staged.get(0).rows();
        if (isUnique) {
            requirePresent(Rows.numbers(session, "select " + MISSING.formatted(missing()), Map.of("run.rows", rows))
                    .get(0));
        } else {
            check(rows);
        }
    }

    /** The primary key is unique, and what is required is there; messages count rows and show none. */
    private void check(Relation rows) {
        if (rows.isKept() && rows.size() == 0) {
            return;
        }
        String primary = Rows.list("", model.contract().primaryKey());
        List<Long> counts = Rows.numbers(
                session,
                "select (select count(*) from (select 1 as one from run.rows group by " + primary
                        + " having count(*) > 1) as repeated), " + MISSING.formatted(missing()),
                Map.of("run.rows", rows));
        if (counts.get(0) > 0) {
            throw failed(counts.get(0) + " values of its primary key (" + primary + ") stand in more than one row");
        }
        requirePresent(counts.get(1));
    }

    private String missing() {
        return spec.columns().stream()
                .filter(Column::required)
                .map(column -> column.name() + " is null")
                .collect(Collectors.joining(" or "));
    }

    private void requirePresent(long missing) {
        if (missing > 0) {
            throw failed(missing + " rows lack a value in a required column");
        }
    }

    private WardflowException failed(String found) {
        return new WardflowException(
                ErrorCode.MODEL_FAILED,
                "The model " + model.table() + " gives rows that its contract forbids",
                found,
                "correct its model.sql or its contract.yaml; the table stays as it was");
    }

    private Snapshot commit(List<StagedFile> staged, Map<String, RoaringBitmap> hidden, Progress now) {
        Map<String, RoaringBitmap> deleted = new HashMap<>();
        Set<String> removed = new HashSet<>();
        for (DataFile file : own.files()) {
            RoaringBitmap positions = hidden.get(file.path());
            if (positions != null && positions.getLongCardinality() == file.visibleRows()) {
                removed.add(file.path());
            } else if (positions != null) {
                deleted.put(file.path(), positions);
            }
        }
        Commit commit = new Commit("MERGE", own, staged, deleted, removed, Map.of(Progress.DOMAIN, now.text()), true);
        Snapshot made = Commits.make(table, commit);
        if (!staged.isEmpty()) {
            Set<String> before = own.files().stream().map(DataFile::path).collect(Collectors.toSet());
            List<DataFile> added = made.files().stream()
                    .filter(file -> !before.contains(file.path()))
                    .toList();
            session.describe(added, spec.columns());
        }
        return made;
    }

    private void handOn(Difference difference, Snapshot committed) {
        long count = difference.added() + difference.removed();
        if (difference.rows().isEmpty() || count > HANDED_ON_ROWS_MAX) {
            return;
        }
        List<Relation> used = List.of(difference.rows().get());
        Relation rows = session.select(
                "select " + Rows.list("", columns()) + " from run.rows", Map.of("run.rows", used.get(0)));
        lake.handOn(model.table(), new ChangeSet(own.version(), committed.version(), rows, count), used);
        kept.removeAll(used);
    }

    /** The models behind need not read the rows of these keys from files: they were computed here. */
    private void share(Optional<KeySet> touched, Snapshot now) {
        if (touched.isEmpty() || computed.isEmpty()) {
            return;
        }
        Relation rows = computed.get();
        if (lake.shared().hold(now, model.key(), touched.get(), rows) && kept.remove(rows)) {
            lake.keep(rows);
        }
    }

    private List<String> columns() {
        return spec.columns().stream().map(Column::name).toList();
    }

    private List<Column> keyColumns() {
        return model.key().stream()
                .flatMap(name ->
                        spec.columns().stream().filter(column -> column.name().equals(name)))
                .toList();
    }

    /** Frees what was materialised and not handed on, and deletes files that were not committed. */
    void close() {
        paths.close();
        session.drop(kept);
        kept.clear();
        left.forEach(slice -> slice.drop(session));
        left.clear();
    }
}
