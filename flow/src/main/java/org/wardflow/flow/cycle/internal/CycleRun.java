package org.wardflow.flow.cycle.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.Commit;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/** One pass over the models in order. Independent models could run side by side; they share one session, so they do not yet. */
public final class CycleRun {
    private final Content content;
    private final LakeState lake;
    private final Optional<Manifest> manifest;
    private final Map<TableName, Progress> known;
    private final List<ModelRun> runs = new ArrayList<>();
    private final List<CycleReport.Failure> failures = new ArrayList<>();
    private final List<TableName> skipped = new ArrayList<>();

    /** @param known progress of the cycles before in this process, kept up to date here */
    CycleRun(Content content, LakeState lake, Optional<Manifest> manifest, Map<TableName, Progress> known) {
        this.content = content;
        this.lake = lake;
        this.manifest = manifest;
        this.known = known;
    }

    /** Brings every model up to date, and leaves the lake so that a manifest of {@link LakeState#versions} is true. */
    CycleReport run() {
        Set<TableName> behind = new HashSet<>();
        for (Model model : content.graph().inOrder()) {
            if (model.upstream().stream().anyMatch(behind::contains)) {
                skipped.add(model.table());
                behind.add(model.table());
            } else if (!update(model)) {
                behind.add(model.table());
            }
        }
        behind.forEach(table -> content.graph().model(table).ifPresent(this::stall));
        return new CycleReport(manifest.map(Manifest::cycle).orElse(0L), runs, failures, skipped);
    }

    private boolean update(Model model) {
        try {
            ModelUpdate.Result result = new ModelUpdate(model, content.hash(model), lake).run(progress(model));
            known.put(model.table(), result.progress());
            result.run().ifPresent(runs::add);
            return true;
        } catch (WardflowException e) {
            failures.add(new CycleReport.Failure(model.table(), named(model, e)));
            return false;
        }
    }

    /** An engine's failure says which model it was. */
    private static WardflowException named(Model model, WardflowException failure) {
        return failure.code() == ErrorCode.ENGINE_FAILED
                ? new WardflowException(
                        ErrorCode.MODEL_FAILED,
                        "The model " + model.table() + " cannot be computed",
                        failure.found(),
                        failure.fix(),
                        failure)
                : failure;
    }

    private Optional<Progress> progress(Model model) {
        Progress inMemory = known.get(model.table());
        return inMemory != null
                ? Optional.of(inMemory)
                : Progress.recorded(model, lake.snapshot(model.table()), manifest);
    }

    /** The manifest to come names newer versions of this model's inputs than it has seen: its own commit must say so first. */
    private void stall(Model model) {
        Optional<Progress> progress = progress(model);
        if (progress.isEmpty() || progress.get().stalled()) {
            return;
        }
        Progress stalled = progress.get().stall();
        Snapshot own = lake.table(model.table()).latest();
        Commit commit =
                new Commit("STALL", own, List.of(), Map.of(), Set.of(), Map.of(Progress.DOMAIN, stalled.text()), false);
        lake.moved(Commits.make(lake.table(model.table()), commit));
        known.put(model.table(), stalled);
    }
}
