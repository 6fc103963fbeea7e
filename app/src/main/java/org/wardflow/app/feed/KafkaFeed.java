package org.wardflow.app.feed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.simulator.SentMessage;

/**
 * Sends to a broker as the simulated hospitals do: the time of sending is the record's time, what keeps a patient's messages
 * together is its key. For one thread.
 */
public final class KafkaFeed implements AutoCloseable {
    /** How long a broker may take to store a record. */
    public static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** Records under way; more wait. */
    static final int UNDER_WAY_MAX = 20_000;

    private static final int RECORD_BYTES_MAX = 32 << 20;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final Producer<byte[], byte[]> producer;
    private final Duration answerMax;
    private final Optional<Runnable> slow;
    private final List<Future<RecordMetadata>> underWay = new ArrayList<>();
    private final Map<String, Map<Integer, Long>> ends = new HashMap<>();
    private long stored;

    /** @param answerMax after so long without an answer it fails, or calls {@code slow} */
    KafkaFeed(KafkaSettings settings, Producer<byte[], byte[]> producer, Duration answerMax, Optional<Runnable> slow) {
        this.settings = settings;
        this.producer = producer;
        this.answerMax = answerMax;
        this.slow = slow;
    }

    /** Makes a producer; the broker need not answer yet. SETTING_INVALID if Kafka's client refuses the settings. */
    public static KafkaFeed open(KafkaSettings settings) {
        return open(settings, Optional.empty());
    }

    /**
     * The same for a broker that is worth waiting for, as one in this process is.
     *
     * @param slow called each time that {@link #ANSWER_MAX} has passed without an answer; what it throws ends the wait
     */
    public static KafkaFeed open(KafkaSettings settings, Runnable slow) {
        return open(settings, Optional.of(slow));
    }

    private static KafkaFeed open(KafkaSettings settings, Optional<Runnable> slow) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("enable.metrics.push", false);
        properties.put("max.request.size", RECORD_BYTES_MAX);
        properties.put("buffer.memory", 2L * RECORD_BYTES_MAX);
        properties.put("max.block.ms", ANSWER_MAX.toMillis());
        properties.putAll(settings.client());
        // After the client's own, which are for a reader: a longer request than the whole delivery would be refused.
        properties.put("linger.ms", 5);
        properties.put("request.timeout.ms", (int) ANSWER_MAX.toMillis() / 2);
        properties.put("delivery.timeout.ms", slow.isPresent() ? Integer.MAX_VALUE : (int) ANSWER_MAX.toMillis());
        properties.remove("group.id");
        properties.put("bootstrap.servers", settings.bootstrapServers());
        properties.put("acks", "all");
        ByteArraySerializer bytes = new ByteArraySerializer();
        try {
            return new KafkaFeed(settings, new KafkaProducer<>(properties, bytes, bytes), ANSWER_MAX, slow);
        } catch (KafkaException e) {
            // Without the client's own words, which quote values, and a value may be a password.
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "Kafka's client refuses its settings",
                    e.getClass().getSimpleName(),
                    "correct kafka.bootstrap-servers or kafka.client in wardflow.yaml");
        }
    }

    /** Hands messages to the producer, in order; {@link #settle} waits until they are stored. */
    public void send(List<SentMessage> messages) {
        for (SentMessage message : messages) {
            send(message.topic().id(), Optional.of(message.key()), message.payload(), message.logTime());
            if (underWay.size() >= UNDER_WAY_MAX) {
                settle();
            }
        }
    }

    /** Hands one record to the producer. */
    public void send(String topic, Optional<String> key, byte[] value, Instant time) {
        byte[] bytes = key.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        underWay.add(
                patiently(() -> producer.send(new ProducerRecord<>(topic, null, time.toEpochMilli(), bytes, value))));
    }

    private interface Asking<T> {
        T ask() throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException;
    }

    /** Asks the broker, and again after a time without an answer if it is worth waiting for. */
    private <T> T patiently(Asking<T> asking) {
        while (true) {
            Throwable cause;
            try {
                return asking.ask();
            } catch (KafkaException e) {
                cause = e;
            } catch (java.util.concurrent.TimeoutException e) {
                cause = new TimeoutException(e);
            } catch (ExecutionException e) {
                cause = e.getCause() == null ? e : e.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cause = e;
            }
            if (slow.isEmpty() || !(cause instanceof TimeoutException)) {
                throw failed(cause);
            }
            slow.get().run();
        }
    }

    /** Sends one record and waits until it is stored; says where. */
    public RecordMetadata store(String topic, Optional<String> key, byte[] value, Instant time) {
        send(topic, key, value, time);
        Future<RecordMetadata> future = underWay.get(underWay.size() - 1);
        settle();
        return result(future);
    }

    /** Waits until all that was sent is stored. Throws SOURCE_UNREACHABLE if some of it is not. */
    public void settle() {
        try {
            if (slow.isEmpty()) {
                producer.flush();
            }
            for (Future<RecordMetadata> future : underWay) {
                RecordMetadata record = result(future);
                stored(record.topic(), record.partition(), record.offset() + 1);
                stored++;
            }
        } finally {
            underWay.clear();
        }
    }

    private RecordMetadata result(Future<RecordMetadata> future) {
        return patiently(() -> slow.isEmpty() ? future.get() : future.get(answerMax.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Counts as stored what the topics hold already. Throws SOURCE_UNREACHABLE if the broker does not say. */
    public void lookUp(Set<String> topics) {
        Map<String, Object> properties = new HashMap<>(settings.client());
        properties.put("bootstrap.servers", settings.bootstrapServers());
        properties.put("enable.metrics.push", false);
        try (Admin admin = Admin.create(properties)) {
            patiently(() -> {
                        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
                        topics.forEach(topic -> producer.partitionsFor(topic)
                                .forEach(part ->
                                        wanted.put(new TopicPartition(topic, part.partition()), OffsetSpec.latest())));
                        return admin.listOffsets(wanted).all().get(answerMax.toMillis(), TimeUnit.MILLISECONDS);
                    })
                    .forEach((part, end) -> stored(part.topic(), part.partition(), end.offset()));
        }
    }

    private void stored(String topic, int partition, long end) {
        ends.computeIfAbsent("topic:" + topic, stream -> new HashMap<>()).merge(partition, end, Math::max);
    }

    /** By stream and partition, as the live system calls them, the offset behind the last record stored. */
    public Map<String, Map<Integer, Long>> ends() {
        Map<String, Map<Integer, Long>> copy = new HashMap<>();
        ends.forEach((stream, partitions) -> copy.put(stream, Map.copyOf(partitions)));
        return Map.copyOf(copy);
    }

    /** Records stored since it was opened. */
    public long stored() {
        return stored;
    }

    private WardflowException failed(Throwable cause) {
        String servers = settings.bootstrapServers();
        if (cause instanceof RecordTooLargeException) {
            return unreachable(
                    "a record over the broker's limit",
                    "raise max.message.bytes of the topic at %s above %s, or simulate without oversized_payload"
                            .formatted(servers, 2 << 20));
        }
        if (cause instanceof InvalidTimestampException) {
            return unreachable(
                    "the broker takes no record of a simulated time",
                    "set message.timestamp.before.max.ms and message.timestamp.after.max.ms of the topic at %s to %s"
                            .formatted(servers, Long.MAX_VALUE));
        }
        String found = cause instanceof TimeoutException
                ? "no answer from %s within %s s".formatted(servers, ANSWER_MAX.toSeconds())
                : cause.getClass().getSimpleName() + " from " + servers;
        return unreachable(found, "check that the broker runs and that this client may write to it");
    }

    private static WardflowException unreachable(String found, String fix) {
        return new WardflowException(ErrorCode.SOURCE_UNREACHABLE, "Messages were not stored by Kafka", found, fix);
    }

    @Override
    public void close() {
        producer.close(CLOSE_MAX);
    }
}
