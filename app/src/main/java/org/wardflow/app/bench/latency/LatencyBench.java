package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.bench.Yardstick;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Progress;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;

/**
 * From the log to gold, at a rate: the pipeline and the broker in this process, as {@code up} has them, compaction and
 * checkpoints running; the producer in another one. The latency of an event is from its handing over to the producer's client to
 * the moment after the manifest was written that names all gold tables with it.
 */
public final class LatencyBench {
    /** Behind by no more than this, a pipeline has caught up. */
    static final Duration CAUGHT_UP = Duration.ofSeconds(2);

    private static final Duration CATCH_UP_MAX = Duration.ofHours(1);
    private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
    private static final Duration BASELINE_WARM_UP = Duration.ofSeconds(5);
    private static final Duration BASELINE = Duration.ofSeconds(15);
    private static final String BASELINE_TOPICS = "baseline-";

    /** These have passed for the departments when the first message comes. */
    private static final Duration FIRST_HOURS = Duration.ofDays(1);

    private static final long LOG_BYTES = 8L << 30;

    /** Real time, whatever the terminal's clock says: it is what is measured. */
    private static final Clock CLOCK = WallClock.utc();

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public LatencyBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /** Measures in an empty folder, and leaves its files there. */
    public void run(Path folder, Load load) throws IOException, InterruptedException {
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        say("on " + Machine.describe());
        say(Yardstick.measure().words());
        say(
                "7 hospitals, %s messages/s, measured for %s s after %s s; broker and pipeline in this process, producer in another"
                        .formatted(
                                Cells.count(load.rate()),
                                load.measured().toSeconds(),
                                load.warmUp().toSeconds()));
        say(
                load.hours() == Load.Hours.ONCE
                        ? "an hour closes once, half way"
                        : "hours close as the messages' own times pass, %s times as fast as they happen"
                                .formatted(Cells.count(load.speed())));
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, LOG_BYTES));
                Workspace workspace = Workspace.forWriting(home, settings, CLOCK)) {
            Collection<String> topics = KafkaSource.topics(workspace.content()).keySet();
            broker.createTopics(topics);
            Latencies baseline = baseline(workspace, broker, load, topics);
            Instant start = load.start(CLOCK.instant());
            Instant reached = History.load(terminal, workspace, folder, start, load.history());
            Latencies ours = measure(workspace, broker.bootstrapServers(), load, start, reached, topics);
            say("");
            say("afterwards, " + Yardstick.measure().words());
            say("from the log to gold: " + ours);
            say("plain consumer:       " + baseline);
            say(
                    "                      (JSON to one Parquet file after the other by DuckDB; no log of the table, no sync, no models)");
            say("ratio of the medians: " + Cells.decimal((double) ours.at(0.5) / Math.max(1, baseline.at(0.5)), 1));
        }
    }

    private Latencies baseline(Workspace workspace, EmbeddedBroker broker, Load load, Collection<String> topics)
            throws IOException, InterruptedException {
        List<String> own = topics.stream().map(topic -> BASELINE_TOPICS + topic).toList();
        broker.createTopics(own);
        String brokers = broker.bootstrapServers();
        Instant start = load.start(CLOCK.instant());
        try (ProducerProcess producer = ProducerProcess.start(brokers, BASELINE_TOPICS, start, 0, 0, load.rate());
                SqlSession session = workspace.engine().open()) {
            producer.awaitBacklog();
            producer.pace();
            Instant measured = CLOCK.instant().plus(shorter(BASELINE_WARM_UP, load.warmUp()));
            Path parquet = workspace.home().lake().resolve("baseline");
            return new PlainConsumer(session, parquet, CLOCK)
                    .run(brokers, own, measured, measured.plus(shorter(BASELINE, load.measured())));
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private Latencies measure(
            Workspace workspace, String brokers, Load load, Instant start, Instant reached, Collection<String> topics)
            throws IOException, InterruptedException {
        TimedSource source = new TimedSource(KafkaSource.opener(
                () -> workspace.engine().open(),
                new KafkaSettings(brokers, Map.of()),
                workspace.payloads(),
                KafkaSource.LIMITS,
                CLOCK));
        Coverage coverage = new Coverage();
        Window window;
        try (ProducerProcess producer =
                ProducerProcess.start(brokers, "", start, load.history(), load.backlog(), load.rate())) {
            producer.awaitBacklog();
            HeldClock held = new HeldClock(latest(start.plus(FIRST_HOURS), reached, producer.instant()));
            Clock hours = (load.hours() == Load.Hours.LAPSE ? producer : held).withZone(ZoneOffset.UTC);
            Live live = Live.start(workspace, hours, List.of(source));
            try {
                live.listen(coverage);
                producer.pace();
                if (load.backlog() > 0) {
                    catchUp(live, load);
                }
                pause(live, producer, "warming up", load.warmUp());
                window = Window.open(CLOCK, source, producer);
                Duration half = load.measured().dividedBy(2);
                pause(live, producer, "measuring", half);
                held.passHour();
                pause(live, producer, "measuring", load.measured().minus(half));
                window = window.close(CLOCK, source, producer);
                producer.finish();
                Live.Drained unused = live.drain(DRAIN_MAX);
            } finally {
                boolean stopped = live.stop(DRAIN_MAX);
                if (!stopped) {
                    say("the last cycle did not end within %s".formatted(DRAIN_MAX));
                }
            }
        }
        window.print(terminal, coverage);
        return LogTimes.read(brokers, topics)
                .latencies(coverage, window.from().toEpochMilli(), window.to().toEpochMilli());
    }

    private static Instant latest(Instant... times) {
        return Stream.of(times).max(Instant::compareTo).orElseThrow();
    }

    private void catchUp(Live live, Load load) {
        long began = WallClock.nanos();
        boolean done = live.await(
                state -> state.lastCycle()
                        .filter(cycle -> cycle.rows() > 0 && cycle.oldest().compareTo(CAUGHT_UP) <= 0)
                        .isPresent(),
                CATCH_UP_MAX);
        double seconds = (WallClock.nanos() - began) / 1e9;
        say("backlog of %s messages, %s/s arriving meanwhile: %s after %s s, %s messages/s"
                .formatted(
                        Cells.count(load.backlog()),
                        Cells.count(load.rate()),
                        done ? "caught up" : "not caught up",
                        Cells.decimal(seconds, 1),
                        Cells.count(Math.round(load.backlog() / seconds + load.rate()))));
    }

    private void pause(Live live, ProducerProcess producer, String label, Duration time) throws InterruptedException {
        try (Progress progress = new Progress(terminal, label, "s", time.toSeconds())) {
            for (int second = 0; second < time.toSeconds(); second++) {
                TimeUnit.SECONDS.sleep(1);
                producer.requireAlive();
                requireHealthy(live.state());
                progress.at(second + 1);
            }
        }
    }

    private static void requireHealthy(LiveState state) {
        state.problems().stream().findFirst().ifPresent(problem -> {
            throw new WardflowException(
                    ErrorCode.MODEL_FAILED,
                    "The benchmark met a problem",
                    problem.id() + ": " + problem.what(),
                    problem.fix());
        });
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
