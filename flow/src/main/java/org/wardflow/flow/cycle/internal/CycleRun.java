package org.wardflow.flow.cycle.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.Commit;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * One pass over the models: each after all that it reads, independent ones side by side, those that begin the longest way to go
 * first.
 */
public final class CycleRun {
    private final Content content;
    private final LakeState lake;
    private final Lanes lanes;
    private final TableLocks locks;
    private final Optional<Manifest> manifest;
    private final Map<TableName, Progress> known;
    private final FailedModels failed;
    private final Pace pace;
    private final Map<TableName, ModelRun> runs = new HashMap<>();
    private final Map<TableName, CycleReport.Failure> failures = new HashMap<>();
    private final Set<TableName> skipped = new HashSet<>();

    /**
     * A pass to come.
     *
     * @param known progress of the cycles before in this process, kept up to date here
     * @param failed what failed in them, likewise
     * @param pace how long the models took in them, likewise
     */
    CycleRun(
            Content content,
            LakeState lake,
            Lanes lanes,
            TableLocks locks,
            Optional<Manifest> manifest,
            Map<TableName, Progress> known,
            FailedModels failed,
            Pace pace) {
        this.content = content;
        this.lake = lake;
        this.lanes = lanes;
        this.locks = locks;
        this.manifest = manifest;
        this.known = known;
        this.failed = failed;
        this.pace = pace;
    }

    /** What came of one model: its update, or why there is none. */
    private record Outcome(Model model, Optional<ModelUpdate.Result> result, Optional<WardflowException> failure) {}

    /** Brings every model up to date, and leaves the lake so that a manifest of {@link LakeState#versions} is true. */
    CycleReport run() {
        lake.damaged().forEach(this::stop);
        Agenda agenda = new Agenda(content.graph(), pace);
        Lanes.Race<Outcome> race = lanes.new Race<>();
        while (!agenda.isOver() || !race.isOver()) {
            Optional<Model> next = race.hasRoom() ? agenda.next() : Optional.empty();
            if (next.isPresent() && lake.damaged().containsKey(next.get().table())) {
                agenda.done(next.get());
            } else if (next.isPresent() && next.get().upstream().stream().anyMatch(this::isBehind)) {
                skipped.add(next.get().table());
                agenda.done(next.get());
            } else if (next.isPresent()) {
                race.start(session -> update(next.get(), session));
            } else {
                Outcome outcome = race.next();
                note(outcome);
                agenda.done(outcome.model());
            }
        }
        List<Model> order = content.graph().inOrder();
        order.stream().filter(model -> isBehind(model.table())).forEach(this::stall);
        List<CycleReport.Failure> failed = new ArrayList<>(inOrder(order, failures::get));
        lake.damaged().keySet().stream()
                .filter(table -> content.graph().model(table).isEmpty())
                .forEach(table -> failed.addAll(
                        Optional.ofNullable(failures.get(table)).stream().toList()));
        return new CycleReport(
                manifest.map(Manifest::cycle).orElse(0L),
                inOrder(order, runs::get),
                failed,
                inOrder(order, table -> skipped.contains(table) ? table : null));
    }

    private static <T> List<T> inOrder(List<Model> order, Function<TableName, @Nullable T> found) {
        List<T> list = new ArrayList<>();
        for (Model model : order) {
            T one = found.apply(model.table());
            if (one != null) {
                list.add(one);
            }
        }
        return list;
    }

    private boolean isBehind(TableName table) {
        return skipped.contains(table) || failures.containsKey(table);
    }

    /** A table's log is damaged. What was known of it may not be true of what it is mended with. */
    private void stop(TableName table, WardflowException reason) {
        failures.put(table, new CycleReport.Failure(table, reason));
        skipped.remove(table);
        known.remove(table);
    }

    private void note(Outcome outcome) {
        TableName table = outcome.model().table();
        outcome.failure()
                .ifPresent(reason ->
                        failures.put(table, new CycleReport.Failure(table, named(outcome.model(), reason))));
        outcome.result().ifPresent(result -> {
            known.put(table, result.progress());
            result.run().ifPresent(run -> runs.put(table, run));
        });
    }

    private Outcome update(Model model, SqlSession session) {
        String hash = content.hash(model);
        Optional<WardflowException> resting = failed.resting(model.table(), hash);
        if (resting.isPresent()) {
            return new Outcome(model, Optional.empty(), resting);
        }
        long began = WallClock.nanos();
        session.workFor(Optional.of(model.table()));
        try {
            ModelUpdate.Result result = locks.holding(model.table(), () -> {
                // A compaction may have moved the table since the cycle began; nobody else writes it.
                lake.moved(lake.table(model.table()).latest());
                return new ModelUpdate(model, content, lake, session).run(progress(model), this::weigh);
            });
            failed.succeeded(model.table());
            pace.took(model.table(), WallClock.nanos() - began);
            return new Outcome(model, Optional.of(result), Optional.empty());
        } catch (WardflowException e) {
            failed.failed(model.table(), hash, e, Duration.ofNanos(WallClock.nanos() - began));
            return new Outcome(model, Optional.empty(), Optional.of(e));
        } finally {
            session.workFor(Optional.empty());
        }
    }

    /** A closed hour is one row, and may touch every stay: that a cycle is large shows on the way. */
    private void weigh(long keys) {
        if (keys > Cycles.SMALL_CYCLE_ROWS) {
            lanes.suit(false, content.graph().inOrder().size());
        }
    }

    /** An engine's failure says which model it was. */
    private static WardflowException named(Model model, WardflowException failure) {
        return switch (failure.code()) {
            case ENGINE_FAILED, SQL_FAILED -> named(ErrorCode.MODEL_FAILED, model, failure);
            case MEMORY_FULL -> named(ErrorCode.MEMORY_FULL, model, failure);
            default -> failure;
        };
    }

    private static WardflowException named(ErrorCode code, Model model, WardflowException failure) {
        return new WardflowException(
                code, "The model " + model.table() + " cannot be computed", failure.found(), failure.fix(), failure);
    }

    private Optional<Progress> progress(Model model) {
        Progress inMemory = known.get(model.table());
        return inMemory != null
                ? Optional.of(inMemory)
                : Progress.recorded(model, lake.snapshot(model.table()), manifest);
    }

    /** The manifest to come names newer versions of this model's inputs than it has seen: its own commit must say so first. */
    private void stall(Model model) {
        if (lake.damaged().containsKey(model.table())) {
            // Its log takes no commit, but the manifest will not name it either.
            return;
        }
        try {
            // The commit that failed may be what found the damage; a table that needs no mark would be named all the
            // same.
            var unused = lake.table(model.table()).latest();
            mark(model);
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            // Nothing else of this cycle read it: whatever does is behind too.
            lake.lost(model.table(), e);
            stop(model.table(), e);
        }
    }

    private void mark(Model model) {
        Optional<Progress> progress = progress(model);
        if (progress.isEmpty() || progress.get().stalled()) {
            return;
        }
        Progress stalled = progress.get().stall();
        Map<String, String> domains = Map.of(Progress.DOMAIN, stalled.text());
        lake.moved(locks.holding(model.table(), () -> {
            Table table = lake.table(model.table());
            Commit commit = new Commit("STALL", table.latest(), List.of(), Map.of(), Set.of(), domains, false);
            return Commits.make(table, commit);
        }));
        known.put(model.table(), stalled);
    }
}
