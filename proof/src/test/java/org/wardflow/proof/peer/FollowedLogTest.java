package org.wardflow.proof.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.core.WallClock;
import org.wardflow.proof.peer.FollowingProcess.Feed;
import org.wardflow.proof.peer.FollowingProcess.Result;
import org.wardflow.proof.peer.PeerProcess.Kind;

/** Three pipelines, one after the other, each behind a log that gets the same events at the same rate. */
@Tag("slow")
class FollowedLogTest {
    private static final int RATE = Integer.getInteger("peer.rate", 1_000);
    private static final int SECONDS = Integer.getInteger("peer.seconds", 60);
    private static final int WARM_UP_SECONDS = Math.min(30, SECONDS);
    private static final int PATIENCE = 5;
    private static final long START_MAX_SECONDS = 300;
    private static final String TOPIC = "patient-flow";
    private static final long SEED = 11;

    @TempDir
    Path folder;

    @Test
    void theSameEventsAtTheSameRateThroughEachPipeline() throws IOException, InterruptedException {
        List<byte[]> payloads = Visits.simulate((WARM_UP_SECONDS + SECONDS) * RATE, 1, SEED).batches().get(0).stream()
                .limit((long) (WARM_UP_SECONDS + SECONDS) * RATE)
                .toList();
        List<Result> results = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            results.add(follow(kind, payloads, Files.createDirectories(folder.resolve(kind.name()))));
        }
        print(results);
        Result ours = results.get(0);
        assertThat(ours.missing()).isZero();
        assertThat(ours.millis()).hasSize(SECONDS * RATE).isSorted();
    }

    private Result follow(Kind kind, List<byte[]> payloads, Path own) throws IOException, InterruptedException {
        try (EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerSettings(own.resolve("kafka"), 0, BrokerSettings.RETENTION_BYTES_MIN))) {
            broker.createTopics(List.of(TOPIC));
            Feed feed = new Feed(
                    broker.bootstrapServers(),
                    TOPIC,
                    payloads.size(),
                    WARM_UP_SECONDS * RATE,
                    Duration.ofSeconds((long) (WARM_UP_SECONDS + SECONDS) * PATIENCE));
            Process process = FollowingProcess.start(kind, feed, own);
            try {
                awaitReady(process, own);
                send(broker.bootstrapServers(), payloads);
                assertThat(process.waitFor()).as("exit code of " + kind).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
        return FollowingProcess.result(own);
    }

    private static void awaitReady(Process process, Path own) throws InterruptedException {
        long until = WallClock.nanos() + TimeUnit.SECONDS.toNanos(START_MAX_SECONDS);
        while (!Files.exists(own.resolve(FollowingProcess.READY))) {
            assertThat(process.isAlive() && WallClock.nanos() < until)
                    .as("it starts")
                    .isTrue();
            Thread.sleep(100);
        }
    }

    /** Each at its time; one that is late goes at once. */
    private static void send(String brokers, List<byte[]> payloads) throws InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long start = WallClock.nanos();
            for (int i = 0; i < payloads.size(); i++) {
                long ahead = start + i * (1_000_000_000L / RATE) - WallClock.nanos();
                if (ahead > 0) {
                    TimeUnit.NANOSECONDS.sleep(ahead);
                }
                var unused = producer.send(new ProducerRecord<>(TOPIC, payloads.get(i)));
            }
        }
    }

    private static void print(List<Result> results) {
        line("on %s", Machine.describe());
        line(
                "%,d events/s by Kafka, no key, %,d s measured after %,d s; from the log to gold, in seconds",
                RATE, SECONDS, WARM_UP_SECONDS);
        line("%-28s %8s %8s %8s %8s %18s", "", "batches", "p50", "p90", "p99", "not in gold yet");
        for (Result result : results) {
            line(
                    "%-28s %,8d %8s %8s %8s %,18d",
                    result.name(), result.batches(), result.at(0.5), result.at(0.9), result.at(0.99), result.missing());
        }
    }

    private static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
