package org.wardflow.app.command;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.IngestOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ingest",
        description = "Take files into bronze. The same content a second time adds nothing.",
        customSynopsis = {
            "wardflow ingest [--recorded-at=TIME] [--home=DIR] SOURCE FILE...",
            "       wardflow ingest --simulated=DIR [--home=DIR]"
        },
        footer = {
            "",
            "A topic's file has one JSON text a line (UTF-8; .gz is read through). An extract's is CSV with a header,"
                    + " whose names are mapped by the contract.",
            "",
            "  wardflow ingest patient-flow events/*.ndjson",
            "  wardflow ingest departments departments.csv"
        })
final class Ingest implements Callable<Integer> {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SOURCE",
            description =
                    "A topic (patient-flow, department) or an extract (departments, patients, doctors) of the content.")
    private @Nullable String source;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "FILE", description = "The files, in this order.")
    private List<Path> files = List.of();

    @Option(
            names = "--recorded-at",
            paramLabel = "TIME",
            converter = Times.class,
            description = "When records that do not say so were recorded, as 2026-11-01T01:23:20Z. Default: now.")
    private @Nullable Instant recordedAt;

    @Option(
            names = "--simulated",
            paramLabel = "DIR",
            description = "Instead: all that simulate wrote there, each file as what and when it was sent.")
    private @Nullable Path simulated;

    Ingest(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        List<Shipment> shipments = shipments();
        Optional<ControlClient> running = ControlClient.find(Home.run(wardflow.home()));
        if (running.isPresent()) {
            return handOver(running.get(), shipments);
        }
        boolean refused = false;
        try (Workspace workspace = wardflow.openForWriting();
                Pipeline pipeline = workspace.openPipeline()) {
            for (Shipment shipment : shipments) {
                try (Intake intake = Intake.of(workspace, pipeline, shipment.source())) {
                    take(intake, shipment);
                } catch (WardflowException e) {
                    // A refused file says nothing about the next one; a failed disk does.
                    if (ExitCode.of(e.code()) != ExitCode.INPUT) {
                        throw e;
                    }
                    terminal.err().println(e.getMessage());
                    refused = true;
                }
            }
        }
        return (refused ? ExitCode.INPUT : ExitCode.OK).number();
    }

    /** A process that runs the home is its only writer, and takes the files in beside all else. */
    private int handOver(ControlClient running, List<Shipment> shipments) {
        boolean refused = false;
        for (Shipment shipment : shipments) {
            long started = WallClock.nanos();
            try {
                ControlClient.Ingested done =
                        running.ingest(shipment.source(), shipment.file(), Optional.ofNullable(shipment.recordedAt()));
                terminal.out()
                        .println(shipment.file() + ": " + sentence(done.outcome(), started)
                                + (done.inGold() ? ", in gold" : ", not in gold yet"));
            } catch (WardflowException e) {
                if (ExitCode.of(e.code()) != ExitCode.INPUT) {
                    throw e;
                }
                terminal.err().println(e.getMessage());
                refused = true;
            }
        }
        return (refused ? ExitCode.INPUT : ExitCode.OK).number();
    }

    private List<Shipment> shipments() {
        String named = source;
        if (simulated != null && named == null && recordedAt == null) {
            return Shipment.simulated(simulated);
        }
        if (simulated != null || named == null || files.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "ingest takes a source and its files, or --simulated alone",
                    named == null ? "no source" : "source " + named + " and " + files.size() + " files",
                    "wardflow ingest --help");
        }
        return files.stream().map(file -> new Shipment(file, named, recordedAt)).toList();
    }

    private void take(Intake intake, Shipment shipment) {
        long started = WallClock.nanos();
        IngestOutcome outcome = intake.take(
                shipment.file(), Optional.ofNullable(shipment.recordedAt()), rows -> report(shipment.file(), rows));
        terminal.out().println(shipment.file() + ": " + sentence(outcome, started));
    }

    private void report(Path file, long rows) {
        if (terminal.live()) {
            terminal.err().print("\r\u001b[K" + file + ": " + Cells.count(rows, "row") + "\r");
            terminal.err().flush();
        }
    }

    private static String sentence(IngestOutcome outcome, long started) {
        double seconds = (WallClock.nanos() - started) / 1e9;
        return outcome.fold(
                taken -> "%s in %s s (%s rows/s)%s%s"
                        .formatted(
                                Cells.count(taken.rows(), "row"),
                                Cells.decimal(seconds, 2),
                                Cells.count(Math.round(taken.rows() / Math.max(1e-3, seconds))),
                                taken.blank() == 0 ? "" : ", " + Cells.count(taken.blank(), "blank line") + " skipped",
                                taken.resumed() ? ", the rest of what an earlier attempt began" : ""),
                alreadyIn -> "in already, nothing added");
    }
}
