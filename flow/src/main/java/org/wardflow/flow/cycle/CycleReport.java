package org.wardflow.flow.cycle;

import java.util.List;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.TableName;

/**
 * What one cycle did.
 *
 * @param cycle of the newest manifest; 0 if there is none yet
 * @param runs the models whose inputs had changed, in the order they ran
 * @param failures models that failed; their tables stay as they were
 * @param skipped models that read, directly or not, from one that failed
 */
public record CycleReport(long cycle, List<ModelRun> runs, List<Failure> failures, List<TableName> skipped) {
    /** A model that failed, and why. */
    public record Failure(TableName model, WardflowException reason) {}

    public CycleReport {
        runs = List.copyOf(runs);
        failures = List.copyOf(failures);
        skipped = List.copyOf(skipped);
    }
}
