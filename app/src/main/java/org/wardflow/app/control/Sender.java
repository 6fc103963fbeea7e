package org.wardflow.app.control;

import java.util.Optional;

/** Puts one event into the broker that the running system reads from. Safe for all threads. */
public interface Sender extends AutoCloseable {
    /** Sends, and waits until the broker has stored it; USAGE for a topic that nobody reads, BROKER_UNREACHABLE. */
    Sent send(String topic, Optional<String> key, byte[] value);

    @Override
    void close();

    /**
     * Where it lies.
     *
     * @param stream as the source calls the topic
     */
    record Sent(String stream, int partition, long offset) {}
}
