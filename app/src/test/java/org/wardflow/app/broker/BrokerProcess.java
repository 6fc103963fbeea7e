package org.wardflow.app.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A process that sends to its own broker without end, and prints how many records are acknowledged; to be killed. */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws Exception {
        EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerSettings(Path.of(arguments[0]), 0, BrokerSettings.RETENTION_BYTES_MIN));
        broker.createTopics(List.of("made-by-sending"));
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all");
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            for (int i = 0; i < 1_000_000; i++) {
                Future<RecordMetadata> unused = producer.send(
                        new ProducerRecord<>("made-by-sending", 0, null, new byte[100]), (stored, problem) -> {
                            if (problem == null && stored.offset() % 100 == 99) {
                                System.out.println(stored.offset() + 1);
                            }
                        });
            }
        }
    }
}
