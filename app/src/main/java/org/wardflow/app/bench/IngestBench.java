package org.wardflow.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Progress;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.TableName;

/** A file of eight-field events from JSON to gold, beside what DuckDB alone needs for JSON to Parquet. */
public final class IngestBench {
    /** Events unless told otherwise. */
    public static final long DEFAULT_EVENTS = 2_000_000;

    private static final long SEED = 42;
    private static final String BASELINE = """
            copy (select * from read_json('%s', format = 'newline_delimited', columns = {patient_id: 'varchar',
                gender: 'varchar', age: 'integer', department: 'varchar', admission_time: 'timestamp',
                discharge_time: 'timestamp', bed_id: 'integer', hospital_id: 'integer'}))
            to '%s' (format parquet, compression zstd, return_files true)""";

    private static final TableName BRONZE = TableName.parse("bronze.patient_flow");

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public IngestBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /** Measures in an empty folder, and leaves its files there. */
    public void run(Path folder, long events) throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), terminal.clock());
        Path file = Files.createDirectories(home.lake()).resolve("events.ndjson");
        try (Progress progress = new Progress(terminal, "writing events", "events", events)) {
            EightFieldEvents.write(file, events, SEED, progress::at);
        }
        say("on " + Machine.describe());
        say(Yardstick.measure().words());
        say("file: %s events, %s MiB".formatted(Cells.count(events), Cells.count(Files.size(file) >> 20)));
        double baseline = baseline(home, file);
        row("DuckDB alone, JSON to Parquet", events, baseline);
        double ours = through(home, file, events);
        row("Wardflow, JSON to gold", events, ours);
        Machine.peakMebibytes()
                .ifPresent(mebibytes -> say("memory: at most %s MiB resident, the heap's bound being %s MiB"
                        .formatted(
                                Cells.count(mebibytes),
                                Cells.count(Runtime.getRuntime().maxMemory() >> 20))));
        say("ratio: %s of the baseline\'s rate".formatted(Cells.decimal(baseline / ours, 2)));
    }

    private double baseline(Home home, Path file) {
        try (Workspace workspace = Workspace.forReading(home, settings, terminal.clock());
                SqlSession session = workspace.engine().open()) {
            String sql = BASELINE.formatted(file, home.lake().resolve("baseline.parquet"));
            return seconds(() -> session.query(sql, Map.of(), row -> {}));
        }
    }

    private double through(Home home, Path file, long events) {
        Clock captured = Clock.fixed(EightFieldEvents.CAPTURED, java.time.ZoneOffset.UTC);
        double total = 0;
        try (Workspace workspace = Workspace.forWriting(home, settings, captured);
                Pipeline pipeline = workspace.openPipeline();
                Intake intake = Intake.of(workspace, pipeline, "patient-flow")) {
            total += phase("  bronze", events, () -> {
                var unused = intake.take(file, Optional.of(EightFieldEvents.CAPTURED), rows -> {});
            });
            requireAll(pipeline.table(BRONZE).latest().visibleRows(), events);
            total += phase("  silver and gold", events, () -> require(pipeline.runCycle()));
            total += phase("  hours closed", events, () -> {
                var unused = workspace.closeHours(pipeline, Optional.empty());
                require(pipeline.runCycle());
            });
        }
        return total;
    }

    private static void requireAll(long rows, long events) {
        if (rows != events) {
            throw new WardflowException(
                    ErrorCode.ENGINE_FAILED,
                    "Not every event is in bronze",
                    rows + " rows of " + events + " events",
                    "report this as a bug");
        }
    }

    private void require(CycleReport report) {
        report.failures().forEach(failure -> {
            throw failure.reason();
        });
        if (report.runs().isEmpty()) {
            throw new WardflowException(
                    ErrorCode.MODEL_FAILED,
                    "The benchmark measured nothing",
                    "a cycle without runs",
                    "report this as a bug");
        }
        for (ModelRun run : report.runs()) {
            if (run.millis() >= 100) {
                say("    %s: %s ms".formatted(run.model(), Cells.count(run.millis())));
            }
        }
    }

    private double phase(String name, long events, Runnable step) {
        double seconds = seconds(step);
        row(name, events, seconds);
        return seconds;
    }

    private static double seconds(Runnable step) {
        long started = WallClock.nanos();
        step.run();
        return (WallClock.nanos() - started) / 1e9;
    }

    private void row(String name, long events, double seconds) {
        say("%s %s s  %s events/s"
                .formatted(
                        Cells.pad(name, 32, false),
                        Cells.pad(Cells.decimal(seconds, 2), 8, true),
                        Cells.pad(Cells.count(Math.round(events / seconds)), 9, true)));
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
