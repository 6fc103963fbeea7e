package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.lake.TableName;

class KafkaSourceTest extends OnKafkaSite {
    private static final Instant THEN = Instant.parse("2025-03-01T08:00:00Z");
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void aRecordIsARowThatSaysWhereItCameFromAndWhenItWasRecorded() {
        site().sendAll(List.of(new ProducerRecord<>(KafkaSite.FLOW, 2, THEN.toEpochMilli(), bytes("key"), bytes("é"))));
        assertThat(site().takeUntil(1))
                .singleElement()
                .satisfies(taken -> assertThat(taken.stream()).isEqualTo("topic:patient-flow"))
                .satisfies(taken -> assertThat(taken.rows()).isEqualTo(1))
                .satisfies(taken -> assertThat(taken.oldest()).isAfter(THEN.plus(Duration.ofDays(1))));
        site().run();
        assertThat(site().query(
                                "select source, source_partition, source_offset, default_recorded_ts, payload_bytes from"
                                        + " bronze.patient_flow"))
                .containsExactly(Arrays.asList("topic:patient-flow", 2, 0L, THEN, 2L));
    }

    @Test
    void noContentStopsAPartition() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        byte[] huge = new byte[5 * MEBIBYTE];
        Arrays.fill(huge, (byte) 'x');
        byte @Nullable [][] poison = {null, {}, {' '}, {0, 1, 2, -1}, {'"', (byte) 0xE9, '"'}, bytes("[[["), huge};
        for (byte @Nullable [] value : poison) {
            records.add(new ProducerRecord<>(KafkaSite.FLOW, 0, null, value));
        }
        for (long time : new long[] {0, 1, Long.MAX_VALUE / 2, THEN.toEpochMilli()}) {
            byte[] visit = bytes(KafkaSite.visit("p" + time, THEN));
            records.add(new ProducerRecord<>(KafkaSite.FLOW, 0, time, null, visit));
        }
        site().sendAll(records);
        site().takeUntil(records.size());
        site().run();
        assertThat(site().query("select source_offset, payload_bytes, side_file is not null from bronze.patient_flow"
                        + " where source_offset < 7 order by source_offset"))
                .containsExactly(
                        List.of(0L, 0L, false),
                        List.of(1L, 0L, false),
                        List.of(2L, 1L, false),
                        List.of(3L, 4L, false),
                        List.of(4L, 3L, false),
                        List.of(5L, 3L, false),
                        List.of(6L, 5L * MEBIBYTE, true));
        assertThat(site().query("select rule_id, count(*) from silver.quarantine group by 1 order by 1"))
                .containsExactly(List.of("malformed_payload", 5L), List.of("oversized_payload", 1L));
        assertThat(site().query("select count(*) from gold.fact_patient_flow")).containsExactly(List.of(4L));
    }

    @Test
    void aSourceOpenedAgainGoesOnWhereBronzeStandsAndTheGroupIsOnlyTold() throws Exception {
        site().client = Map.of("group.id", "wardflow");
        site().send("1", "2", "3");
        site().takeUntil(3);
        try (Admin admin = site().admin()) {
            site().pollUntil(() -> hinted(admin) == 3);
            site().closeSource();
            admin.alterConsumerGroupOffsets("wardflow", Map.of(KafkaSite.FIRST, new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        site().send("4");
        site().takeUntil(4);
        assertThat(site().source().poll(Duration.ofSeconds(1))).isEmpty();
        assertThat(site().bronzeRows()).isEqualTo(4);
    }

    private static long hinted(Admin admin) {
        try {
            OffsetAndMetadata told = admin.listConsumerGroupOffsets("wardflow")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(KafkaSite.FIRST);
            return told == null ? -1 : told.offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPollReturnsWhenARecordComesAndNotBefore() {
        site().send("1");
        site().takeUntil(1);
        long before = System.nanoTime();
        assertThat(site().source().poll(Duration.ofMillis(300))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(250));
        Thread later = new Thread(() -> site().send("2"));
        later.start();
        before = System.nanoTime();
        assertThat(site().source().poll(Duration.ofSeconds(30))).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aBatchHoldsNoMoreRowsAndHardlyMoreBytesThanItsLimits() {
        site().limits = new BatchLimits(40, MEBIBYTE);
        site().send(IntStream.range(0, 1_000).mapToObj(String::valueOf).toArray(String[]::new));
        List<LiveSource.Taken> taken = site().takeUntil(1_000);
        assertThat(taken).hasSize(25).allMatch(batch -> batch.rows() == 40);
        String large = "x".repeat(MEBIBYTE / 4);
        site().send(IntStream.range(0, 20).mapToObj(i -> large + i).toArray(String[]::new));
        assertThat(site().takeUntil(1_020)).allMatch(batch -> batch.bytes() < MEBIBYTE + MEBIBYTE / 2);
    }

    @Test
    void newPartitionsAndNewTopicsAreReadWithoutARestart() throws Exception {
        try (Admin admin = site().admin()) {
            admin.deleteTopics(List.of("department")).all().get();
            site().send("1");
            site().takeUntil(1);
            admin.createPartitions(Map.of(KafkaSite.FLOW, NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
        site().sendAll(List.of(
                new ProducerRecord<>(KafkaSite.FLOW, 5, null, bytes("2")),
                new ProducerRecord<>("department", null, null, bytes("3"))));
        TableName department = TableName.parse("bronze.department");
        List<LiveSource.Taken> taken = site().pollUntil(() -> site().bronzeRows() == 2
                && site().pipeline.table(department).latest().visibleRows() == 1);
        assertThat(taken)
                .extracting(LiveSource.Taken::stream)
                .containsExactlyInAnyOrder("topic:patient-flow", "topic:department");
    }

    @Test
    void aBrokerThatIsAwayIsWaitedForAndNothingIsLostOrDoubled() {
        site().limits = new BatchLimits(100, MEBIBYTE);
        site().send(IntStream.range(0, 1_000).mapToObj(String::valueOf).toArray(String[]::new));
        site().takeUntil(300);
        assertThat(site().source().trouble()).isEmpty();
        site().stopBroker();
        site().pollUntil(() -> site().source().trouble().isPresent());
        assertThat(site().source().trouble().orElseThrow())
                .hasMessageContaining("SOURCE_UNREACHABLE", "do not answer", ", since 20");
        site().startBroker();
        site().send(IntStream.range(1_000, 1_500).mapToObj(String::valueOf).toArray(String[]::new));
        site().takeUntil(1_500);
        site().pollUntil(() -> site().source().trouble().isEmpty());
        site().run();
        assertThat(
                        site().query(
                                        "select count(*), count(distinct source_offset), max(source_offset) from bronze.patient_flow"))
                .containsExactly(List.of(1_500L, 1_500L, 1_499L));
    }

    @Test
    void whereTheLogsEndIsToldBeforeTheFirstPollAndReached() {
        site().send("1", "2");
        Map<Integer, Long> ends = site().source().ends(Duration.ofSeconds(10)).get("topic:patient-flow");
        assertThat(ends).containsEntry(0, 2L).hasSize(4);
        site().takeUntil(2);
        assertThat(site().source().streams())
                .filteredOn(stream -> stream.name().equals("topic:patient-flow"))
                .singleElement()
                .satisfies(stream -> assertThat(stream.next()).isEqualTo(ends));
    }

    @Test
    void theTutorialsOwnKindOfProducerNeedsNothingButTheAddress() {
        List<String> events = IntStream.range(0, 200)
                .mapToObj(i -> KafkaSite.visit("p" + i % 150, THEN.plus(Duration.ofHours(i))))
                .toList();
        Map<String, Object> settings = Map.of("bootstrap.servers", site().address());
        StringSerializer text = new StringSerializer();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
            for (String event : events) {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>("patient-flow", event));
            }
        }
        site().takeUntil(200);
        site().run();
        assertThat(site().query("select count(*), count(distinct patient_id) from gold.fact_patient_flow"))
                .containsExactly(List.of(200L, 150L));
    }

    @Test
    void settingsThatTheClientRefusesAreNamedWithoutTheirValues() {
        Map<String, String> wrong = Map.of("security.protocol", "hunter2");
        assertThatThrownBy(() -> openWith(wrong))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
                .hasMessageContaining("kafka.client.security.protocol")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThatThrownBy(() -> openWith(Map.of("auto.offset.reset", "latest")))
                .hasMessageContaining("auto.offset.reset")
                .hasMessageNotContaining("latest");
        assertThat(new KafkaSettings("a:1", Map.of("sasl.jaas.config", "hunter2")).toString())
                .contains("sasl.jaas.config")
                .doesNotContain("hunter2");
    }

    private KafkaSource openWith(Map<String, String> client) {
        site().client = client;
        return site().source();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
