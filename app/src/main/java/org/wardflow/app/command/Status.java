package org.wardflow.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.inbox.Inbox;
import org.wardflow.app.inbox.Leftovers;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.ingest.Source;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Show what has come in, how far behind each source is, and what the rules found.")
final class Status implements Callable<Integer> {
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);

    private final Wardflow wardflow;
    private final Terminal terminal;

    @Option(names = "--watch", description = "Show the running process, anew each second, until Ctrl-C.")
    private boolean watch;

    Status(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        if (watch) {
            return watch();
        }
        try (Workspace workspace = wardflow.openForReading()) {
            running(workspace);
            Optional<Manifest> newest = workspace.lake().manifests().latest();
            terminal.out().println("home:         " + workspace.home().folder());
            terminal.out()
                    .println("newest cycle: "
                            + newest.map(cycle -> cycle.cycle() + ", at " + cycle.at())
                                    .orElse("none yet"));
            sources(workspace, newest);
            if (newest.isPresent()) {
                Reader reader = workspace.reader();
                terminal.out()
                        .println("closed hours: "
                                + reader.lastTick(KnownAt.now())
                                        .map(tick -> "up to " + tick)
                                        .orElse("none yet"));
                terminal.out().println();
                findings(reader);
                expectations(reader);
            }
        }
        return ExitCode.OK.number();
    }

    /** Until the process ends or the reader has had enough. */
    private int watch() {
        Home home = Home.open(wardflow.home());
        ControlClient client = ControlClient.require(home.run(), home.folder());
        // A terminal is redrawn; what goes into a pipe or a file gets a line a second.
        boolean redraw = Terminal.watched();
        StopSignals signals = StopSignals.install();
        do {
            JsonNode state = client.state();
            if (redraw) {
                terminal.out().print("\u001b[H\u001b[2J");
                LiveLines.all(state).forEach(terminal.out()::println);
            } else {
                terminal.out().println(LiveLines.one(state));
            }
            terminal.checkReader();
        } while (!signals.await(WATCH_EVERY));
        return ExitCode.OK.number();
    }

    private void running(Workspace workspace) {
        Optional<ControlClient> client = Optional.empty();
        try {
            client = ControlClient.find(workspace.home().run());
        } catch (WardflowException e) {
            terminal.out().println("hanging:      %s; %s".formatted(e.found(), e.fix()));
        }
        terminal.out()
                .println("running:      "
                        + client.map(ControlClient::process)
                                .map(process -> "process %s since %s, metrics on http://127.0.0.1:%s/metrics"
                                        .formatted(process.pid(), process.started(), process.port()))
                                .orElse("no"));
        client.ifPresent(found -> LiveLines.problems(found.state()).forEach(terminal.out()::println));
        long refused = Inbox.refused(workspace.home().inbox());
        if (refused > 0) {
            terminal.out()
                    .println("inbox:        %s refused; see the .why.txt beside each in %s"
                            .formatted(
                                    Cells.count(refused, "file"),
                                    workspace.home().inbox().resolve("refused")));
        }
        Leftovers.in(workspace.home().inbox(), Intake.names(workspace.content()))
                .forEach((where, entries) -> terminal.out()
                        .println("inbox:        %s in %s: not taken in; put files, no folders or links, into %s"
                                .formatted(
                                        Cells.count(entries, "other item"),
                                        where,
                                        where.equals("inbox") ? "the folder of their source" : where)));
    }

    private void sources(Workspace workspace, Optional<Manifest> newest) {
        terminal.out().println();
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("source", "rows", "pending", "unfinished", "changed"));
        for (String name : Intake.names(workspace.content())) {
            TableName bronze = Intake.contract(workspace.content(), name).table();
            Optional<Snapshot> latest = workspace.lake().find(bronze).map(Table::latest);
            List<@Nullable Object> row = new ArrayList<>(Arrays.asList(name, 0L, 0L, 0L, null));
            latest.ifPresent(snapshot -> {
                long rows = snapshot.visibleRows();
                row.set(1, rows);
                row.set(2, rows - processed(workspace, newest, bronze));
                row.set(3, unfinished(snapshot));
                row.set(4, snapshot.committedAt());
            });
            printer.row(row);
        }
        printer.finish();
        terminal.out().println();
    }

    /** A topic has a position for ever, a file until all of it is in. */
    private static long unfinished(Snapshot bronze) {
        return Source.positions(bronze).keySet().stream()
                .filter(source -> source.startsWith("file:"))
                .count();
    }

    private static long processed(Workspace workspace, Optional<Manifest> newest, TableName bronze) {
        return newest.filter(manifest -> manifest.versions().containsKey(bronze))
                .map(manifest -> workspace.reader().snapshot(manifest, bronze).visibleRows())
                .orElse(0L);
    }

    private void findings(Reader reader) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        reader.query("""
                select rule_id as rule, action, cast(sum(findings) as bigint) as findings
                from gold.quality_result group by rule_id, action
                union all
                select rule_id, action, cast(sum(copies - 1) as bigint)
                from silver.delivery_finding group by rule_id, action
                order by 3 desc, 1""", KnownAt.now(), printer);
        printer.finish();
    }

    private void expectations(Reader reader) {
        List<Reader.Expected> all = reader.expectations(KnownAt.now());
        long met = all.stream().filter(Reader.Expected::isMet).count();
        terminal.out().println();
        terminal.out().println("expectations: %s of %s met".formatted(Cells.count(met), Cells.count(all.size())));
        all.stream()
                .filter(result -> !result.isMet())
                .forEach(result -> terminal.out()
                        .println("  %s %s: %s, expected %s"
                                .formatted(
                                        result.table(),
                                        result.expectation().id(),
                                        Cells.count(result.rows(), "row"),
                                        result.expectation().mustBe())));
    }
}
