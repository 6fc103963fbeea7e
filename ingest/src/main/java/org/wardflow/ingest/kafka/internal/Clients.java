package org.wardflow.ingest.kafka.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;

/** Kafka's clients, set up as exactly once needs them. */
public final class Clients {
    /** Records that one poll of the client gives at most. */
    public static final int POLL_RECORDS_MAX = 500;

    /** What the client may hold of fetched data; a single larger message still comes through. */
    public static final int FETCH_BYTES_MAX = 16 << 20;

    private static final int PARTITION_FETCH_BYTES_MAX = 4 << 20;

    /** How long one question to the brokers may take. */
    public static final Duration REQUEST_MAX = Duration.ofSeconds(5);

    private Clients() {}

    /** A consumer without a position; it never makes one up. */
    public static Consumer<byte[], byte[]> consumer(KafkaSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("isolation.level", "read_committed");
        properties.put("fetch.max.bytes", FETCH_BYTES_MAX);
        properties.put("max.partition.fetch.bytes", PARTITION_FETCH_BYTES_MAX);
        properties.put("reconnect.backoff.max.ms", 2_000);
        properties.put("enable.metrics.push", false);
        properties.putAll(settings.client());
        properties.put("bootstrap.servers", settings.bootstrapServers());
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", false);
        properties.put("group.protocol", "classic");
        properties.put("max.poll.records", POLL_RECORDS_MAX);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return made(settings, properties, all -> new KafkaConsumer<>(all, bytes, bytes));
    }

    /** A client that asks what there is. */
    public static Admin admin(KafkaSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("reconnect.backoff.max.ms", 2_000);
        properties.put("enable.metrics.push", false);
        properties.putAll(settings.client());
        properties.put("bootstrap.servers", settings.bootstrapServers());
        properties.put("default.api.timeout.ms", (int) REQUEST_MAX.toMillis());
        properties.put("request.timeout.ms", (int) REQUEST_MAX.toMillis());
        return made(settings, properties, Admin::create);
    }

    private static <T> T made(
            KafkaSettings settings, Map<String, Object> properties, Function<Map<String, Object>, T> maker) {
        try {
            return maker.apply(properties);
        } catch (KafkaException e) {
            // The client's own words quote values, and a value may be a password: names only, and no cause.
            String words = e.getMessage() + " "
                    + (e.getCause() == null ? "" : e.getCause().getMessage());
            String named = String.join(
                    ", ",
                    settings.clientNames().stream().filter(words::contains).toList());
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "Kafka's client refuses its settings",
                    e.getClass().getSimpleName() + (named.isEmpty() ? "" : ", about kafka.client." + named),
                    "correct kafka.bootstrap-servers or kafka.client in wardflow.yaml; docs/kafka.md has working ones");
        }
    }
}
