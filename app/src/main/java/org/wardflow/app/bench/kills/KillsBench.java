package org.wardflow.app.bench.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.feed.KafkaFeed;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Progress;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.verify.Verification;
import org.wardflow.app.verify.VerificationReport;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.Truth;

/**
 * The live pipeline killed with SIGKILL at random moments, while simulated hospitals send to a broker: some messages twice, some
 * late, some broken. It is started again each time; in the end everything is drained, each record of the log is looked for in bronze, and gold is
 * compared with the simulator's ledger.
 */
public final class KillsBench {
    /** A kill falls at most so long after the process began: into the start, the catching up, or the work. */
    private static final int KILL_AFTER_MILLIS_MAX = 6_000;

    /** One start in so many runs until gold has moved, so that the work goes on and recovery is timed. */
    private static final int UNDISTURBED = 3;

    private static final int WORK_MILLIS_MAX = 1_500;
    private static final Duration END_MAX = Duration.ofMinutes(1);
    private static final long LOG_BYTES = 4L << 30;
    private static final SimulationSpec SPEC =
            new SimulationSpec(SimulationSpec.HOSPITALS_MAX, 30, 42, SimulationSpec.DEFAULT_START, Dirt.of("default"));
    private static final Clock CLOCK = WallClock.utc();

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal. */
    public KillsBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /**
     * Kills.
     *
     * @param folder empty
     * @param rate messages a second
     * @return whether nothing was lost, doubled or wrong
     */
    public boolean run(Path folder, int kills, int rate, long seed) throws IOException, InterruptedException {
        say("on " + Machine.describe());
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        takeExtracts(home, folder);
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, LOG_BYTES));
                KafkaFeed feed = KafkaFeed.open(new KafkaSettings(broker.bootstrapServers(), Map.of()))) {
            broker.createTopics(topics(home));
            Sending sending = new Sending(SPEC, feed, rate);
            List<Long> recoveries;
            try {
                recoveries = kill(home, broker.bootstrapServers(), sending, kills, new SplittableRandom(seed));
            } finally {
                sending.stop();
            }
            try (WorkerProcess last = WorkerProcess.start(home.folder(), broker.bootstrapServers(), sending.until())) {
                if (!last.drain(END_MAX)) {
                    say("the last process did not bring everything to gold");
                    return false;
                }
            }
            return judge(home, sending, feed, kills, recoveries);
        }
    }

    private void takeExtracts(Home home, Path folder) throws IOException {
        Simulation opening = new Simulation(SPEC);
        try (Workspace workspace = Workspace.forWriting(home, settings, CLOCK);
                Pipeline pipeline = workspace.openPipeline()) {
            Map<String, String> extracts =
                    Map.of("departments", opening.departmentsCsv(), "doctors", opening.doctorsCsv());
            for (Map.Entry<String, String> extract : extracts.entrySet()) {
                Path csv = Files.writeString(folder.resolve(extract.getKey() + ".csv"), extract.getValue());
                try (Intake intake = Intake.of(workspace, pipeline, extract.getKey())) {
                    var unused = intake.take(csv, Optional.of(SPEC.start()), rows -> {});
                }
            }
        }
    }

    private List<String> topics(Home home) {
        try (Workspace workspace = Workspace.forReading(home, settings, CLOCK)) {
            return List.copyOf(KafkaSource.topics(workspace.content()).keySet());
        }
    }

    private List<Long> kill(Home home, String brokers, Sending sending, int kills, SplittableRandom random)
            throws IOException, InterruptedException {
        List<Long> recoveries = new ArrayList<>();
        try (Progress progress = new Progress(terminal, "killing", "kills", kills)) {
            for (int kill = 0; kill < kills; kill++) {
                try (WorkerProcess worker = WorkerProcess.start(home.folder(), brokers, sending.until())) {
                    if (random.nextInt(UNDISTURBED) == 0) {
                        TimeUnit.MILLISECONDS.sleep(random.nextInt(KILL_AFTER_MILLIS_MAX));
                    } else {
                        OptionalLong recovery = worker.awaitGoldNanos();
                        recovery.ifPresent(recoveries::add);
                        TimeUnit.MILLISECONDS.sleep(random.nextInt(WORK_MILLIS_MAX));
                    }
                    worker.kill();
                }
                progress.at(kill + 1L);
            }
        }
        return recoveries;
    }

    private boolean judge(Home home, Sending sending, KafkaFeed feed, int kills, List<Long> recoveries) {
        try (Workspace workspace = Workspace.forReading(home, settings, CLOCK)) {
            long stored = feed.stored();
            List<Long> rows = new ArrayList<>();
            for (String topic : List.of("patient_flow", "department")) {
                workspace
                        .reader()
                        .query(
                                "select count(*), count(distinct (source, source_partition, source_offset)) from bronze."
                                        + topic + " where source like 'topic:%'",
                                KnownAt.now(),
                                row -> row.forEach(value -> rows.add(((Number) value).longValue())));
            }
            long taken = rows.get(0) + rows.get(2);
            long distinct = rows.get(1) + rows.get(3);
            Verification verification = Verification.of(workspace, Truth.of(SPEC, sending.until()));
            new VerificationReport(terminal).print(verification);
            recoveries.sort(null);
            say(String.format(
                    Locale.ROOT,
                    "%d kills, %d starts; %,d records in the log, %,d rows in bronze: %,d lost, %,d doubled; gold %s the ledger",
                    kills,
                    kills + 1,
                    stored,
                    taken,
                    stored - distinct,
                    taken - distinct,
                    verification.passed() ? "equals" : "DIFFERS FROM"));
            if (!recoveries.isEmpty()) {
                say(String.format(
                        Locale.ROOT,
                        "from the start of a process to gold that moves: p50 %.1f s, p99 %.1f s, of %d",
                        at(recoveries, 0.5),
                        at(recoveries, 0.99),
                        recoveries.size()));
            }
            return stored == distinct && taken == distinct && verification.passed();
        }
    }

    private static double at(List<Long> sorted, double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1)) / 1e9;
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
