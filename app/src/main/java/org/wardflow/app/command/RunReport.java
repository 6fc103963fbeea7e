package org.wardflow.app.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.ErrorCode;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.hospital.catchup.CatchUp;
import org.wardflow.hospital.catchup.ClosedHours;

/** Prints what a run did, whether it was done in this process or by the job on Spark, which says the same in lines. */
final class RunReport implements CatchUp.Log {
    private final Terminal terminal;
    private final List<List<?>> models = new ArrayList<>();
    private ExitCode result = ExitCode.OK;

    RunReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /** How it went so far. */
    ExitCode result() {
        return result;
    }

    @Override
    public void cycle(CycleReport report) {
        for (ModelRun run : report.runs()) {
            Object keys = run.touchedKeys().isPresent() ? run.touchedKeys().getAsLong() : "all";
            models.add(Arrays.asList(
                    report.cycle(),
                    run.model(),
                    run.changedInputRows(),
                    keys,
                    run.rowsAdded(),
                    run.rowsRemoved(),
                    run.millis()));
        }
        report.failures()
                .forEach(failure -> terminal.err().println(failure.reason().getMessage()));
        report.skipped().forEach(skipped -> terminal.err().println("Not computed: " + skipped));
        if (!report.failures().isEmpty()) {
            result = ExitCode.FAILED;
        }
        table(report.failures().isEmpty());
    }

    @Override
    public void hours(long closed) {
        terminal.out().println(Cells.count(closed, "hour") + " closed");
        terminal.out().flush();
    }

    @Override
    public void ahead() {
        terminal.out().println("0 hours closed: everything is recorded after now; --until TIME closes them");
        terminal.out().flush();
    }

    @Override
    public void before(long events, Instant firstHour) {
        terminal.out()
                .println(
                        "%s before %s %s no hours: nothing follows them for %s days, or they lie more than %s years back"
                                .formatted(
                                        Cells.count(events, "event"),
                                        firstHour,
                                        events == 1 ? "has" : "have",
                                        ClosedHours.SILENCE_MAX.toDays(),
                                        ClosedHours.SPAN_MAX.toDays() / 365));
    }

    @Override
    public void upkeep(int rewritten, long deleted) {
        if (rewritten + deleted > 0) {
            terminal.out()
                    .println("%s compacted, %s deleted"
                            .formatted(Cells.count(rewritten, "file"), Cells.count(deleted, "old one")));
        }
    }

    /** A line of the job on Spark, whose errors it has printed itself. */
    void line(List<String> parts) {
        switch (parts.get(0)) {
            case "model" -> models.add(numbers(parts.subList(1, parts.size())));
            case "cycle" -> table(parts.get(2).equals("0"));
            case "hours" -> hours(Long.parseLong(parts.get(1)));
            case "ahead" -> ahead();
            case "before" -> before(Long.parseLong(parts.get(1)), Instant.parse(parts.get(2)));
            case "upkeep" -> upkeep(Integer.parseInt(parts.get(1)), Long.parseLong(parts.get(2)));
            case "work" -> {
                // For those who measure.
            }
            case "error" -> result = ExitCode.of(ErrorCode.valueOf(parts.get(1)));
            default -> terminal.out().println(String.join("\t", parts));
        }
    }

    private static List<Object> numbers(List<String> parts) {
        List<Object> values = new ArrayList<>();
        parts.forEach(part -> values.add(part.matches("[0-9]{1,18}") ? Long.valueOf(part) : part));
        return values;
    }

    private void table(boolean nothingFailed) {
        if (models.isEmpty() && nothingFailed) {
            terminal.out().println("Nothing pending");
        } else if (!models.isEmpty()) {
            ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
            printer.columns(List.of("cycle", "model", "input", "keys", "rows +", "rows -", "ms"));
            models.forEach(model -> printer.row(new ArrayList<>(model)));
            var unused = printer.finish();
        }
        models.clear();
        terminal.out().flush();
    }
}
