package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.FailingDisk;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.notice.HookServer;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.kafka.KafkaTopics;
import org.wardflow.ingest.kafka.PartitionState;
import org.wardflow.lake.Table;

/** The lake's disk is full for a while; the broker has one of its own, and producers send on. */
class FullLakeTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();

    @Test
    void whatIsSentMeanwhileWaitsInTheBrokerAndComesWhenThereIsSpace() throws Exception {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        try (HookServer hook = new HookServer();
                Workspace workspace = workspace(home, hook)) {
            Running running = new Running(workspace, true, () -> {});
            try {
                Live live = running.live();
                String brokers = running.bootstrapServers().orElseThrow();
                send(brokers, 0, 100);
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                List<PartitionState> before = positions(workspace);

                disk.full(true);
                send(brokers, 100, 400);
                assertThat(live.await(state -> problem(state).isPresent(), SOON))
                        .isTrue();
                send(brokers, 400, 600);
                assertToldWithCodeAndFix(problem(live.state()).orElseThrow());
                HttpResponse<String> health = health(running);
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.body()).contains("\"status\":\"down\"", "source:kafka since ", "3005 DISK_FULL: ");
                hook.await(1);
                assertThat(hook.posts.get(0).json().path("text").asText())
                        .contains("DISK_FULL", "Do:    free some space", "nothing is lost");
                assertThat(positions(workspace)).isEqualTo(before).isNotEmpty();
                assertThat(count(workspace, "bronze.patient_flow")).isEqualTo(100);

                disk.full(false);
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                assertThat(live.state().problems()).isEmpty();
                assertThat(health(running).statusCode()).isEqualTo(200);
                assertThat(count(workspace, "bronze.patient_flow")).isEqualTo(600);
                assertThat(count(workspace, "gold.fact_patient_flow")).isEqualTo(600);
                UpProcess.await("its end is told", () -> hook.types().contains("wardflow.recovered"));
            } finally {
                assertThat(running.stop(SOON)).isTrue();
            }
        }
    }

    private Workspace workspace(Home home, HookServer hook) throws IOException {
        Path settings = Files.writeString(
                Home.settings(home.folder()),
                "notice: {webhook: {url: '%s'}, quiet: 1s}\ncontrol.port: 0\nkafka.port: 0\nwarehouse.mode: off\n"
                        .formatted(hook.url()));
        return Workspace.forWriting(
                home,
                SettingsFile.read(settings, Map.of()),
                WallClock.utc(),
                Workspace.content(home.folder()),
                disk.io());
    }

    private static Optional<Problem> problem(LiveState state) {
        return state.problems().stream()
                .filter(problem -> problem.id().equals("source:kafka"))
                .findFirst();
    }

    private static void assertToldWithCodeAndFix(Problem problem) {
        assertThat(problem.what()).startsWith("WARDFLOW-3005 DISK_FULL: ");
        assertThat(problem.safe()).contains("waits at the source", "nothing is lost");
        assertThat(problem.fix()).startsWith("free some space");
    }

    /** The same person never twice. */
    private static void send(String brokers, int from, int to) {
        Map<String, Object> client = Map.of("bootstrap.servers", brokers);
        StringSerializer text = new StringSerializer();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(client, text, text)) {
            for (int i = from; i < to; i++) {
                var unused = producer.send(new ProducerRecord<>("patient-flow", FullDiskTest.EVENT.formatted(i, i)));
            }
        }
    }

    private static HttpResponse<String> health(Running running) throws IOException, InterruptedException {
        URI ready = URI.create("http://127.0.0.1:" + running.control().port() + "/health/ready");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The offsets that bronze has, by its newest commit. */
    private static List<PartitionState> positions(Workspace workspace) {
        return KafkaTopics.stored(
                workspace.content(), table -> workspace.lake().find(table).map(Table::latest));
    }

    private static long count(Workspace workspace, String table) {
        List<@Nullable Object> values = new ArrayList<>();
        workspace.reader().query("select count(*) from " + table, KnownAt.now(), values::addAll);
        return values.get(0) instanceof Long count ? count : -1;
    }
}
