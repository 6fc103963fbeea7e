package org.wardflow.ingest.kafka;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * How to reach the brokers. Printed without the values of client properties, which may be secrets.
 *
 * @param bootstrapServers {@code host:port}, more than one with commas
 * @param client further properties of Kafka's own clients: SASL, TLS, {@code group.id}
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> client) {
    /** What exactly once rests on, so that nobody may set it. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "enable.auto.commit",
            "auto.offset.reset",
            "allow.auto.create.topics",
            "group.protocol",
            "isolation.level",
            "key.deserializer",
            "value.deserializer",
            "max.poll.records");

    /** Throws SETTING_INVALID for a property that is not the user's to set. */
    public KafkaSettings {
        client = Map.copyOf(client);
        Set<String> refused = new TreeSet<>(client.keySet());
        refused.retainAll(OURS);
        if (!refused.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "kafka.client sets what Wardflow decides itself",
                    String.join(", ", refused),
                    "remove that; kafka.bootstrap-servers says where the brokers are");
        }
    }

    /** The names of the client properties, sorted. */
    public Set<String> clientNames() {
        return new TreeMap<>(client).navigableKeySet();
    }

    @Override
    public String toString() {
        return "KafkaSettings[%s, client %s]".formatted(bootstrapServers, clientNames());
    }
}
