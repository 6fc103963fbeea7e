package org.wardflow.app.broker;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** The settings of a single broker that is its own controller, small enough to live beside everything else. */
final class BrokerProperties {
    /** Segments of a partition: what exceeds the retention goes a segment at a time. */
    private static final long SEGMENTS = 4;

    private static final long SEGMENT_BYTES_MAX = 128L << 20;
    private static final long NEVER_MILLIS = Long.MAX_VALUE;

    /** Enough for a segment: 8 bytes of index, 12 of time index, for each 4 KiB of log. */
    private static final int INDEX_BYTES = 1 << 20;

    /** Records of the wildest times must not open a new segment each. */
    private static final long ROLL_MILLIS = Duration.ofDays(36_500).toMillis();

    private static final long METADATA_SEGMENT_BYTES = 8L << 20;
    private static final long METADATA_BYTES = 32L << 20;

    private BrokerProperties() {}

    static Properties of(BrokerSettings settings, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(identity(settings, port, controllerPort));
        properties.putAll(retention(settings));
        properties.putAll(smallness());
        return properties;
    }

    private static Map<String, String> identity(BrokerSettings settings, int port, int controllerPort) {
        String broker = "PLAINTEXT://127.0.0.1:" + port;
        String controller = "CONTROLLER://127.0.0.1:" + controllerPort;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(EmbeddedBroker.NODE_ID),
                "listeners",
                broker + "," + controller,
                "advertised.listeners",
                broker,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                EmbeddedBroker.NODE_ID + "@127.0.0.1:" + controllerPort,
                "log.dirs",
                settings.data().toString());
    }

    /** By size alone: simulated records bear times long past, and a retention by time would delete them at once. */
    private static Map<String, String> retention(BrokerSettings settings) {
        long segment = Math.min(SEGMENT_BYTES_MAX, settings.retentionBytes() / SEGMENTS);
        return Map.of(
                "log.retention.ms", "-1",
                "log.retention.bytes", String.valueOf(settings.retentionBytes()),
                "log.retention.check.interval.ms", "30000",
                "log.segment.bytes", String.valueOf(segment),
                "log.roll.ms", String.valueOf(ROLL_MILLIS),
                "log.index.size.max.bytes", String.valueOf(INDEX_BYTES),
                "log.message.timestamp.before.max.ms", String.valueOf(NEVER_MILLIS),
                "log.message.timestamp.after.max.ms", String.valueOf(NEVER_MILLIS),
                "metadata.log.segment.bytes", String.valueOf(METADATA_SEGMENT_BYTES),
                "metadata.max.retention.bytes", String.valueOf(METADATA_BYTES));
    }

    private static Map<String, String> smallness() {
        return Map.ofEntries(
                Map.entry("message.max.bytes", String.valueOf(BrokerSettings.MESSAGE_BYTES_MAX)),
                Map.entry("num.partitions", String.valueOf(BrokerSettings.PARTITIONS)),
                Map.entry("auto.create.topics.enable", "true"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "1"),
                Map.entry("background.threads", "1"),
                Map.entry("queued.max.requests", "32"),
                Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20)),
                Map.entry("log.cleaner.io.buffer.size", String.valueOf(1 << 16)),
                Map.entry("metadata.max.idle.interval.ms", "5000"),
                Map.entry("controlled.shutdown.enable", "true"));
    }
}
