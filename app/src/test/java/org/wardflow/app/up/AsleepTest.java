package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;

/**
 * A laptop is closed and opened again: the process, with the broker in it, is stopped (SIGSTOP) and continued. For longer than
 * the broker's own sessions last; for ten minutes with {@code -Dasleep.seconds=600}.
 */
@Tag("slow")
class AsleepTest {
    private static final int SECONDS = Integer.getInteger("asleep.seconds", 20);

    @TempDir
    private Path folder;

    @Test
    void afterSleepItGoesOnByItselfAndNothingIsLost() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(Home.settings(home), "control.port: 0\nkafka.port: 0\n");
        try (UpProcess up = UpProcess.start(home)) {
            JsonNode process =
                    new ObjectMapper().readTree(home.resolve("run/process.json").toFile());
            String brokers = process.path("bootstrapServers")
                    .asText(process.path("bootstrap_servers").asText());
            send(brokers, 0, 200);
            UpProcess.await("what was sent before is in gold", () -> FullDiskTest.visits(home) == 200);
            send(brokers, 200, 400);
            up.signal("STOP");
            TimeUnit.SECONDS.sleep(SECONDS);
            up.signal("CONT");
            send(brokers, 400, 600);
            UpProcess.await("all that was sent is in gold", () -> FullDiskTest.visits(home) == 600);
            assertThat(FullDiskTest.bronze(home)).isEqualTo(600);
            UpProcess.await("it is healthy", () -> ready(process.path("port").asInt()));
        }
    }

    private static void send(String brokers, int from, int to) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer())) {
            for (int i = from; i < to; i++) {
                var unused = producer.send(new ProducerRecord<>("patient-flow", FullDiskTest.EVENT.formatted(i, i)));
            }
        }
    }

    private static boolean ready(int port) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
