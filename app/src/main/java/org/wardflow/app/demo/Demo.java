package org.wardflow.app.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.Progress;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.verify.Verification;
import org.wardflow.app.verify.VerificationReport;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.Truth;
import org.wardflow.simulator.truth.TruthWriter;

/** Simulates hospitals, brings their days in one after the other, shows the board, and verifies all of it. */
public final class Demo {
    private static final String BOARD = "occupancy_now";
    private static final String FIRST_HOSPITAL = "1";
    private static final String QUARANTINED = """
            select rule_id as "quarantined by", cast(sum(findings) as bigint) as "rows"
            from gold.quality_result where action = 'quarantine' group by rule_id order by 2 desc, 1""";

    private final Terminal terminal;
    private final Workspace workspace;
    private final Path simulated;

    /**
     * Prepares a demonstration.
     *
     * @param workspace a new home, open for writing
     * @param simulated a folder for what is simulated, new or empty
     */
    public Demo(Terminal terminal, Workspace workspace, Path simulated) {
        this.terminal = terminal;
        this.workspace = workspace;
        this.simulated = simulated;
    }

    /** Runs it; false if the verification fails. */
    public boolean run(SimulationSpec spec) {
        long started = WallClock.nanos();
        simulate(spec);
        process(spec);
        say("\nThe board at %s:".formatted(spec.end()));
        board(row -> true);
        print(QUARANTINED);
        say("\nVerifying against the truth, which the simulator kept…");
        Verification verification = Verification.of(workspace, Truth.read(simulated));
        new VerificationReport(terminal).print(verification);
        say("%s s in all.".formatted(Math.round((WallClock.nanos() - started) / 1e9)));
        return verification.passed();
    }

    private void simulate(SimulationSpec spec) {
        long[] messages = {0};
        Ledger ledger;
        try (Progress progress = new Progress(terminal, "simulating", "days", spec.days())) {
            ledger = TruthWriter.write(spec, simulated, (day, written) -> {
                progress.at(day);
                messages[0] = written;
            });
        }
        say("Simulated %s days of %s hospitals: %s visits, %s messages, %s times dirty on purpose."
                .formatted(
                        spec.days(),
                        spec.hospitals(),
                        Cells.count(ledger.visits().size()),
                        Cells.count(messages[0]),
                        Cells.count(ledger.labels().size())));
    }

    /** A cycle for each time at which something was sent, its hours closed with it. */
    private void process(SimulationSpec spec) {
        SortedMap<Instant, List<Shipment>> days = new TreeMap<>();
        Instant firstDay = spec.start().plus(Duration.ofDays(1));
        for (Shipment shipment : Shipment.simulated(simulated)) {
            Instant sent = shipment.recordedAt() == null ? spec.end() : shipment.recordedAt();
            days.computeIfAbsent(sent.isBefore(firstDay) ? firstDay : sent, day -> new ArrayList<>())
                    .add(shipment);
        }
        long started = WallClock.nanos();
        long rows = 0;
        try (Pipeline pipeline = workspace.openPipeline();
                Progress progress = new Progress(terminal, "processing", "days", days.size())) {
            int done = 0;
            for (Map.Entry<Instant, List<Shipment>> day : days.entrySet()) {
                for (Shipment shipment : day.getValue()) {
                    rows += take(pipeline, shipment);
                }
                var unused = pipeline.appendClock(spec.start(), day.getKey());
                require(pipeline.runCycle());
                if (done == 0) {
                    progress.wipe();
                    say("\nThe first hospital after the first day:");
                    board(row -> FIRST_HOSPITAL.equals(row.get(0)));
                }
                progress.at(++done);
            }
        }
        double seconds = (WallClock.nanos() - started) / 1e9;
        say("Took in %s rows and brought them to gold in %s cycles, %s s."
                .formatted(Cells.count(rows), days.size(), Cells.decimal(seconds, 1)));
    }

    private long take(Pipeline pipeline, Shipment shipment) {
        try (Intake intake = Intake.of(workspace, pipeline, shipment.source())) {
            return intake.take(shipment.file(), Optional.ofNullable(shipment.recordedAt()), rows -> {})
                    .fold(IngestOutcome.Taken::rows, alreadyIn -> 0L);
        }
    }

    private static void require(CycleReport report) {
        report.failures().forEach(failure -> {
            throw failure.reason();
        });
    }

    private void board(Predicate<List<@Nullable Object>> shown) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        workspace.reader().kpi(BOARD, Optional.empty(), KnownAt.now(), new RowConsumer() {
            @Override
            public void columns(List<String> names) {
                printer.columns(names);
            }

            @Override
            public void row(List<@Nullable Object> values) {
                if (shown.test(values)) {
                    printer.row(values);
                }
            }
        });
        printer.finish();
        terminal.out().flush();
    }

    private void print(String sql) {
        say("");
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        workspace.reader().query(sql, KnownAt.now(), printer);
        printer.finish();
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
