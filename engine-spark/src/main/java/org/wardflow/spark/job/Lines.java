package org.wardflow.spark.job;

import java.io.PrintStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.hospital.catchup.CatchUp;

/** What the job says on its output: a line an event, its parts divided by tabs, for people and for the process that started it. */
final class Lines implements CatchUp.Log {
    private final PrintStream out;
    private final PrintStream err;
    private boolean done = true;

    Lines(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void cycle(CycleReport report) {
        for (ModelRun run : report.runs()) {
            String keys = run.touchedKeys().isPresent()
                    ? String.valueOf(run.touchedKeys().getAsLong())
                    : "all";
            line(
                    "model",
                    report.cycle(),
                    run.model(),
                    run.changedInputRows(),
                    keys,
                    run.rowsAdded(),
                    run.rowsRemoved(),
                    run.millis());
        }
        line("cycle", report.cycle());
        report.failures().forEach(failure -> err.println(failure.reason().getMessage()));
        report.skipped().forEach(skipped -> err.println("Not computed: " + skipped));
        err.flush();
        done &= report.failures().isEmpty();
    }

    @Override
    public void hours(long closed) {
        line("hours", closed);
    }

    @Override
    public void upkeep(int rewritten, long deleted) {
        line("upkeep", rewritten, deleted);
    }

    /** The run has come to nothing. */
    void refused(WardflowException reason) {
        line("error", reason.code());
        err.println(reason.getMessage());
        err.flush();
    }

    /** Whether no model failed so far. */
    boolean allDone() {
        return done;
    }

    private void line(Object... parts) {
        out.println(Stream.of(parts).map(String::valueOf).collect(Collectors.joining("\t")));
        out.flush();
    }
}
