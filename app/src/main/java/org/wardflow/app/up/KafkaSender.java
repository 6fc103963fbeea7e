package org.wardflow.app.up;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.control.Sender;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;

/** Sends single events by Kafka's own producer, which is made with the first of them. */
final class KafkaSender implements Sender {
    /** How long a broker may take to answer; the client of the request waits for it. */
    private static final int ANSWER_MILLIS = 10_000;

    /** A record is the event, its key and a few bytes. */
    private static final int REQUEST_BYTES_MAX = ControlClient.EVENT_BYTES_MAX + (64 << 10);

    private final KafkaSettings settings;
    private final Set<String> topics;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /** @param topics that the content names */
    KafkaSender(KafkaSettings settings, Set<String> topics) {
        this.settings = settings;
        this.topics = Set.copyOf(topics);
    }

    @Override
    public Sent send(String topic, Optional<String> key, byte[] value) {
        if (!topics.contains(topic)) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "There is no topic " + topic,
                    "known are " + topics.stream().sorted().toList(),
                    "name one of these");
        }
        byte[] keyBytes = key.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        try {
            RecordMetadata stored = producer()
                    .send(new ProducerRecord<>(topic, keyBytes, value))
                    .get(ANSWER_MILLIS + 1_000L, TimeUnit.MILLISECONDS);
            return new Sent("topic:" + topic, stored.partition(), stored.offset());
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException | TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Map<String, Object> properties = new HashMap<>(settings.client());
            properties.remove("group.id");
            properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
            properties.put(ProducerConfig.ACKS_CONFIG, "all");
            properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
            properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(REQUEST_BYTES_MAX));
            properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(ANSWER_MILLIS));
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(ANSWER_MILLIS / 2));
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(ANSWER_MILLIS));
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private WardflowException unreachable(Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return new WardflowException(
                    ErrorCode.USAGE,
                    "The event is larger than the broker takes",
                    cause.getClass().getSimpleName(),
                    "raise max.message.bytes of its topic, or send a shorter one");
        }
        return new WardflowException(
                ErrorCode.SOURCE_UNREACHABLE,
                "The event was not stored by the broker at " + settings.bootstrapServers(),
                cause.getClass().getSimpleName(),
                "check the broker with ./wardflow status, then send it again: the same event twice counts once");
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
