package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.browser.Chromium;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.server.WebServer;
import org.wardflow.server.WebSettings;
import org.wardflow.server.WebSources;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Steward;

/** From a plain producer by broker, lake, PostgreSQL and stream into a page that is open. Without Chromium it is skipped, and says so. */
class KafkaToScreenTest {
    private static final String TOPIC = "patient-flow";

    private static final Clock CLOCK = WallClock.utc();

    /** Who lies in the intensive care unit, as the open board says it, in whichever form it shows the department. */
    private static final String OCCUPIED = """
            [...document.querySelectorAll('.tile')].filter(tile => tile.querySelector('h3 a').textContent.includes('ICU'))
                .map(tile => tile.querySelectorAll('.now .figure')[1].querySelector('b').textContent)
            .concat([...document.querySelectorAll('.calm-table tbody tr')].filter(row => row.cells[0].textContent.includes('ICU'))
                .map(row => row.cells[2].textContent.split(' ')[0])).join()""";

    @TempDir
    Path folder;

    @Test
    void whatAProducerSendsChangesTheNumberOfAnOpenPage() throws Exception {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the page was not looked at");
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        Path settings = Files.writeString(folder.resolve("wardflow.yaml"), "warehouse: {port: 0}\n");
        try (EmbeddedBroker broker =
                        EmbeddedBroker.start(new BrokerSettings(home.broker(), 0, BrokerSettings.RETENTION_BYTES_MIN));
                Workspace workspace = Workspace.forWriting(home, SettingsFile.read(settings, Map.of()), CLOCK)) {
            broker.createTopics(KafkaSource.topics(workspace.content()).keySet());
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), Map.of());
            try (Live live = Live.start(
                            workspace,
                            CLOCK,
                            List.of(KafkaSource.opener(
                                    () -> workspace.engine().open(),
                                    kafka,
                                    workspace.payloads(),
                                    KafkaSource.LIMITS,
                                    CLOCK)));
                    LiveWarehouse warehouse = LiveWarehouse.start(workspace, live, opened -> {});
                    KafkaProducer<byte[], byte[]> producer = producer(broker.bootstrapServers())) {
                send(producer, "ADMISSION", "first", 3);
                send(producer, "ADMISSION", "second", 2);
                await(() -> live.state().covers("topic:" + TOPIC, 0, 2)
                        && warehouse.published() >= live.state().manifest());
                try (WebServer server = pages(workspace, live, warehouse);
                        Chromium browser = new Chromium(folder.resolve("profile"), 1440, 900)) {
                    browser.open(requireNonNull(server.demoLinks().get("bed_manager")));
                    browser.until(OCCUPIED + " === '2'");
                    browser.evaluate("window.neverLoadedAgain = true");

                    send(producer, "ADMISSION", "third", 1);
                    browser.until(OCCUPIED + " === '3'");
                    send(producer, "DISCHARGE", "first", 0);
                    send(producer, "DISCHARGE", "second", 0);
                    browser.until(OCCUPIED + " === '1'");
                    browser.until(
                            "document.querySelector('.board').dataset.version === '" + warehouse.published() + "'");
                    assertThat(browser.evaluate("window.neverLoadedAgain").asBoolean())
                            .isTrue();
                }
                assertThat(occupied(workspace)).isEqualTo(1);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String brokers) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new KafkaProducer<>(Map.of("bootstrap.servers", brokers), bytes, bytes);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String type, String who, int hoursAgo)
            throws Exception {
        Instant time = CLOCK.instant().minus(Duration.ofHours(hoursAgo));
        String event = """
                {"event_id": "%1$s-%2$s", "event_type": "%1$s", "event_time": "%3$s", "recorded_time": "%3$s", \
                "patient_id": "%2$s", "encounter_id": "visit-%2$s", "hospital_id": "1", "department": "ICU", \
                "bed_id": "%2$s"}""".formatted(type, who, time);
        var unused = producer.send(new ProducerRecord<>(TOPIC, 0, null, event.getBytes(StandardCharsets.UTF_8)))
                .get(1, TimeUnit.MINUTES);
    }

    private WebServer pages(Workspace workspace, Live live, LiveWarehouse warehouse) {
        return WebServer.start(
                new WebSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Optional.empty(),
                        folder.resolve("web"),
                        true,
                        Optional.empty(),
                        CLOCK),
                new WebSources(
                        workspace.content(),
                        warehouse::warehouse,
                        warehouse::published,
                        CLOCK::instant,
                        () -> feed(live.state()),
                        (decision, rule, messages, by, reason) -> new Steward.Outcome(0, List.of()),
                        List.of()));
    }

    private static Feed feed(LiveState state) {
        return Feed.running(
                state.at(), state.manifest(), state.goldAge(state.at()).toMillis());
    }

    /** The same number by the engine and the files. */
    private static long occupied(Workspace workspace) {
        long[] occupied = new long[1];
        workspace.reader().kpi("occupancy_now", Optional.of(CLOCK.instant()), KnownAt.now(), row -> {
            if ("ICU".equals(row.get(2)) && row.get(4) instanceof Number number) {
                occupied[0] += number.longValue();
            }
        });
        return occupied[0];
    }

    private static void await(BooleanSupplier wanted) throws InterruptedException {
        long deadline = WallClock.nanos() + Duration.ofSeconds(90).toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos()).as("too late").isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
