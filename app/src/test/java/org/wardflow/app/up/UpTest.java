package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;

/** The real program in real processes, as a user and an operating system start and end it. */
@Tag("slow")
class UpTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String EVENT =
            "{\"patient_id\": \"%s\", \"gender\": \"Female\", \"age\": 40, \"department\": \"ICU\","
                    + " \"bed_id\": 1, \"hospital_id\": 1, \"admission_time\": \"%s\", \"discharge_time\": \"%s\"}";

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private int kafkaPort;

    @BeforeEach
    void settings() throws IOException {
        kafkaPort = freePort();
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(
                folder.resolve("home/wardflow.yaml"),
                "kafka: {port: %s}\ncontrol: {port: 0}\nwarehouse: {mode: off}\n".formatted(kafkaPort));
    }

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void whatIsSentSurvivesASignalAndIsThereAfterTheRestart() throws IOException {
        Process up = up();
        Outcome sent = run("send", event("secretpatient"));
        assertThat(sent.err()).isEmpty();
        assertThat(sent.out()).containsPattern("patient-flow partition \\d offset 0: in gold after [0-9,]+ ms");
        assertThat(sent.exitCode()).isZero();
        assertThat(visits()).isEqualTo("1");
        Outcome kept = run("send", "not JSON");
        assertThat(kept.out()).contains("in quarantine, rule malformed_payload", "./wardflow quarantine show");
        assertThat(kept.exitCode()).isEqualTo(1);
        assertThat(run("status").out()).contains("running:      process " + up.pid());
        assertThat(run("run").exitCode()).as("a second writer").isEqualTo(4);
        assertThat(run("up").exitCode()).as("a second one").isEqualTo(4);
        assertThat(run("reset", "--yes").exitCode()).as("under its feet").isEqualTo(4);
        Path file = Files.writeString(folder.resolve("f.ndjson"), event("secretother") + "\nnot JSON secretjunk\n");
        assertThat(run("ingest", "patient-flow", file.toString()).out()).contains("f.ndjson: 2 rows in ", "in gold");
        assertThat(run("ingest", "patient-flow", file.toString()).out()).contains("in already");
        assertThat(run("ingest", "nonsense", file.toString()).exitCode()).isEqualTo(2);
        assertThat(visits()).isEqualTo("2");
        assertThat(run("verify", "--truth", folder.toString()).err()).doesNotContain("bug");

        long began = WallClock.nanos();
        up.destroy();
        assertThat(exit(up)).isZero();
        assertThat(Duration.ofNanos(WallClock.nanos() - began)).isLessThan(Duration.ofSeconds(8));
        assertThat(folder.resolve("home/run/process.json")).doesNotExist();
        Outcome refused = run("send", event("p2"));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("NOT_RUNNING", "./wardflow up");

        Process again = up();
        assertThat(run("send", event("p3")).out()).contains("in gold after");
        assertThat(visits()).isEqualTo("3");
        assertThat(run("stop").out()).contains("has stopped");
        assertThat(exit(again)).isZero();
        assertThat(log()).isNotEmpty().doesNotContain("secret");
        assertThat(output()).doesNotContain("secret", "SLF4J", "Exception");
    }

    @Test
    void aKillLosesNothingThatTheBrokerHadTaken() throws Exception {
        Process up = up();
        assertThat(run("send", event("p0")).exitCode()).isZero();
        produce(1, 200);
        up.destroyForcibly();
        assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("home/run/process.json")).as("left behind").exists();
        assertThat(run("send", event("p")).err()).contains("NOT_RUNNING");
        up();
        assertThat(run("send", event("p201")).exitCode()).isZero();
        await(() -> visits().equals("202"));
        assertThat(query("select count(*) from bronze.patient_flow")).isEqualTo("202");
    }

    @Test
    void aLaptopThatSleptGoesOnWhereItWas() throws Exception {
        Process up = up();
        assertThat(run("send", event("p0")).exitCode()).isZero();
        produce(1, 50);
        signal(up, "STOP");
        Thread.sleep(8_000);
        signal(up, "CONT");
        produce(51, 100);
        await(() -> visits().equals("101"));
        assertThat(run("send", event("p101")).out()).contains("in gold after");
        assertThat(run("status").out()).contains("running:      process").doesNotContain("! since");
        up.destroy();
        assertThat(exit(up)).isZero();
    }

    @Test
    void aPortInUseIsSaidWithTheSettingThatChangesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(kafkaPort, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            Outcome refused = run("up");
            assertThat(refused.exitCode()).isEqualTo(5);
            assertThat(refused.err()).contains("PORT_IN_USE", "kafka.port");
            Process filesOnly = start("up", "--no-kafka");
            await(() -> output().contains("Ctrl-C stops."));
            assertThat(run("send", event("p0")).err()).contains("--no-kafka");
            assertThat(run("source", "skip", "--all").err()).contains("SOURCE_UNKNOWN");
            filesOnly.destroy();
            assertThat(exit(filesOnly)).isZero();
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        Process up = up();
        signal(up, "INT");
        // Two signals that wait for a busy machine are one.
        await(() -> output().contains("Stopping…"));
        if (up.isAlive()) {
            var unused = new ProcessBuilder("kill", "-INT", String.valueOf(up.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(up.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isIn(0, 130);
    }

    @Test
    void watchingPrintsALineASecondIntoAPipeUntilTheProcessEnds() throws Exception {
        Process up = up();
        Process watch = start("status", "--watch");
        await(() -> output().lines()
                        .filter(line -> line.contains(" RUNNING manifest="))
                        .count()
                >= 2);
        up.destroy();
        assertThat(exit(up)).isZero();
        assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output()).contains("NOT_RUNNING").doesNotContain("\u001b");
    }

    private record Outcome(int exitCode, String out, String err) {}

    private Process up() throws IOException {
        Process process = start("up");
        long before =
                output().lines().filter(line -> line.equals("Ctrl-C stops.")).count();
        await(() ->
                output().lines().filter(line -> line.equals("Ctrl-C stops.")).count() > before || !process.isAlive());
        assertThat(process.isAlive()).as(output()).isTrue();
        return process;
    }

    /** A process whose output goes to a file. */
    private Process start(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Outcome run(String... arguments) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process = new ProcessBuilder(command(arguments))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            started.add(process);
            int code = exit(process);
            return new Outcome(code, Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.wardflow.app.Main",
                "--home",
                folder.resolve("home").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static int exit(Process process) {
        try {
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** As anybody's producer would. */
    private void produce(int from, int to) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort, "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = from; i <= to; i++) {
                var unused = producer.send(new ProducerRecord<>("patient-flow", event("p" + i)));
            }
            producer.flush();
        }
    }

    private static String event(String patient) {
        Instant now = WallClock.utc().instant();
        return EVENT.formatted(patient, now.minus(Duration.ofHours(2)), now.plus(Duration.ofDays(1)));
    }

    private String visits() {
        return query("select count(*) from gold.fact_patient_flow");
    }

    private String query(String sql) {
        return run("query", sql, "--format", "csv")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElse("none");
    }

    private String output() {
        try {
            Path file = folder.resolve("output");
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("home/logs"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static void await(BooleanSupplier wanted) {
        long began = WallClock.nanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos() - began).isLessThan(SOON.toNanos());
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
