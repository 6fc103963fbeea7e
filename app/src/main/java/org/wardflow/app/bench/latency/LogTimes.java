package org.wardflow.app.bench.latency;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** When each record of some topics was sent, by offset, as the log has it. */
final class LogTimes {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<TopicPartition, long[]> millis;

    /** By partition, the milliseconds since 1970 of each offset. */
    LogTimes(Map<TopicPartition, long[]> millis) {
        this.millis = millis;
    }

    static LogTimes read(String brokers, Collection<String> topics) {
        LogTimes times = new LogTimes(new HashMap<>());
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(brokers)) {
            List<TopicPartition> partitions = partitions(consumer, topics);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            consumer.endOffsets(partitions)
                    .forEach((partition, end) -> times.millis.put(partition, new long[Math.toIntExact(end)]));
            while (times.millis.entrySet().stream()
                    .anyMatch(log -> consumer.position(log.getKey()) < log.getValue().length)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    times.note(record);
                }
            }
        }
        return times;
    }

    static KafkaConsumer<byte[], byte[]> consumer(String brokers) {
        return new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        millis.computeIfPresent(partition, (same, times) -> {
            if (record.offset() < times.length) {
                times[(int) record.offset()] = record.timestamp();
            }
            return times;
        });
    }

    /**
     * How long records took to be covered.
     *
     * @param fromMillis records sent before are left out
     * @param toMillis records sent then or later are left out
     */
    Latencies latencies(Coverage coverage, long fromMillis, long toMillis) {
        Latencies latencies = new Latencies();
        millis.forEach((partition, times) -> {
            int offset = 0;
            for (Coverage.Step step : coverage.of("topic:" + partition.topic(), partition.partition())) {
                for (; offset < Math.min(step.before(), times.length); offset++) {
                    if (times[offset] >= fromMillis && times[offset] < toMillis) {
                        latencies.add(step.at().toEpochMilli() - times[offset]);
                    }
                }
            }
            latencies.miss(Arrays.stream(times, offset, times.length)
                    .filter(sent -> sent >= fromMillis && sent < toMillis)
                    .count());
        });
        return latencies;
    }
}
