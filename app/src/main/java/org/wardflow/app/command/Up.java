package org.wardflow.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.log.Logs;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.terminal.ShellWord;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.up.Running;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description =
                "Run: take in what arrives, bring it to gold, close the hours as they pass. Until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Events come from Kafka (the brokers of kafka.bootstrap-servers, else one in this process) and from files put into"
                    + " the home's inbox. Stopping finishes the batch in hand; a second Ctrl-C ends at once and loses nothing."
        })
final class Up implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** For the round in hand; with the tidy end of the broker it makes about five seconds. */
    private static final Duration ROUND_LIMIT = Duration.ofSeconds(3);

    private static final String EVENT =
            "{\"patient_id\": \"p-1\", \"gender\": \"Female\", \"age\": 40, \"department\": \"ICU\","
                    + " \"admission_time\": \"%s\", \"discharge_time\": \"%s\", \"bed_id\": 1, \"hospital_id\": 1}";

    private final Wardflow wardflow;
    private final Terminal terminal;

    @Option(names = "--no-kafka", description = "Files only: no broker is started or read.")
    private boolean noKafka;

    @Mixin
    private SparkOptions spark = new SparkOptions();

    Up(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        StopSignals signals = StopSignals.install();
        if (spark.isSpark()) {
            if (noKafka) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "up --engine spark reads topics, and nothing else",
                        "--no-kafka",
                        "leave --no-kafka out; ./wardflow ingest takes files in while it does not run");
            }
            return new UpOnSpark(terminal, signals).run(wardflow.home(), wardflow.settings(), spark);
        }
        Workspace workspace = wardflow.openForWriting();
        boolean closable = true;
        try {
            Logs.to(workspace.home().logs());
            Running running = new Running(workspace, !noKafka, signals::ask);
            tell(workspace, running);
            running.startPages(lines -> lines.forEach(terminal::note));
            boolean failed = watch(running.live(), signals);
            terminal.note("Stopping…");
            closable = running.stop(ROUND_LIMIT);
            terminal.note(
                    closable
                            ? "Stopped. What was taken in is in gold, unless a problem above says otherwise."
                            : "Stopped in the middle of a cycle, which the next start does again.");
            return (failed ? ExitCode.FAILED : ExitCode.OK).number();
        } finally {
            if (closable) {
                workspace.close();
            }
        }
    }

    private void tell(Workspace workspace, Running running) {
        Path home = workspace.home().folder().toAbsolutePath();
        say("Wardflow is up in %s, process %s."
                .formatted(home, ProcessHandle.current().pid()));
        running.bootstrapServers()
                .ifPresent(servers -> say("  Kafka    %s, topics %s"
                        .formatted(
                                servers,
                                String.join(
                                        ", ",
                                        KafkaSource.topics(workspace.content()).keySet()))));
        say("  inbox    %s, folders %s"
                .formatted(workspace.home().inbox(), String.join(", ", Intake.names(workspace.content()))));
        String door = "http://127.0.0.1:" + running.control().port();
        say("  metrics  %s/metrics, health %s/health/ready".formatted(door, door));
        if (running.control().elsewhere()) {
            say("           not on the port of the settings, which another program has (control.port)");
        }
        say("  log      " + workspace.home().logs().resolve(Logs.FILE));
        say("");
        say("Try in another terminal:");
        say("  export WARDFLOW_HOME=" + ShellWord.of(home));
        if (running.bootstrapServers().isPresent()) {
            var now = terminal.clock().instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
            say("  ./wardflow send '%s'"
                    .formatted(EVENT.formatted(now.minus(Duration.ofHours(2)), now.plus(Duration.ofDays(1)))));
        }
        say("  ./wardflow status --watch");
        say("  ./wardflow query \"select count(*) as visits from gold.fact_patient_flow\"");
        say("Ctrl-C stops.");
        terminal.out().flush();
    }

    /** Until somebody wants it to stop; true if it ended by itself. */
    private boolean watch(Live live, StopSignals signals) {
        Map<String, Problem> told = new HashMap<>();
        while (!signals.await(LOOK_EVERY)) {
            LiveState state = live.state();
            tell(told, state.problems());
            if (state.phase() == LiveState.Phase.FAILED) {
                return true;
            }
        }
        return false;
    }

    private void tell(Map<String, Problem> told, List<Problem> problems) {
        for (Problem problem : problems) {
            if (told.putIfAbsent(problem.id(), problem) == null) {
                terminal.note("%s  %s\n  Safe: %s\n  Fix:  %s"
                        .formatted(problem.since(), problem.what(), problem.safe(), problem.fix()));
            }
        }
        List<String> ids = problems.stream().map(Problem::id).toList();
        told.keySet().removeIf(id -> {
            boolean gone = !ids.contains(id);
            if (gone) {
                terminal.note("%s  solved: %s".formatted(terminal.clock().instant(), id));
            }
            return gone;
        });
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
