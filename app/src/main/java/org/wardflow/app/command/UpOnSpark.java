package org.wardflow.app.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.spark.SparkHome;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.StopSignals;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.up.SparkUp;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSource;

/** {@code up} with the models on Spark: starts it, prints a line a cycle, and ends it. */
final class UpOnSpark {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final double MILLIS = 1_000;

    private final Terminal terminal;
    private final StopSignals signals;
    private boolean stopped;
    private ExitCode refused = ExitCode.OK;

    UpOnSpark(Terminal terminal, StopSignals signals) {
        this.terminal = terminal;
        this.signals = signals;
    }

    int run(Path folder, Settings settings, SparkOptions options) {
        Home home = Home.openOrCreate(folder, terminal.clock());
        List<String> keep = List.of(
                "--keep",
                String.valueOf(settings.value(Settings.LAKE_RETENTION).toSeconds()),
                "--keep-cycles",
                String.valueOf(settings.value(Settings.LAKE_CYCLES)));
        try (SparkUp running =
                SparkUp.start(home, settings, SparkHome.find(terminal), options.order("up", home.folder(), keep))) {
            say("Wardflow starts on Spark in %s, process %s."
                    .formatted(
                            home.folder().toAbsolutePath(),
                            ProcessHandle.current().pid()));
            say("  Kafka    %s, topics %s"
                    .formatted(
                            running.bootstrapServers(),
                            String.join(
                                    ", ",
                                    KafkaSource.topics(Workspace.content(home.folder()))
                                            .keySet())));
            say(
                    "  no inbox, no board, no PostgreSQL, no status: see docs/spark.md. Ctrl-C stops after the cycle in hand.");
            Thread asked = new Thread(() -> stopWhenAsked(running), "wardflow-stop");
            asked.setDaemon(true);
            asked.start();
            return end(running);
        }
    }

    private void stopWhenAsked(SparkUp running) {
        if (signals.await(FOR_EVER)) {
            terminal.note("Stopping after the cycle in hand…");
            running.stop();
        }
    }

    private int end(SparkUp running) {
        int code;
        try {
            code = running.follow(this::line);
        } catch (WardflowException e) {
            if (!stopped) {
                throw e;
            }
            // Ctrl-C reached the job itself too: it finished its cycle all the same, and said so.
            code = ExitCode.OK.number();
        }
        if (code == ExitCode.OK.number() && !signals.raised()) {
            throw new WardflowException(
                    ErrorCode.ENGINE_FAILED,
                    "The job on Spark has ended",
                    "by itself, though nobody asked it to",
                    "start it again: it goes on from the newest commits of each table, and nothing is lost");
        }
        terminal.note(stopped ? "Stopped. What was taken in is in gold." : "Stopped.");
        return code == ExitCode.OK.number() || refused == ExitCode.OK ? code : refused.number();
    }

    private void line(List<String> parts) {
        switch (parts.get(0)) {
            case "up" -> say("Wardflow is up.");
            case "round" ->
                say("%s cycle %s: %s rows from topics, in gold %s to %s s after they were taken in; %s models in %s s"
                        .formatted(
                                terminal.clock().instant(),
                                parts.get(1),
                                Cells.count(Long.parseLong(parts.get(2))),
                                seconds(parts.get(5)),
                                seconds(parts.get(4)),
                                parts.get(6),
                                seconds(parts.get(3))));
            case "stopped" -> stopped = true;
            case "work" -> {
                // For those who measure.
            }
            case "error" -> refused = ExitCode.of(ErrorCode.valueOf(parts.get(1)));
            default -> say(String.join("\t", parts));
        }
    }

    private static String seconds(String millis) {
        return Cells.decimal(Long.parseLong(millis) / MILLIS, 1);
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
