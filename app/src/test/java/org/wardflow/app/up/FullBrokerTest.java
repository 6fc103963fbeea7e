package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;

/** The disk that fills up is the broker's too. As in {@link FullDiskTest} a limit on the size of files stands for it. */
@Tag("slow")
class FullBrokerTest {
    /** Longer than the broker's first attempt to start again, well below the two minutes that a producer tries. */
    private static final int FULL_SECONDS = 20;

    @TempDir
    private Path folder;

    @Test
    void theBrokerStopsAndStartsByItselfAndWhatItAcknowledgedAndWhatItDidNotIsThereOnce() throws Exception {
        assumeTrue(UpProcess.canLimitFiles(), "the size of a process's files cannot be limited here");
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(Home.settings(home), "control.port: 0\nkafka.port: 0\nwarehouse.mode: off\n");
        StringSerializer text = new StringSerializer();
        try (UpProcess up = UpProcess.start(home);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", brokers(home)), text, text)) {
            for (Future<RecordMetadata> each : send(producer, 0, 200)) {
                assertThat(each.get().hasOffset()).isTrue();
            }
            UpProcess.await("what was sent before is in gold", () -> FullDiskTest.visits(home) == 200);
            up.limitFiles("60000");
            List<Future<RecordMetadata>> sent = send(producer, 200, 2_000);
            TimeUnit.SECONDS.sleep(FULL_SECONDS);
            assertThat(sent).as("not acknowledged").anyMatch(each -> !each.isDone());
            assertThat(folder.resolve("up.txt"))
                    .content()
                    .contains("WARDFLOW-1202 BROKER_FAILED: The broker in this process has stopped", "free some space");
            up.limitFiles("unlimited");
            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get().hasOffset()).isTrue();
            }
            UpProcess.await("all that was sent is in gold", () -> FullDiskTest.visits(home) == 2_000);
            assertThat(FullDiskTest.bronze(home)).isEqualTo(2_000);
        }
    }

    private static String brokers(Path home) throws Exception {
        return new ObjectMapper()
                .readTree(home.resolve("run/process.json").toFile())
                .path("bootstrap_servers")
                .asText();
    }

    private static List<Future<RecordMetadata>> send(KafkaProducer<String, String> producer, int from, int to) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(new ProducerRecord<>("patient-flow", FullDiskTest.EVENT.formatted(i, i))));
        }
        return sent;
    }
}
