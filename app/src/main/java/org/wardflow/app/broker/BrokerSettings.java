package org.wardflow.app.broker;

import java.nio.file.Path;

/**
 * Where the broker lives and how much it keeps.
 *
 * @param data its folder, made when it is missing
 * @param port of 127.0.0.1; 0 for any that is free
 * @param retentionBytes kept of each partition, at least {@link #RETENTION_BYTES_MIN}; the oldest goes first
 */
public record BrokerSettings(Path data, int port, long retentionBytes) {
    /** A larger message is refused when it is sent. */
    public static final int MESSAGE_BYTES_MAX = 16 << 20;

    /** A log is deleted in steps of a quarter of its retention, and a step has room for a message. */
    public static final long RETENTION_BYTES_MIN = 4L * MESSAGE_BYTES_MAX;

    /** Partitions of a topic: what one process reads, and room to grow. */
    public static final int PARTITIONS = 4;

    public BrokerSettings {
        if (retentionBytes < RETENTION_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "A broker keeps at least %s bytes, not %s".formatted(RETENTION_BYTES_MIN, retentionBytes));
        }
    }
}
