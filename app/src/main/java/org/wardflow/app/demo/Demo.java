package org.wardflow.app.demo;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.Truth;
import org.wardflow.simulator.truth.TruthWriter;

/** Simulates hospitals, brings their days in one after the other, shows the board, and verifies all of it. */
public final class Demo {
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
        board();
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
        Shipment.simulated(simulated).stream()
                .sorted(Comparator.comparing(Shipment::recordedAt, Comparator.nullsFirst(Comparator.naturalOrder())))
                .forEach(shipment -> days.computeIfAbsent(
                                shipment.recordedAt() == null ? spec.end() : shipment.recordedAt(),
                                day -> new java.util.ArrayList<>())
                        .add(shipment));
        long started = WallClock.nanos();
        long rows = 0;
        try (Pipeline pipeline = workspace.openPipeline();
                Progress progress = new Progress(terminal, "processing", "cycles", days.size())) {
            int done = 0;
            for (var day : days.entrySet()) {
                for (Shipment shipment : day.getValue()) {
                    rows += take(pipeline, shipment);
                }
                var unused = pipeline.appendClock(spec.start(), day.getKey());
                require(pipeline.runCycle());
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

    private void board() {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        workspace.reader().kpi("occupancy_now", Optional.empty(), KnownAt.now(), printer);
        printer.finish();
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
