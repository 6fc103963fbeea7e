package org.wardflow.app.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.KafkaSettings;

class KafkaFeedTest {
    private static final KafkaSettings SETTINGS = new KafkaSettings("localhost:1", Map.of());
    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private final List<Instant> waits = new ArrayList<>();

    private KafkaFeed feed(Runnable slow) {
        return new KafkaFeed(SETTINGS, producer, Duration.ofMillis(20), Optional.of(() -> {
            waits.add(Instant.EPOCH);
            slow.run();
        }));
    }

    @Test
    void aBrokerThatIsWorthWaitingForMayTakeLongerThanAnyLimit() {
        try (KafkaFeed feed = feed(() -> {
            if (waits.size() == 5) {
                assertThat(producer.completeNext()).isTrue();
            }
        })) {
            RecordMetadata stored = feed.store("patient-flow", Optional.of("p"), EVENT, Instant.EPOCH);

            assertThat(stored.topic()).isEqualTo("patient-flow");
            assertThat(feed.stored()).isEqualTo(1);
            assertThat(waits).hasSize(5);
        }
    }

    @Test
    void soMayOneThatTakesNothingInYet() {
        producer.sendException = new TimeoutException("no metadata");
        try (KafkaFeed feed = feed(() -> {
            if (producer.sendException == null) {
                boolean unused = producer.completeNext();
            }
            producer.sendException = null;
        })) {
            assertThat(feed.store("patient-flow", Optional.empty(), EVENT, Instant.EPOCH))
                    .isNotNull();
            assertThat(producer.history()).hasSize(1);
        }
    }

    @Test
    void aBrokerThatHasFailedIsNotWaitedFor() {
        try (KafkaFeed feed = feed(() -> {
            throw new IllegalStateException("the broker has failed");
        })) {
            assertThatThrownBy(() -> feed.store("patient-flow", Optional.empty(), EVENT, Instant.EPOCH))
                    .hasMessage("the broker has failed");
        }
    }

    @Test
    void aRefusalIsNoReasonToWait() {
        producer.sendException = new AuthorizationException("no");
        try (KafkaFeed feed = feed(() -> {})) {
            assertThatThrownBy(() -> feed.store("patient-flow", Optional.empty(), EVENT, Instant.EPOCH))
                    .isInstanceOf(WardflowException.class)
                    .hasMessageContaining("SOURCE_UNREACHABLE");
        }
        assertThat(waits).isEmpty();
    }
}
