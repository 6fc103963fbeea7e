package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.verify.Verification;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;
import org.wardflow.proof.CommandLineUser;
import org.wardflow.proof.Repository;
import org.wardflow.simulator.truth.Truth;

/**
 * {@code up --engine spark} over a log of four partitions that holds every message twice. Its job is killed with SIGKILL while models are
 * computed, started again, and told to stop by SIGTERM: gold is the truth, and what DuckDB computes of the same bronze.
 */
@Tag("slow")
class SparkUpTest {
    private static final Pattern SENT = Pattern.compile("^([0-9,]+) messages sent to ", Pattern.MULTILINE);
    private static final List<String> TOPICS = List.of("patient-flow", "department");
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final int PAUSE_MILLIS = 200;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    private CommandLineUser user() {
        return new CommandLineUser(folder.resolve("home"));
    }

    @Test
    void everyMessageTwiceAndTheJobKilledOnceGoldIsTheTruth() throws Exception {
        Path truth = folder.resolve("truth");
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, 64L << 20))) {
            broker.createTopics(TOPICS);
            long messages = send(broker, truth);
            for (String extract : List.of("departments", "doctors")) {
                Path csv = truth.resolve(extract + ".csv");
                user().succeed("ingest", extract, csv.toString(), "--recorded-at", "2026-10-12T00:00:00Z");
            }
            Files.writeString(
                    folder.resolve("home/wardflow.yaml"),
                    "kafka:\n  bootstrap-servers: \"%s\"\n".formatted(broker.bootstrapServers()));

            Process first = up("first.log");
            await(first, "first.log", () -> hasFiles("silver/patient_flow_message"));
            job(first).destroyForcibly();
            assertThat(first.waitFor(SOON.toMinutes(), TimeUnit.MINUTES)).isTrue();
            assertThat(first.exitValue()).as(log("first.log")).isNotZero();
            assertThat(log("first.log")).contains("signal 9");

            assertThat(send(broker, folder.resolve("again"))).isEqualTo(messages);
            Process second = up("second.log");
            await(second, "second.log", () -> isIn(2 * messages));
            second.destroy();
            assertThat(second.waitFor(SOON.toMinutes(), TimeUnit.MINUTES)).isTrue();
            assertThat(second.exitValue()).as(log("second.log")).isZero();
            assertThat(log("second.log")).contains("What was taken in is in gold");
        }
        try (Workspace workspace =
                Workspace.forReading(Home.open(folder.resolve("home")), Settings.defaults(), WallClock.utc())) {
            Verification verification = Verification.besideOthers(workspace, Truth.read(truth));
            assertThat(verification.tables()).isNotEmpty().allMatch(table -> table.equal());
            assertThat(verification.passed()).isTrue();
            assertThat(verification.otherCopies()).isPositive();
        }
        assertThat(user().succeed("rebuild", "--check")).contains("Every table stands as bronze gives it");
    }

    private long send(EmbeddedBroker broker, Path truth) {
        String said = user().succeed(
                        "simulate",
                        "--to",
                        "kafka",
                        "--bootstrap-servers",
                        broker.bootstrapServers(),
                        "--out",
                        truth.toString(),
                        "--days",
                        "1",
                        "--hospitals",
                        "1",
                        "--seed",
                        "8");
        Matcher sent = SENT.matcher(said);
        assertThat(sent.find()).as(said).isTrue();
        return Long.parseLong(sent.group(1).replace(",", ""));
    }

    private Process up(String log) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dwardflow.root=" + Repository.root(),
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.wardflow.app.Main",
                        "up",
                        "--engine",
                        "spark",
                        "--master",
                        "local[2]",
                        "--home",
                        folder.resolve("home").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
        started.add(process);
        return process;
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static ProcessHandle job(Process up) {
        return up.descendants()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains("org.wardflow.spark.job.Job"))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    private boolean hasFiles(String table) {
        try (Stream<Path> files = Files.walk(folder.resolve("home/lake").resolve(table))) {
            return files.anyMatch(file -> file.toString().endsWith(".parquet"));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    /** Whether everything has been taken in, and the first hours are closed; the job ends with all of it in gold. */
    private boolean isIn(long messages) {
        try (Lake lake = Lake.openForReading(folder.resolve("home/lake"), new LocalFileIo(), WallClock.utc())) {
            return rows(lake, "patient_flow") + rows(lake, "department") >= messages && rows(lake, "clock") > 0;
        }
    }

    private static long rows(Lake lake, String bronze) {
        return lake.find(new TableName("bronze", bronze))
                .map(table -> table.latest().visibleRows())
                .orElse(0L);
    }

    private void await(Process process, String name, BooleanSupplier wanted) throws Exception {
        long limit = WallClock.nanos() + SOON.toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(process.isAlive()).as(log(name)).isTrue();
            assertThat(WallClock.nanos()).as("too late").isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
