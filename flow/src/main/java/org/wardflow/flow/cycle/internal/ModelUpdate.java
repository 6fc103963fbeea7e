package org.wardflow.flow.cycle.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelGraph;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/**
 * The one operator: finds the keys that changes of the inputs touch, evaluates the model for those keys alone, and replaces their
 * rows. A model that never ran, or whose text changed, or whose progress the log no longer tells, is evaluated whole.
 */
final class ModelUpdate {
    /** An input at least this large, half of which changed, is cheaper to read whole than by keys. */
    private static final long WHOLE_ROWS_MIN = 50_000;

    /** To look through more rows than this for the keys that a change touches is no small work, however few keys there are. */
    static final long SEARCHED_ROWS_SMALL = 100_000;

    private final Model model;
    private final ModelGraph graph;
    private final LakeState lake;
    private final SqlSession session;
    private final Snapshot own;
    private final String hash;

    ModelUpdate(Model model, Content content, LakeState lake, SqlSession session) {
        this.model = model;
        this.graph = content.graph();
        this.hash = content.hash(model);
        this.lake = lake;
        this.session = session;
        this.own = lake.snapshot(model.table());
    }

    /**
     * What came of it.
     *
     * @param run empty if there was nothing to do
     * @param progress the versions that the model's rows are now computed from
     */
    record Result(Optional<ModelRun> run, Progress progress) {}

    /**
     * Brings the model up to the versions that the cycle sees.
     *
     * @param size is told how many keys there are, before their rows are computed; if all are, at least how many rows; and how many
     *     rows are looked through for keys, if they are many
     */
    Result run(Optional<Progress> before, LongConsumer size) {
        long start = WallClock.nanos();
        Progress now =
                Progress.of(hash, model.upstream().stream().map(lake::snapshot).toList());
        if (before.filter(now::equals).isPresent()) {
            return new Result(Optional.empty(), now);
        }
        Optional<Map<TableName, ChangeSet>> changes = changes(before);
        long changed = changes.map(known ->
                        known.values().stream().mapToLong(ChangeSet::count).sum())
                .orElse(0L);
        if (changes.isPresent()
                && changed == 0
                && before.filter(progress -> !progress.stalled()).isPresent()) {
            return new Result(Optional.empty(), now);
        }
        Optional<KeySet> touched = changes.filter(known -> !isMostly(known))
                .flatMap(known -> touched(known, size))
                .flatMap(this::unlessAll);
        boolean recordsProgress = before.filter(progress -> progress.hash().equals(hash) && !progress.stalled())
                .isEmpty();
        size.accept(touched.map(KeySet::size).orElseGet(this::inputRows));
        try {
            Replacement.Size done = touched.filter(keys -> keys.size() == 0).isPresent() && !recordsProgress
                    ? Replacement.Size.NONE
                    : replace(touched, now, recordsProgress);
            OptionalLong computed =
                    touched.map(set -> OptionalLong.of(set.size())).orElse(OptionalLong.empty());
            long millis = (WallClock.nanos() - start) / 1_000_000;
            return new Result(
                    Optional.of(new ModelRun(model.table(), changed, computed, done.added(), done.removed(), millis)),
                    now);
        } finally {
            touched.ifPresent(keys -> lake.release(session, keys));
        }
    }

    /** A closed day is one row, and may name every stay: it must be known before the search how far it goes. */
    private Optional<KeySet> touched(Map<TableName, ChangeSet> changes, LongConsumer size) {
        TouchedKeys search = new TouchedKeys(model, lake, session);
        long reads = search.reads(changes);
        if (reads > SEARCHED_ROWS_SMALL) {
            size.accept(reads);
        }
        return search.find(changes);
    }

    /** Small dimensions are always computed whole: that makes no cycle large. */
    private long inputRows() {
        return model.kind() == Model.Kind.FULL
                ? 0
                : model.upstream().stream()
                        .mapToLong(input -> lake.snapshot(input).visibleRows())
                        .sum();
    }

    /** The changes of each input since the progress; empty if everything has to be computed. */
    private Optional<Map<TableName, ChangeSet>> changes(Optional<Progress> before) {
        if (before.isEmpty() || !before.get().hash().equals(hash)) {
            return Optional.empty();
        }
        Map<TableName, ChangeSet> changes = new LinkedHashMap<>();
        for (TableName input : model.upstream()) {
            Optional<Long> from = before.get().version(lake.snapshot(input));
            // An input that has fewer versions than were seen of it is another one, whatever is said of it.
            if (from.isEmpty() || from.get() > lake.snapshot(input).version()) {
                return Optional.empty();
            }
            if (from.get() != lake.snapshot(input).version()) {
                try {
                    changes.put(input, lake.changes(session, input, from.get()));
                } catch (WardflowException e) {
                    // A damaged file that is still part of the input is met again by the evaluation as a whole.
                    if (e.code() != ErrorCode.VERSION_GONE && e.code() != ErrorCode.TABLE_CORRUPT) {
                        throw e;
                    }
                    return Optional.empty();
                }
            }
        }
        return Optional.of(changes);
    }

    /** Whether so much changed that keys do not pay, or the model has none. */
    private boolean isMostly(Map<TableName, ChangeSet> changes) {
        if (model.kind() == Model.Kind.FULL) {
            return true;
        }
        return model.inputs().stream()
                .filter(input -> input.binding() instanceof Input.ByKey && changes.containsKey(input.table()))
                .anyMatch(input -> {
                    long rows = lake.snapshot(input.table()).visibleRows();
                    ChangeSet set = changes.get(input.table());
                    return rows >= WHOLE_ROWS_MIN && set != null && set.count() * 2 >= rows;
                });
    }

    /** Where nothing stands, the rows of half the keys or more are cheaper computed whole: there is nothing to compare them with. */
    private Optional<KeySet> unlessAll(KeySet keys) {
        long rows = model.inputs().stream()
                .filter(input -> input.binding() instanceof Input.ByKey)
                .mapToLong(input -> lake.snapshot(input.table()).visibleRows())
                .max()
                .orElse(Long.MAX_VALUE);
        if (own.visibleRows() > 0 || keys.size() < WHOLE_ROWS_MIN || keys.size() < rows / 2) {
            return Optional.of(keys);
        }
        lake.release(session, keys);
        return Optional.empty();
    }

    /** All rows at once are the fastest; where they do not fit, or would not, the keys are taken in slices. */
    private Replacement.Size replace(Optional<KeySet> touched, Progress now, boolean recordsProgress) {
        List<KeySet> slices = touched.map(keys -> keys.slices(session)).orElse(List.of());
        if (slices.size() > 1) {
            return replace(slices, now, recordsProgress);
        }
        if (touched.isEmpty() && areManyAndInOrder()) {
            Optional<KeySet> all = new TouchedKeys(model, lake, session).all();
            try {
                List<KeySet> parts = all.map(keys -> keys.slices(session)).orElse(List.of());
                if (parts.size() > 1) {
                    return replace(parts, now, recordsProgress);
                }
            } finally {
                all.ifPresent(keys -> lake.release(session, keys));
            }
        }
        try {
            return replaceAtOnce(touched, now, recordsProgress);
        } catch (WardflowException e) {
            // The disk that rows are spilled to has its bound too.
            boolean fitsNot = e.code() == ErrorCode.MEMORY_FULL || e.code() == ErrorCode.DISK_FULL;
            if (!fitsNot || model.kind() == Model.Kind.FULL) {
                throw e;
            }
            return replaceInParts(touched, now, recordsProgress, e);
        }
    }

    /**
     * Whether the rows of all inputs by key are more than the engine holds, and lie in the order of the key: then slices read each of them once too,
     * and spill nothing.
     */
    private boolean areManyAndInOrder() {
        if (model.kind() == Model.Kind.FULL) {
            return false;
        }
        List<TableName> large = model.inputs().stream()
                .filter(input -> input.binding() instanceof Input.ByKey)
                .map(Input::table)
                .filter(table -> lake.snapshot(table).visibleRows() >= WHOLE_ROWS_MIN)
                .toList();
        return large.stream()
                        .anyMatch(table -> !session.holds(lake.snapshot(table).visibleRows()))
                && large.stream().allMatch(table -> {
                    List<String> order = lake.table(table).spec().sortedBy();
                    return !order.isEmpty() && order.get(0).equals(model.key().get(0));
                });
    }

    private Replacement.Size replaceAtOnce(Optional<KeySet> touched, Progress now, boolean recordsProgress) {
        Map<String, Relation> inputs = new HashMap<>();
        Replacement replacement = new Replacement(model, lake, session, own);
        try {
            return replacement.commit(computed(touched, inputs, replacement), touched, now, recordsProgress);
        } catch (WardflowException e) {
            throw new ColumnFault(model, session, inputs).named(e);
        } finally {
            replacement.close();
        }
    }

    private Replacement.Size replaceInParts(
            Optional<KeySet> touched, Progress now, boolean recordsProgress, WardflowException failure) {
        KeySet all =
                touched.or(() -> new TouchedKeys(model, lake, session).all()).orElseThrow(() -> failure);
        try {
            List<KeySet> whole = all.slices(session);
            List<KeySet> slices = whole.size() == 1 ? all.parts(session) : whole;
            if (slices.size() == 1) {
                throw failure;
            }
            return replace(slices, now, recordsProgress);
        } finally {
            if (touched.isEmpty()) {
                lake.release(session, all);
            }
        }
    }

    private Replacement.Size replace(List<KeySet> slices, Progress now, boolean recordsProgress) {
        Map<String, Relation> inputs = new HashMap<>();
        Replacement replacement = new Replacement(model, lake, session, own);
        try {
            return replacement.commit(
                    slices, slice -> computed(Optional.of(slice), inputs, replacement), now, recordsProgress);
        } catch (WardflowException e) {
            throw new ColumnFault(model, session, inputs).named(e);
        } finally {
            replacement.close();
        }
    }

    /** The rows of the touched keys, or all, not evaluated yet; says what they are computed from. */
    private Relation computed(Optional<KeySet> touched, Map<String, Relation> inputs, Replacement replacement) {
        for (Input input : model.inputs()) {
            inputs.put(input.table().toString(), input(input, touched, replacement));
        }
        return session.select(ModelSql.of(model, session::cast), inputs);
    }

    /** The rows of an input that the touched keys need; a part that the model names more than once is read once. */
    private Relation input(Input input, Optional<KeySet> touched, Replacement replacement) {
        List<String> bound = model.kind() == Model.Kind.FULL ? List.of() : input.boundColumns(model.key());
        if (touched.isEmpty() || bound.isEmpty()) {
            return session.scan(lake.scan(input.table()).with(bound));
        }
        Relation rows = bound.equals(model.key()) && input.binding() instanceof Input.ByKey
                ? byKey(input.table(), touched.get())
                : session.scan(lake.scan(session, input.table(), touched.get(), columns(input.table(), bound))
                        .selecting(column -> bound.contains(column.name()) || graph.names(model, column.name())));
        int uses = SqlText.of(model.sql()).tables().getOrDefault(input.table().toString(), 0);
        return uses > 1 && !rows.isKept()
                ? replacement.keep("select * from run.input", Map.of("run.input", rows))
                : rows;
    }

    /** The rows of the touched keys: from memory, as far as another model of this cycle has computed or read them. */
    private Relation byKey(TableName table, KeySet touched) {
        List<Model> readers = graph.inOrder().stream()
                .filter(other -> other.kind() == Model.Kind.KEYED
                        && other.key().equals(model.key())
                        && other.input(table)
                                .filter(input -> input.binding() instanceof Input.ByKey)
                                .isPresent())
                .toList();
        Snapshot snapshot = lake.snapshot(table);
        List<String> wanted = snapshot.columns().stream()
                .map(Column::name)
                .filter(column -> model.key().contains(column)
                        || readers.stream().anyMatch(reader -> graph.names(reader, column)))
                .toList();
        Function<KeySet, Relation> read =
                keys -> session.scan(lake.scan(session, table, keys, columns(table, model.key()))
                        .selecting(column -> wanted.contains(column.name())));
        return touched.isSlice()
                ? read.apply(touched)
                : lake.shared().rows(session, snapshot, model.key(), touched, wanted, read, readers.size() > 1);
    }

    private List<Column> columns(TableName table, List<String> names) {
        List<Column> all = lake.snapshot(table).columns();
        return names.stream()
                .flatMap(name -> all.stream().filter(column -> column.name().equals(name)))
                .toList();
    }
}
