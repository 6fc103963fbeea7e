package org.wardflow.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.board.Screen;
import org.wardflow.app.demo.Demo;
import org.wardflow.app.demo.Plan;
import org.wardflow.app.home.Home;
import org.wardflow.app.log.Logs;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.ShellWord;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Incident;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description =
                "Simulate a group of hospitals, live: a broker, their messages, the board. Ctrl-C stops it and verifies it.",
        footer = {
            "",
            "It lives in the folder demo of the home, and goes on from where it was stopped. Incidents: surge, dirt, outage,"
                    + " schema; surge@+2m is one that begins two minutes after the history is in."
        })
final class DemoCommand implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(names = "--speed", paramLabel = "N", description = "Times as fast as real time. Default: ${DEFAULT-VALUE}.")
    private int speed = 60;

    @Option(names = "--days", paramLabel = "N", description = "Days of history. Default: 14.")
    private @Nullable Integer days;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Lengths.class,
            description = "Stop by itself so long after the history is in, such as 60s. Default: never.")
    private @Nullable Duration limit;

    @Option(names = "--incident", paramLabel = "KIND[@+TIME]", description = "Makes something happen to look at.")
    private @Nullable String incident;

    @Option(names = "--hospitals", paramLabel = "N", description = "From 1 to 7. Default: 7.")
    private @Nullable Integer hospitals;

    @Option(names = "--seed", paramLabel = "N", description = "Default: 42.")
    private @Nullable Long seed;

    @Option(names = "--new", description = "Begin again: what is there of an earlier demo is deleted.")
    private boolean anew;

    @Option(names = "--plain", description = "One board below the other, without colour.")
    private boolean plain;

    DemoCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        Terminal terminal = wardflow.terminal();
        Plan plan = new Plan(
                Optional.ofNullable(hospitals),
                Optional.ofNullable(days),
                Optional.ofNullable(seed),
                speed,
                Optional.ofNullable(limit),
                Optional.ofNullable(incident).map(DemoCommand::wish));
        Path folder = wardflow.home().resolve(Home.DEMO);
        // Before there is a home, which would have no demo in it if they are refused.
        Settings settings = wardflow.settings();
        Home home = home(folder);
        StopSignals signals = StopSignals.install();
        Screen screen = plain ? Screen.plain(terminal) : Screen.of(terminal, Terminal.watched());
        Workspace workspace = Workspace.forWriting(home, settings, terminal.clock());
        Demo.Outcome outcome = Demo.Outcome.UNVERIFIED;
        try {
            Logs.to(home.logs());
            outcome = new Demo(terminal, screen, workspace, plan, signals).run();
        } finally {
            if (outcome != Demo.Outcome.UNFINISHED) {
                workspace.close();
            }
        }
        next(folder);
        return (outcome == Demo.Outcome.VERIFIED ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private Home home(Path folder) {
        if (Files.exists(folder)) {
            Home there = Home.open(folder);
            if (!Demo.isBegun(folder)) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "There is another home where the demo is to live",
                        there.folder() + ", in which no demo was begun, so that --new does not delete it",
                        "name another place with --home; or ./wardflow --home %s reset, which asks before it deletes it"
                                .formatted(ShellWord.of(there.folder())));
            }
            if (anew) {
                there.delete();
            }
        }
        return Home.openOrCreate(folder, wardflow.terminal().clock());
    }

    private static Plan.Wish wish(String text) {
        int at = text.indexOf("@+");
        String kind = at < 0 ? text : text.substring(0, at);
        return new Plan.Wish(
                Incident.Kind.of(kind).orElseThrow(() -> unknown(text)),
                at < 0 ? Plan.Wish.SOON : Lengths.parse(text.substring(at + 2)).orElseThrow(() -> unknown(text)));
    }

    private static WardflowException unknown(String text) {
        return new WardflowException(
                ErrorCode.USAGE,
                "There is no such incident",
                text,
                "write surge, dirt, outage or schema, or surge@+2m");
    }

    private void next(Path folder) {
        wardflow.terminal().out().println("""

                        Try next:
                          export WARDFLOW_HOME=%s
                          ./wardflow kpi list
                          ./wardflow kpi show occupancy_now --as-of 2026-10-20T08:00:00Z
                          ./wardflow query "select hospital_id, count(*) as visits from gold.fact_patient_flow group by 1 order by 1"
                          ./wardflow query "select rule_id, payload_sha256 from silver.quarantine limit 5"
                          ./wardflow explain event PAYLOAD_SHA256
                          ./wardflow status
                        ./wardflow demo goes on from here; --new begins again.""".formatted(ShellWord.of(folder.toAbsolutePath())));
    }
}
