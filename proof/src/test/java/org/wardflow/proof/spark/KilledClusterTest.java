package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.spark.Cluster;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.lake.TableName;
import org.wardflow.proof.CommandLineUser;
import org.wardflow.proof.Repository;

/**
 * A master and two workers, each a process of its own, over a home whose messages came by a log of several partitions: one of them, or the
 * driver, is killed with SIGKILL while models are computed. After the next run gold is the truth.
 */
@Tag("slow")
class KilledClusterTest {
    private static final String UNTIL = "2026-10-14T00:00:00Z";
    private static final Pattern SENT = Pattern.compile("^([0-9,]+) messages sent to ", Pattern.MULTILINE);
    private static final List<String> TOPICS = List.of("patient-flow", "department");
    private static final Duration SOON = Duration.ofMinutes(5);
    private static final Duration A_RUN_MAX = Duration.ofMinutes(30);
    private static final int PAUSE_MILLIS = 100;

    @TempDir
    private Path folder;

    /** Which process, by its main class. */
    enum Victim {
        WORKER("org.apache.spark.deploy.worker.Worker"),
        DRIVER("org.wardflow.spark.job.Job"),
        MASTER("org.apache.spark.deploy.master.Master");

        private final String mainClass;

        Victim(String mainClass) {
            this.mainClass = mainClass;
        }

        boolean is(ProcessHandle process) {
            return process.info()
                    .arguments()
                    .filter(arguments -> Arrays.asList(arguments).contains(mainClass))
                    .isPresent();
        }
    }

    private CommandLineUser user() {
        return new CommandLineUser(folder.resolve("home"));
    }

    @AfterEach
    void stopCluster() {
        CommandLineUser.Outcome stopped = user().type("cluster", "stop");
        assertThat(stopped.exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void afterAKillInMidRunGoldIsTheTruth(Victim victim) throws Exception {
        System.setProperty("wardflow.root", Repository.root().toString());
        Path truth = folder.resolve("truth");
        land(truth);
        user().succeed("cluster", "start", "--workers", "2");
        CompletableFuture<CommandLineUser.Outcome> killed = CompletableFuture.supplyAsync(() -> run());
        await(() -> killed.isDone() || hasRows("silver/patient_flow_message"));
        assertThat(killed).as("still in mid-run").isNotDone();
        kill(victim);
        CommandLineUser.Outcome first = killed.get(A_RUN_MAX.toMinutes(), TimeUnit.MINUTES);
        if (victim == Victim.DRIVER) {
            assertThat(first.exitCode()).isNotZero();
            assertThat(first.err()).contains("signal 9").contains("run it again");
        }

        user().succeed("cluster", "stop");
        user().succeed("cluster", "start", "--workers", "2");
        CommandLineUser.Outcome second = run();
        assertThat(second.exitCode()).as(second.out() + second.err()).isZero();
        assertThat(user().succeed("verify", "--truth", truth.toString()))
                .contains("Verified: every gold table is equal");
    }

    private CommandLineUser.Outcome run() {
        return user().type("run", "--engine", "spark", "--master", new Cluster(folder).master(), "--until", UNTIL);
    }

    private static void kill(Victim victim) {
        ProcessHandle process = ProcessHandle.current()
                .descendants()
                .filter(victim::is)
                .findFirst()
                .orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
    }

    /** Bronze from a log of several partitions, and nothing more: no model is computed. */
    private void land(Path truth) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, 64L << 20))) {
            broker.createTopics(TOPICS);
            String servers = broker.bootstrapServers();
            String said = user().succeed(
                            "simulate",
                            "--to",
                            "kafka",
                            "--bootstrap-servers",
                            servers,
                            "--out",
                            truth.toString(),
                            "--days",
                            "2",
                            "--hospitals",
                            "2",
                            "--seed",
                            "8");
            Matcher sent = SENT.matcher(said);
            assertThat(sent.find()).as(said).isTrue();
            poll(servers, Long.parseLong(sent.group(1).replace(",", "")));
        }
        for (String extract : List.of("departments", "doctors")) {
            Path csv = truth.resolve(extract + ".csv");
            user().succeed("ingest", extract, csv.toString(), "--recorded-at", "2026-10-12T00:00:00Z");
        }
    }

    private void poll(String servers, long messages) throws Exception {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), WallClock.utc());
                Pipeline pipeline = workspace.openPipeline();
                KafkaSource source = KafkaSource.open(
                        pipeline,
                        workspace.engine().open(),
                        new KafkaSettings(servers, Map.of()),
                        workspace.payloads(),
                        KafkaSource.LIMITS,
                        WallClock.utc())) {
            await(() -> {
                var unused = source.poll(Duration.ofMillis(PAUSE_MILLIS));
                return Stream.of("patient_flow", "department")
                                .map(table -> pipeline.table(new TableName("bronze", table)))
                                .mapToLong(table -> table.latest().visibleRows())
                                .sum()
                        >= messages;
            });
        }
    }

    private boolean hasRows(String table) {
        try (Stream<Path> files = Files.walk(folder.resolve("home/lake").resolve(table))) {
            return files.anyMatch(file -> file.toString().endsWith(".parquet"));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier wanted) throws InterruptedException {
        long limit = WallClock.nanos() + SOON.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos()).as("too late").isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
