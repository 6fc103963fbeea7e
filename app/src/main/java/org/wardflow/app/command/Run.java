package org.wardflow.app.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.workspace.ClosedHours;
import org.wardflow.app.workspace.NewAttributes;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.flow.cycle.Pipeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Bring all tables up to date with what is in bronze, then close the hours that have passed.",
        footer = {"", "Open stays count up to the last closed hour. An hour that is closed stays closed."})
final class Run implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Close hours up to this. Default: the latest recorded time, but not after now.")
    private @Nullable Instant until;

    Run(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForWriting();
                Pipeline pipeline = workspace.openPipeline()) {
            NewAttributes attributes = new NewAttributes(workspace, pipeline);
            CycleReport first = pipeline.runCycle();
            boolean done = report(first);
            if (attributes.follow(first)) {
                done &= report(pipeline.runCycle());
            }
            long hours = ClosedHours.close(workspace, pipeline, Optional.ofNullable(until));
            wardflow.terminal().out().println(Cells.count(hours) + " hours closed");
            if (hours > 0) {
                done &= report(pipeline.runCycle());
            }
            maintain(pipeline, workspace.settings().value(Settings.LAKE_RETENTION));
            return (done ? ExitCode.OK : ExitCode.FAILED).number();
        }
    }

    private void maintain(Pipeline pipeline, Duration keep) {
        int rewritten = pipeline.compact();
        long deleted = pipeline.maintain(keep).stream()
                .mapToLong(report -> report.dataFilesDeleted() + report.logFilesDeleted())
                .sum();
        if (rewritten + deleted > 0) {
            wardflow.terminal()
                    .out()
                    .println("%s files compacted, %s old ones deleted"
                            .formatted(Cells.count(rewritten), Cells.count(deleted)));
        }
    }

    /** Prints a line a model; false if one failed. */
    private boolean report(CycleReport report) {
        if (report.runs().isEmpty() && report.failures().isEmpty()) {
            wardflow.terminal().out().println("Nothing pending");
            return true;
        }
        ResultPrinter printer = new ResultPrinter(wardflow.terminal(), Format.TABLE);
        printer.columns(List.of("cycle", "model", "input", "keys", "rows +", "rows -", "ms"));
        for (ModelRun run : report.runs()) {
            Object keys = run.touchedKeys().isPresent() ? run.touchedKeys().getAsLong() : "all";
            printer.row(Arrays.asList(
                    report.cycle(),
                    run.model(),
                    run.changedInputRows(),
                    keys,
                    run.rowsAdded(),
                    run.rowsRemoved(),
                    run.millis()));
        }
        printer.finish();
        report.failures()
                .forEach(failure ->
                        wardflow.terminal().err().println(failure.reason().getMessage()));
        report.skipped().forEach(skipped -> wardflow.terminal().err().println("Not computed: " + skipped));
        return report.failures().isEmpty();
    }
}
