package org.wardflow.flow.cycle.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CleanUp;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Replaced;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.Column;
import org.wardflow.lake.Commit;
import org.wardflow.lake.Lake;
import org.wardflow.lake.MaintenanceReport;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Retention;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** The cycles of one process: one at a time, each from the newest rows to a manifest. */
public final class Cycles implements AutoCloseable {
    /** Up to so many new rows or keys a query ends before a second thread has helped it; models side by side use the cores better. */
    static final long SMALL_CYCLE_ROWS = 20_000;

    private final Lake lake;
    private volatile Content content;
    private final Clock clock;
    private final Lanes lanes;
    private final TableLocks locks = new TableLocks();
    private final Map<TableName, Table> tables = new ConcurrentSkipListMap<>();
    private final Map<TableName, Progress> known = new ConcurrentHashMap<>();
    private final FailedModels failed = new FailedModels();
    private final Pace pace = new Pace();
    private final ReentrantLock running = new ReentrantLock();
    private @Nullable Manifest manifest;
    private long bronzeRows;
    private boolean madeAnew;

    private Cycles(Lake lake, Content content, SqlEngine engine, Clock clock) {
        this.lake = lake;
        this.content = content;
        this.lanes = new Lanes(engine);
        this.clock = clock;
        this.manifest = lake.manifests().latest().orElse(null);
    }

    /** Opens the tables of a content, creating those that are missing. */
    public static Cycles open(Lake lake, Content content, SqlEngine engine, Clock clock) {
        Cycles cycles = new Cycles(lake, content, engine, clock);
        content.contracts().keySet().forEach(name -> cycles.openTable(name, content));
        return cycles;
    }

    private void openTable(TableName name, Content content) {
        TableSpec spec = content.graph().spec(name);
        Optional<Table> found = lake.find(name);
        if (found.isEmpty() && content.graph().model(name).isEmpty()) {
            requireNew(name);
        }
        Table table = found.isPresent() ? found.get() : lake.create(spec);
        try {
            if (found.isPresent()
                    && !follow(found.get(), spec, content.graph().model(name).isPresent())) {
                var unused = lake.setAside(name, "reshaped");
                table = lake.create(spec);
                madeAnew = true;
            }
        } catch (WardflowException e) {
            // A damaged table stops what reads it, not the pipeline: the cycle says so.
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
        }
        tables.put(name, table);
    }

    /** A computed table that is gone is computed again; of bronze nothing else knows what it held, nor how far its sources were read. */
    private void requireNew(TableName name) {
        Manifest newest = manifest;
        if (newest != null && newest.versions().containsKey(name)) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The table " + name + " is gone",
                    "no folder of it, but cycle " + newest.cycle() + " read its version "
                            + newest.versions().get(name),
                    "put the folder back, or restore a backup: wardflow restore");
        }
    }

    /**
     * A contract may gain nullable columns; anything else is another table. A computed one is made anew from what it is computed
     * from; bronze cannot be.
     *
     * @return whether the table fits now
     */
    private static boolean follow(Table table, TableSpec spec, boolean isComputed) {
        // A model that came later looks rows up by keys that the files say nothing of: it would read all of them, each
        // time.
        if (isComputed && !table.spec().keyFilters().containsAll(spec.keyFilters())) {
            return false;
        }
        List<Column> existing = table.spec().columns();
        for (Column column : existing) {
            boolean same = spec.columns().stream()
                    .anyMatch(wanted -> wanted.name().equals(column.name())
                            && wanted.type() == column.type()
                            && wanted.required() == column.required()
                            // The old log has bounds that must not stand anywhere now. Bronze's columns are ours, and
                            // classed once.
                            && (column.phi() || !wanted.phi() || !isComputed));
            if (!same && isComputed) {
                return false;
            }
            if (!same) {
                throw new WardflowException(
                        ErrorCode.SCHEMA_CHANGE,
                        "The contract of " + spec.name() + " no longer fits its table",
                        "the table has a column " + column.name() + " " + column.type()
                                + (column.required() ? ", required" : ""),
                        "only add columns that are not required; or start a new home");
            }
        }
        List<Column> added = spec.columns().stream()
                .filter(wanted ->
                        existing.stream().noneMatch(column -> column.name().equals(wanted.name())))
                .toList();
        if (!added.isEmpty()) {
            if (isComputed && added.stream().anyMatch(Column::required)) {
                return false;
            }
            var unused = table.addColumns(added);
        }
        return true;
    }

    /** What the tables are at present. */
    public Content content() {
        return content;
    }

    /** Goes on with other content between two cycles: missing tables are created, contracts are followed. */
    public void follow(Content other) {
        running.lock();
        try {
            other.contracts().keySet().stream()
                    .filter(name -> !tables.containsKey(name)
                            || !other.graph().spec(name).equals(content.graph().spec(name)))
                    .forEach(name -> openTable(name, other));
            content = other;
        } finally {
            running.unlock();
        }
    }

    /** A table of the content. */
    public Table table(TableName name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new WardflowException(
                    ErrorCode.TABLE_MISSING,
                    "There is no table " + name,
                    "the content has no contract of it",
                    "choose one of " + tables.keySet());
        }
        return table;
    }

    /** One cycle. */
    public CycleReport run() {
        return looking(state -> {
            try {
                shareThreads(state);
                CycleReport report = new CycleRun(
                                content, state, lanes, locks, Optional.ofNullable(manifest), known, failed, pace)
                        .run();
                return new CycleReport(write(state), report.runs(), report.failures(), report.skipped());
            } catch (RuntimeException e) {
                known.clear();
                throw e;
            }
        });
    }

    /** Works on one state of the lake, alone; whatever fails, the next one may. */
    private <T> T looking(Function<LakeState, T> work) {
        running.lock();
        try {
            LakeState state = new LakeState(tables);
            try {
                return work.apply(state);
            } finally {
                lanes.run(session -> {
                    state.close(session);
                    return state;
                });
            }
        } finally {
            running.unlock();
        }
    }

    private void shareThreads(LakeState state) {
        long rows = tables.values().stream()
                .filter(table -> !isComputed(table) && !state.damaged().containsKey(table.name()))
                .mapToLong(table -> state.snapshot(table.name()).visibleRows())
                .sum();
        lanes.suit(
                rows - bronzeRows <= SMALL_CYCLE_ROWS, content.graph().inOrder().size());
        bronzeRows = rows;
    }

    /** Adds rows to a bronze table. */
    public Snapshot append(TableName bronze, List<StagedFile> files, Function<Snapshot, Map<String, String>> domains) {
        Table table = table(bronze);
        return locks.holding(bronze, () -> {
            Snapshot newest = table.latest();
            Commit commit = new Commit("APPEND", newest, files, Map.of(), Set.of(), domains.apply(newest), true);
            return Commits.make(table, commit);
        });
    }

    /**
     * Makes the rows of a computed table those of a snapshot of another lake, in one commit, as if its model had computed them
     * from the newest versions of its inputs.
     */
    public Replaced replace(TableName name, Snapshot wanted) {
        Model model =
                content.graph().model(name).orElseThrow(() -> new IllegalArgumentException(name + " has no model"));
        return looking(state -> lanes.run(session -> locks.holding(name, () -> {
            Progress now = Progress.of(
                    content.hash(model),
                    model.upstream().stream().map(state::snapshot).toList());
            Replacement.Size size = replace(model, state, session, session.scan(Scan.of(wanted)), now);
            known.put(name, now);
            failed.succeeded(name);
            return new Replaced(size.added(), size.removed());
        })));
    }

    private static Replacement.Size replace(
            Model model, LakeState state, SqlSession session, Relation wanted, Progress now) {
        Replacement replacement = new Replacement(model, state, session, state.snapshot(model.table()));
        try {
            return replacement.commit(wanted, Optional.empty(), now, false);
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            return replacement.overwrite(wanted, now);
        } finally {
            replacement.close();
        }
    }

    /**
     * Merges small and worn files, beside a running cycle; returns how many were written anew. A table that is damaged holds up none
     * of the others, and is told in the end.
     */
    public int compact() {
        int written = 0;
        Optional<WardflowException> first = Optional.empty();
        for (Table table : tables.values()) {
            List<String> primary = content.graph()
                    .model(table.name())
                    .map(model -> model.contract().primaryKey())
                    .orElse(List.of());
            try {
                written += lanes.run(session -> new Upkeep(session, locks).compact(table, primary));
            } catch (WardflowException e) {
                if (e.code() != ErrorCode.TABLE_CORRUPT) {
                    throw e;
                }
                first = first.or(() -> Optional.of(e));
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
        return written;
    }

    private boolean isComputed(Table table) {
        return content.graph().model(table.name()).isPresent();
    }

    /**
     * Checkpoints, short logs, and the deletion of files that nobody needs any more, beside running cycles; states that {@code keep}
     * names stay readable.
     */
    public CleanUp cleanUp(Keep keep) {
        Optional<Instant> counted = lake.manifests().before(keep.cycles()).map(Manifest::at);
        Instant oldest = keep.oldest(clock.instant(), counted);
        SortedMap<TableName, Long> needed = needed(oldest);
        List<Supplier<MaintenanceReport>> each = new ArrayList<>();
        tables.forEach((name, table) ->
                each.add(() -> table.maintain(new Retention(needed.getOrDefault(name, 0L), oldest))));
        return new CleanUp(each);
    }

    /** The oldest version of each table that a manifest in retention names or a model has yet to go on from. */
    private SortedMap<TableName, Long> needed(Instant oldest) {
        running.lock();
        try {
            lake.manifests().forgetBefore(oldest);
            SortedMap<TableName, Long> needed = new TreeMap<>();
            lake.manifests()
                    .oldest()
                    .ifPresent(first -> tables.values()
                            .forEach(table -> idOf(table)
                                    .flatMap(id -> first.version(table.name(), id))
                                    .ifPresent(version -> needed.put(table.name(), version))));
            for (Model model : content.graph().inOrder()) {
                progress(model)
                        .ifPresent(seen ->
                                seen.inputs().forEach((table, version) -> needed.merge(table, version, Math::min)));
            }
            return needed;
        } finally {
            running.unlock();
        }
    }

    private static Optional<String> idOf(Table table) {
        try {
            return Optional.of(table.latest().tableId());
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Empty for a damaged table too: it will be computed whole. */
    private Optional<Progress> progress(Model model) {
        Progress inMemory = known.get(model.table());
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        try {
            return Progress.recorded(model, table(model.table()).latest(), Optional.ofNullable(manifest));
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Writes the manifest of the cycle, unless the one before says the same; returns the newest cycle. */
    private long write(LakeState state) {
        Manifest last = manifest;
        boolean isSame = last != null
                && last.versions().equals(state.versions())
                && (last.tables().isEmpty() || last.tables().equals(state.tableIds()));
        if (last != null && isSame) {
            return last.cycle();
        }
        Instant now = clock.instant();
        Instant at = last != null && last.at().isAfter(now) ? last.at() : now;
        Manifest next = new Manifest(last == null ? 1 : last.cycle() + 1, at, state.versions(), state.tableIds());
        lake.manifests().write(next);
        manifest = next;
        if (madeAnew) {
            // Older cycles name versions of a table that is gone; the new one counts anew.
            lake.manifests().forgetBefore(Instant.MAX);
            madeAnew = false;
        }
        return next.cycle();
    }

    @Override
    public void close() {
        lanes.close();
    }
}
