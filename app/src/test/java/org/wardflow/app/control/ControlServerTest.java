package org.wardflow.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.control.internal.Answers;
import org.wardflow.app.home.Home;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.quarantine.Decisions;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.IngestOutcome;

class ControlServerTest {
    private static final String EVENT = """
            {"patient_id": "%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    /** A line of Prometheus' text format 0.0.4. */
    private static final Pattern SAMPLE = Pattern.compile(
            "[a-z_]+(\\{[a-z]+=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\"(,[a-z]+=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\")*})? -?[0-9.]+(E-?[0-9]+)?|# (HELP|TYPE) [a-z_]+ .+");

    @TempDir
    Path folder;

    private final List<String> stops = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private @Nullable Workspace workspace;
    private @Nullable Live live;
    private @Nullable ControlServer server;

    @BeforeEach
    void start() throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        Path settings = Files.writeString(Home.settings(home.folder()), "control: {port: 0}");
        workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), WallClock.utc());
        FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
        live = Live.start(workspace, workspace.clock(), List.of(files));
        server =
                ControlServer.start(workspace, live, files, Optional.of(sender()), "broker:9", () -> stops.add("stop"));
    }

    private Sender sender() {
        return new Sender() {
            @Override
            public Sent send(String topic, Optional<String> key, byte[] value) {
                sent.add(topic + " " + key.orElse("-") + " " + new String(value, StandardCharsets.UTF_8));
                return new Sent("topic:" + topic, 3, -1);
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
    }

    @AfterEach
    void stop() {
        server().close();
        if (live != null) {
            live.close();
        }
        if (workspace != null) {
            workspace.close();
        }
    }

    @Test
    void whoBringsTheTokenIsServed() throws IOException {
        ControlClient client = ControlClient.require(run(), folder);
        assertThat(client.process().bootstrapServers()).isEqualTo("broker:9");
        ControlClient.Sent event =
                client.send("patient-flow", Optional.of("k"), "{}é".getBytes(StandardCharsets.UTF_8));
        assertThat(sent).containsExactly("patient-flow k {}é");
        assertThat(event.partition()).isEqualTo(3);
        assertThat(event.inGold()).as("offset -1 is covered from the start").isTrue();
        Path file =
                Files.writeString(folder.resolve("events.ndjson"), EVENT.formatted("a") + "\n" + EVENT.formatted("b"));
        ControlClient.Ingested taken = client.ingest("patient-flow", file, Optional.empty());
        assertThat(taken.inGold()).isTrue();
        assertThat(taken.outcome()).isInstanceOfSatisfying(IngestOutcome.Taken.class, outcome -> {
            assertThat(outcome.rows()).isEqualTo(2);
            assertThat(outcome.blank()).isEqualTo(1);
        });
        assertThat(client.ingest("patient-flow", file, Optional.empty()).outcome())
                .isEqualTo(new IngestOutcome.AlreadyIn());
        assertThatThrownBy(() -> client.ingest("patient-flow", folder.resolve("absent"), Optional.empty()))
                .isInstanceOfSatisfying(
                        WardflowException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INPUT_MISSING));
        assertThat(client.state().path("sources").size()).isPositive();
        client.stop();
        assertThat(stops).containsExactly("stop");
    }

    @Test
    void aStewardsDecisionIsRecordedBesideTheSourcesAndReachesGold() throws IOException {
        ControlClient client = ControlClient.require(run(), folder);
        Path file = Files.writeString(folder.resolve("noise.ndjson"), "noise\n" + EVENT.formatted("a"));
        assertThat(client.ingest("patient-flow", file, Optional.empty()).inGold())
                .isTrue();
        List<String> digests = asked("select payload_sha256 from silver.quarantine where not is_discarded");
        assertThat(digests).hasSize(1);
        assertThat(client.decide(Decisions.Kind.DISCARD, digests, "steward", "noise")
                        .inGold())
                .isTrue();
        assertThat(asked("select payload_sha256 from silver.quarantine where is_discarded"))
                .isEqualTo(digests);
        assertThat(asked("select reason from bronze.steward_decision where decided_by = 'steward'"))
                .containsExactly("noise");
        assertThat(client.decide(Decisions.Kind.RESTORE, digests, "steward", "a mistake")
                        .inGold())
                .isTrue();
        assertThat(asked("select payload_sha256 from silver.quarantine where is_discarded"))
                .isEmpty();
    }

    private List<String> asked(String sql) {
        List<String> found = new ArrayList<>();
        Objects.requireNonNull(workspace)
                .reader()
                .query(sql, KnownAt.now(), row -> found.add(String.valueOf(row.get(0))));
        return found;
    }

    @Test
    void withoutTheTokenNothingIsDone() throws IOException {
        String token = process().token();
        assertThat(post("/stop", Map.of("Authorization", ""), "{}")).contains(" 401 ");
        assertThat(post("/stop", Map.of("Authorization", "Bearer " + token.replaceAll(".$", "x")), "{}"))
                .contains(" 401 ");
        assertThat(request("GET /state HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains(" 401 ");
        assertThat(stops).isEmpty();
        assertThat(post("/stop", Map.of(), "{}")).contains(" 200 ");
        assertThat(stops).hasSize(1);
    }

    @Test
    void aWebPageInTheOwnersBrowserGetsNothing() throws IOException {
        assertThat(post("/stop", Map.of("Host", "evil.example:9404"), "{}")).contains(" 403 ");
        assertThat(post("/stop", Map.of("Host", "127.0.0.1.evil.example"), "{}"))
                .contains(" 403 ");
        assertThat(post("/stop", Map.of("Origin", "http://localhost"), "{}")).contains(" 403 ");
        assertThat(post("/stop", Map.of("Content-Type", "text/plain"), "{}")).contains(" 415 ");
        assertThat(request("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains(" 403 ");
        assertThat(request("GET /stop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains(" 405 ");
        assertThat(request("GET /../etc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains(" 404 ");
        assertThat(stops).isEmpty();
    }

    @Test
    void aBodyIsBoundedAndMustBeJson() throws IOException {
        String padded = "{}" + " ".repeat(Answers.BODY_BYTES_MAX - 2);
        assertThat(post("/stop", Map.of(), padded)).contains(" 200 ");
        assertThat(post("/stop", Map.of(), padded + " ")).contains(" 413 ");
        assertThat(stops).hasSize(1);
        assertThat(post("/send", Map.of(), "{\"topic\": \"secret"))
                .contains(" 400 ")
                .doesNotContain("secret");
        assertThat(post("/send", Map.of(), "{\"topic\": \"t\"}")).contains(" 400 ", "no text value");
        assertThat(sent).isEmpty();
    }

    @Test
    void metricsAreInPrometheusFormAndHealthSaysUp() throws IOException {
        String metrics = request("GET /metrics HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n");
        assertThat(metrics).contains(" 200 ", "text/plain; version=0.0.4");
        List<String> lines =
                metrics.substring(metrics.indexOf("\r\n\r\n") + 4).lines().toList();
        assertThat(lines)
                .hasSizeGreaterThan(40)
                .allMatch(line -> SAMPLE.matcher(line).matches());
        assertThat(metrics)
                .contains("wardflow_cycle_seconds_bucket{le=\"+Inf\"} ")
                .contains("wardflow_rows_total{source=\"files:patient-flow\"} 0\n")
                .contains(
                        "wardflow_gold_age_seconds 0\n", "process_open_fds ", "wardflow_problems{kind=\"model\"} 0\n");
        for (String path : List.of("/health/live", "/health/ready")) {
            assertThat(request("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))
                    .contains(" 200 ", "{\"status\":\"up\",\"reasons\":[]}");
        }
    }

    @Test
    void theProcessFileIsTheOwnersAloneAndGoesWithTheProcess() throws IOException {
        Path file = run().resolve("process.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(process().toString()).doesNotContain(process().token());
        server().close();
        assertThat(file).doesNotExist();
        assertThatThrownBy(() -> ControlClient.require(run(), folder)).hasMessageContaining("NOT_RUNNING");
    }

    @Test
    void whoAsksTheHomeInWhichTheDemoRunsIsToldWhereItIs() throws IOException {
        Path demo = Files.createSymbolicLink(folder.resolve("demo"), folder.resolve("home"));
        assertThatThrownBy(() -> ControlClient.require(Home.run(folder), folder))
                .hasMessageContainingAll(
                        "NOT_RUNNING", "one that runs the demo in " + demo, "./wardflow --home " + demo);
        server().close();
        assertThatThrownBy(() -> ControlClient.require(Home.run(folder), folder))
                .message()
                .contains("NOT_RUNNING")
                .doesNotContain("demo");
    }

    @Test
    void aProcessFileThatACrashLeftBehindIsSeenThrough() throws IOException {
        ProcessFile own = process();
        server().close();
        long other = new ProcessBuilder("true").start().pid();
        while (ProcessHandle.of(other).map(ProcessHandle::isAlive).orElse(false)) {
            Thread.onSpinWait();
        }
        new ProcessFile(other, own.port(), own.token(), own.started(), "").write(run());
        assertThat(ControlClient.find(run())).as("its process is gone").isEmpty();
        new ProcessFile(own.pid(), freePort(), own.token(), own.started(), "").write(run());
        assertThat(ControlClient.find(run())).as("another has its number").isEmpty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void ifThePortIsTakenAnotherOneIs() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Home home = Home.openOrCreate(folder.resolve("other"), WallClock.utc());
            Path settings = Files.writeString(
                    Home.settings(home.folder()), "control: {port: %s}".formatted(taken.getLocalPort()));
            try (Workspace second = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), WallClock.utc());
                    Live running = Live.start(second, second.clock(), List.of());
                    ControlServer door = ControlServer.start(
                            second, running, new FileQueue(second, FileQueue.LIMITS), Optional.empty(), "", () -> {})) {
                assertThat(door.elsewhere()).isTrue();
                assertThat(door.port()).isNotEqualTo(taken.getLocalPort()).isPositive();
                ControlClient client = ControlClient.require(home.run(), home.folder());
                assertThatThrownBy(() -> client.send("patient-flow", Optional.empty(), new byte[0]))
                        .hasMessageContaining("--no-kafka");
            }
        }
    }

    private ControlServer server() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private Path run() {
        return folder.resolve("home/run");
    }

    private ProcessFile process() {
        return ProcessFile.find(run()).orElseThrow();
    }

    /** A request that the door takes, but for the headers given here. */
    private String post(String path, Map<String, String> headers, String body) throws IOException {
        Map<String, String> all = new TreeMap<>(Map.of(
                "Host",
                "127.0.0.1:" + server().port(),
                "Authorization",
                "Bearer " + process().token(),
                "Content-Type",
                "application/json",
                "Connection",
                "close",
                "Content-Length",
                String.valueOf(body.length())));
        all.putAll(headers);
        List<String> lines = new ArrayList<>(List.of("POST " + path + " HTTP/1.1"));
        all.forEach((name, value) -> lines.add(name + ": " + value));
        return request(String.join("\r\n", lines) + "\r\n\r\n" + body);
    }

    /** By hand, as Java's own client does not let a Host header be set. */
    private String request(String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server().port())) {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
