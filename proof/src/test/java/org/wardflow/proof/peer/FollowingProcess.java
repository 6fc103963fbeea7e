package org.wardflow.proof.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.wardflow.core.WallClock;
import org.wardflow.proof.peer.PeerProcess.Kind;

/**
 * A pipeline that follows a log in a process of its own: it takes what has arrived since the last batch, as one batch, and then looks when each of its
 * records was sent. Ours is driven by the same loop, without its own source of Kafka.
 */
final class FollowingProcess {
    /** Exists when records may be sent. */
    static final String READY = "ready";

    private static final String RESULT = "latencies";
    private static final Duration POLL = Duration.ofMillis(50);
    /** A batch has what arrived, however late the pipeline is. */
    private static final int RECORDS_A_BATCH_MAX = 200_000;

    private FollowingProcess() {}

    /**
     * What is sent.
     *
     * @param records in all
     * @param warmUp of them, which are not measured
     * @param patience after which what is not in gold has not come
     */
    record Feed(String brokers, String topic, int records, int warmUp, Duration patience) {}

    /**
     * What came of it.
     *
     * @param millis from the log to gold, ascending, of the records that were measured and came
     * @param missing records that had not come when patience ended
     */
    record Result(String name, int batches, List<Long> millis, int missing) {
        /** At a share of all that were sent; empty if that one never came. */
        String at(double share) {
            int place = (int) Math.ceil(share * (millis.size() + missing)) - 1;
            return place < millis.size() ? String.format(Locale.ROOT, "%.1f", millis.get(place) / 1e3) : "never";
        }
    }

    /** Starts one; it is ready when {@link #READY} is in its folder. */
    static Process start(Kind kind, Feed feed, Path folder) throws IOException {
        return PeerProcess.start(
                FollowingProcess.class,
                List.of(
                        kind.name(),
                        folder.toString(),
                        feed.brokers(),
                        feed.topic(),
                        String.valueOf(feed.records()),
                        String.valueOf(feed.warmUp()),
                        String.valueOf(feed.patience().toSeconds())));
    }

    static Result result(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(RESULT));
        return new Result(
                lines.get(0),
                Integer.parseInt(lines.get(1)),
                Stream.of(lines.get(3).split(",", -1))
                        .filter(text -> !text.isEmpty())
                        .map(Long::valueOf)
                        .toList(),
                Integer.parseInt(lines.get(2)));
    }

    /** The process: kind, folder, brokers, topic, records, warm-up, seconds of patience. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Feed feed = new Feed(
                arguments[2],
                arguments[3],
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Duration.ofSeconds(Long.parseLong(arguments[6])));
        try (Peer peer = PeerProcess.open(Kind.valueOf(arguments[0]), folder);
                KafkaConsumer<byte[], byte[]> consumer = consumer(feed)) {
            Files.createFile(folder.resolve(READY));
            List<Long> millis = new ArrayList<>();
            long until = Long.MAX_VALUE;
            int seen = 0;
            int batches = 0;
            while (seen < feed.records() && WallClock.nanos() < until) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (records.isEmpty()) {
                    continue;
                }
                if (batches == 0) {
                    until = WallClock.nanos() + feed.patience().toNanos();
                }
                take(peer, records, folder.resolve("batch-" + batches++ + ".ndjson"));
                long now = WallClock.utc().millis();
                for (ConsumerRecord<byte[], byte[]> one : records) {
                    if (seen++ >= feed.warmUp()) {
                        millis.add(now - one.timestamp());
                    }
                }
            }
            write(folder, peer.name(), batches, feed.records() - Math.max(seen, feed.warmUp()), millis);
        }
        // Spark leaves threads behind.
        System.exit(0);
    }

    private static void take(Peer peer, ConsumerRecords<byte[], byte[]> records, Path lines) throws IOException {
        List<byte[]> payloads = new ArrayList<>();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (ConsumerRecord<byte[], byte[]> one : records) {
            payloads.add(one.value());
            text.writeBytes(one.value());
            text.write('\n');
        }
        peer.take(payloads, Files.write(lines, text.toByteArray()));
    }

    private static void write(Path folder, String name, int batches, int missing, List<Long> millis)
            throws IOException {
        StringBuilder sorted = new StringBuilder();
        millis.stream()
                .sorted()
                .forEach(each -> sorted.append(sorted.isEmpty() ? "" : ",").append(each));
        Files.write(
                folder.resolve(RESULT),
                List.of(name, String.valueOf(batches), String.valueOf(missing), sorted.toString()));
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Feed feed) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        feed.brokers(),
                        "enable.auto.commit",
                        "false",
                        "max.poll.records",
                        RECORDS_A_BATCH_MAX,
                        "max.partition.fetch.bytes",
                        64 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(feed.topic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
