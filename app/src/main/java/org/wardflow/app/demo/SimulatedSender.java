package org.wardflow.app.demo;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.wardflow.app.control.Sender;
import org.wardflow.app.feed.KafkaFeed;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** Sends what a user sends by hand, at the simulated time: an event that names no time happens then. */
final class SimulatedSender implements Sender {
    private final KafkaFeed feed;
    private final Set<String> topics;
    private final Clock clock;

    /** @param feed for this sender alone, which closes it */
    SimulatedSender(KafkaFeed feed, Set<String> topics, Clock clock) {
        this.feed = feed;
        this.topics = Set.copyOf(topics);
        this.clock = clock;
    }

    @Override
    public synchronized Sent send(String topic, Optional<String> key, byte[] value) {
        if (!topics.contains(topic)) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "There is no topic " + topic,
                    "known are " + topics.stream().sorted().toList(),
                    "name one of these");
        }
        RecordMetadata stored = feed.store(topic, key, value, clock.instant());
        return new Sent("topic:" + topic, stored.partition(), stored.offset());
    }

    @Override
    public void close() {
        feed.close();
    }
}
