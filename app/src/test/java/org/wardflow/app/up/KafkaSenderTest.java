package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.log.Logs;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;

class KafkaSenderTest {
    private static final byte[] LARGEST = new byte[ControlClient.EVENT_BYTES_MAX];

    @TempDir
    private Path folder;

    @Test
    void theLargestEventThatTheDoorTakesIsStoredOrTheBrokersOwnLimitNamed() throws Exception {
        Logs.none();
        long retention = BrokerSettings.RETENTION_BYTES_MIN;
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder, 0, retention));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaSender sender = new KafkaSender(
                        new KafkaSettings(broker.bootstrapServers(), Map.of()), Set.of("wide", "narrow"))) {
            admin.createTopics(List.of(
                            new NewTopic("wide", 1, (short) 1),
                            new NewTopic("narrow", 1, (short) 1).configs(Map.of("max.message.bytes", "1000000"))))
                    .all()
                    .get();
            assertThat(sender.send("wide", Optional.empty(), LARGEST).offset()).isZero();
            assertThatThrownBy(() -> sender.send("narrow", Optional.empty(), LARGEST))
                    .isInstanceOfSatisfying(WardflowException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.USAGE);
                        assertThat(refused).hasMessageContaining("max.message.bytes");
                    });
        }
    }
}
