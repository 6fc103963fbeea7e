package org.wardflow.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.log.Logs;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

class EmbeddedBrokerTest {
    private static final TopicPartition PARTITION = new TopicPartition("made-by-sending", 0);

    @TempDir
    Path folder;

    @BeforeEach
    void beQuiet() {
        Logs.none();
    }

    @Test
    void recordsOfAnyTimeSurviveARestartAndTheClusterStaysTheSame() throws Exception {
        EmbeddedBroker first = EmbeddedBroker.start(settings(0));
        String cluster = clusterId(first);
        send(first, Instant.parse("1999-01-01T00:00:00Z"), 10);
        send(first, Instant.parse("2999-01-01T00:00:00Z"), 10);
        long stopping = WallClock.nanos();
        first.close();
        assertThat(Duration.ofNanos(WallClock.nanos() - stopping)).isLessThan(EmbeddedBroker.STOP_MAX.plusSeconds(1));
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings(0))) {
            assertThat(clusterId(broker)).isEqualTo(cluster);
            assertThat(offset(broker, OffsetSpec.earliest())).isZero();
            assertThat(offset(broker, OffsetSpec.latest())).isEqualTo(20);
            assertThat(broker.failure()).isEmpty();
        }
    }

    @Test
    void topicsHaveFourPartitionsHoweverTheyAreMade() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings(0))) {
            broker.createTopics(List.of("asked-for"));
            broker.createTopics(List.of("asked-for"));
            send(broker, Instant.EPOCH, 1);
            try (Admin admin = admin(broker)) {
                assertThat(admin.describeTopics(List.of("asked-for", PARTITION.topic()))
                                .allTopicNames()
                                .get()
                                .values())
                        .hasSize(2)
                        .allMatch(topic -> topic.partitions().size() == BrokerSettings.PARTITIONS);
            }
        }
    }

    @Test
    void aMessageAtTheLimitIsTakenAndALargerOneRefused() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings(0))) {
            int overhead = 100;
            send(broker, new byte[BrokerSettings.MESSAGE_BYTES_MAX - overhead]);
            assertThatThrownBy(() -> send(broker, new byte[BrokerSettings.MESSAGE_BYTES_MAX + 1]))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
    }

    @Test
    void aPortInUseIsToldBeforeAnythingIsStarted() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(settings(taken.getLocalPort())))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_IN_USE))
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("kafka.port");
            assertThat(folder.resolve("kafka")).doesNotExist();
        }
    }

    @Test
    void aSecondBrokerInTheSameFolderIsRefused() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings(0))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(settings(0)))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOME_LOCKED));
            assertThat(broker.failure()).isEmpty();
        }
    }

    @Test
    void aRetentionUnderTheSmallestIsRefused() {
        long least = BrokerSettings.RETENTION_BYTES_MIN;
        assertThat(new BrokerSettings(folder, 0, least).retentionBytes()).isEqualTo(least);
        assertThatThrownBy(() -> new BrokerSettings(folder, 0, least - 1)).hasMessageContaining(String.valueOf(least));
    }

    @Test
    @Tag("slow")
    void whatIsAcknowledgedSurvivesAKill() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.resolve("kafka").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long acknowledged = 0;
        try (var lines = process.inputReader()) {
            while (acknowledged < 5_000) {
                acknowledged = Long.parseLong(lines.readLine());
            }
            assertThat(process.toHandle().destroyForcibly()).isTrue();
            assertThat(process.waitFor()).isNotZero();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = line.isEmpty() ? acknowledged : Long.parseLong(line);
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings(0))) {
            assertThat(offset(broker, OffsetSpec.latest())).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    @Test
    @Tag("slow")
    void theLogFolderIsBoundedByTheRetention() throws Exception {
        long retention = BrokerSettings.RETENTION_BYTES_MIN;
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings(0))) {
            for (int i = 0; i < 4 * retention / (1 << 20); i++) {
                send(broker, new byte[1 << 20]);
            }
            long deadline = WallClock.nanos() + Duration.ofMinutes(2).toNanos();
            while (size() > 2 * retention && WallClock.nanos() < deadline) {
                Thread.sleep(1_000);
            }
            assertThat(size()).isLessThan(2 * retention);
            assertThat(offset(broker, OffsetSpec.earliest())).isPositive();
        }
    }

    private long size() throws IOException {
        try (var files = Files.walk(folder.resolve("kafka"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private BrokerSettings settings(int port) {
        return new BrokerSettings(folder.resolve("kafka"), port, BrokerSettings.RETENTION_BYTES_MIN);
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static String clusterId(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        try (Admin admin = admin(broker)) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static long offset(EmbeddedBroker broker, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        try (Admin admin = admin(broker)) {
            return admin.listOffsets(Map.of(PARTITION, which))
                    .partitionResult(PARTITION)
                    .get()
                    .offset();
        }
    }

    private static void send(EmbeddedBroker broker, Instant time, int records)
            throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            for (int i = 0; i < records; i++) {
                sent.add(producer.send(
                        new ProducerRecord<>(PARTITION.topic(), 0, time.toEpochMilli(), null, new byte[] {(byte) i})));
            }
            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get().hasOffset()).isTrue();
            }
        }
    }

    private static void send(EmbeddedBroker broker, byte[] value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            assertThat(producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, value))
                            .get()
                            .hasOffset())
                    .isTrue();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "acks",
                "all",
                "max.request.size",
                2 * BrokerSettings.MESSAGE_BYTES_MAX,
                "buffer.memory",
                4L * BrokerSettings.MESSAGE_BYTES_MAX);
        return new KafkaProducer<>(settings, bytes, bytes);
    }
}
