package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.wardflow.app.live.SettableClock;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.kafka.PartitionState;
import org.wardflow.ingest.kafka.Stall;

/** What brokers have nothing to read of does not look as if all of it were read. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaStallTest extends OnKafkaSite {
    private final SettableClock clock = new SettableClock(WallClock.utc().instant());

    @Test
    void aTopicThatIsNotThereIsListedSoAndAProblemOnceItWasRead() throws Exception {
        site().clock = clock;
        site().send("1", "2");
        try (Admin admin = site().admin()) {
            admin.deleteTopics(List.of("department")).all().get();
            site().takeUntil(2);
            admin.deleteTopics(List.of(KafkaSite.FLOW)).all().get();
            site().closeSource();
            site().pollUntil(() -> stall(Stall.Cause.NO_TOPIC));
            assertThat(halts()).isEmpty();
            site().set("kafka: {bootstrap-servers: '%s'}".formatted(site().address()));
            assertThat(site().type("source", "list").out())
                    .containsPattern("patient-flow +0 +2 +no such topic")
                    .containsPattern("department +no such topic")
                    .containsPattern("vital-sign +0 +0 +0 +0 +is read");
            assertThat(flow().isLagKnown()).isFalse();
            clock.pass(Stall.ABSENT_MAX.plusSeconds(1));
            assertThat(halts())
                    .hasSize(4)
                    .first()
                    .satisfies(halt -> assertThat(halt.reason())
                            .hasMessageContaining(
                                    "Topic patient-flow, partition 0 is not read: there is no such topic any more"));
            assertThat(site().type("source", "skip", KafkaSite.FLOW, "0").exitCode())
                    .isNotZero();
            admin.createTopics(List.of(new NewTopic(KafkaSite.FLOW, 3, (short) 1)))
                    .all()
                    .get();
        }
        site().pollUntil(() -> stall(Stall.Cause.NO_PARTITION));
        assertThat(site().type("source", "list").out())
                .containsPattern("patient-flow +0 +2 +2 +stands still: the topic was made again")
                .containsPattern("patient-flow +3 +0 +no such partition");
    }

    @Test
    void aTransactionThatNobodyEndsIsTold() throws Exception {
        site().clock = clock;
        site().send("1");
        site().takeUntil(1);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", site().address(), "transactional.id", "hangs", "transaction.timeout.ms", 600_000);
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(new ProducerRecord<>(KafkaSite.FLOW, 0, null, new byte[] {'2'}));
            producer.flush();
            site().send("3", "4");
            site().pollUntil(() -> stall(Stall.Cause.OPEN_TRANSACTION));
            assertThat(halts()).isEmpty();
            assertThat(flow().lag()).isZero();
            site().set("kafka: {bootstrap-servers: '%s'}".formatted(site().address()));
            assertThat(site().type("source", "list").out())
                    .containsPattern("patient-flow +0 +1 +4 +3 +waits for the end of a transaction");
            clock.pass(Stall.TRANSACTION_MAX.plusSeconds(1));
            site().pollUntil(() -> flow().lag() == 3);
            assertThat(halts())
                    .singleElement()
                    .satisfies(halt -> assertThat(halt.reason())
                            .hasMessageContaining("a transaction that nobody ends holds back what came after it")
                            .hasMessageContaining("3 offsets wait"));
            producer.commitTransaction();
        }
        site().takeUntil(4);
        site().pollUntil(() -> halts().isEmpty());
        assertThat(site().source().poll(Duration.ZERO)).isEmpty();
    }

    private boolean stall(Stall.Cause cause) {
        return site().source().partitions().stream()
                .filter(state -> state.topic().equals(KafkaSite.FLOW))
                .map(PartitionState::stall)
                .flatMap(Optional::stream)
                .anyMatch(stall -> stall.cause() == cause);
    }

    private List<LiveSource.Halt> halts() {
        return flow().halts();
    }

    private LiveSource.Stream flow() {
        return site().source().streams().stream()
                .filter(stream -> stream.name().equals("topic:" + KafkaSite.FLOW))
                .findFirst()
                .orElseThrow();
    }
}
