package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.wardflow.app.control.ControlServer;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.kafka.Gap;
import org.wardflow.ingest.kafka.PartitionState;

/** A log that lacks the next record halts its partition, and only somebody's decision sets it going. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaGapTest extends OnKafkaSite {
    @Test
    void deletedRecordsHaltTheirPartitionAloneUntilItIsSkipped() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        site().closeSource();
        site().send(numbers(10, 20));
        deleteBefore(15);
        site().sendAll(List.of(
                new ProducerRecord<>(KafkaSite.FLOW, 1, null, "other".getBytes(StandardCharsets.UTF_8))));
        site().takeUntil(11);
        assertThat(halts()).singleElement().satisfies(halt -> {
            assertThat(halt.partition()).isZero();
            assertThat(halt.reason())
                    .hasMessageContaining("SOURCE_GAP: Topic patient-flow, partition 0 stands still")
                    .hasMessageContaining("offset 10 wanted, 15 to 20 there: the 5 offsets between are deleted")
                    .hasMessageContaining("./wardflow source skip patient-flow 0 goes on at offset 15");
        });
        assertThat(site().source().poll(Duration.ofSeconds(1))).isEmpty();
        assertThat(site().next()).isEqualTo(10);

        site().set("kafka: {bootstrap-servers: '%s'}".formatted(site().address()));
        KafkaSite.Typed beside = site().type("source", "list");
        assertThat(beside.out())
                .containsPattern("patient-flow +0 +10 +20 +stands still: deleted by retention")
                .containsPattern("patient-flow +1 +1 +1 +0 +is read")
                .contains("SOURCE_GAP");
        KafkaSite.Typed refused = site().type("source", "skip", "patient-flow", "0");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("HOME_LOCKED");

        site().closeHome();
        KafkaSite.Typed skipped = site().type("source", "skip", "patient-flow", "0");
        assertThat(skipped.err()).isEmpty();
        assertThat(skipped.out()).contains("partition 0 goes on at offset 15 instead of 10; recorded");
        assertThat(site().type("source", "list").out())
                .containsPattern("patient-flow +0 +10 +15 +deleted by retention +" + System.getProperty("user.name"))
                .doesNotContain("SOURCE_GAP");
        site().openHome();
        site().takeUntil(16);
        assertThat(halts()).isEmpty();
        assertThat(site().next()).isEqualTo(20);
    }

    @Test
    void aPartitionAddedMeanwhileThatRetentionHasTrimmedStandsStillToo() throws Exception {
        site().send(numbers(0, 2));
        site().takeUntil(2);
        site().closeSource();
        TopicPartition added = new TopicPartition(KafkaSite.FLOW, 4);
        try (Admin admin = site().admin()) {
            admin.createPartitions(Map.of(KafkaSite.FLOW, NewPartitions.increaseTo(6)))
                    .all()
                    .get();
            for (int partition : new int[] {4, 4, 4, 5}) {
                site().sendAll(List.of(new ProducerRecord<>(KafkaSite.FLOW, partition, null, new byte[] {'n'})));
            }
            admin.deleteRecords(Map.of(added, RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }
        site().pollUntil(() -> !halts().isEmpty());
        assertThat(gap()).isEqualTo(new Gap(KafkaSite.FLOW, 4, Gap.Cause.TRIMMED, 0, 2, 3, 2));
        site().takeUntil(3);
        assertThat(halts()).hasSize(1);
    }

    @Test
    void aRunningProcessTakesTheDecisionAndGoesOn() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        site().closeSource();
        site().pipeline.close();
        site().send(numbers(10, 20));
        deleteBefore(15);
        Workspace workspace = site().workspace;
        FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
        try (Live live = Live.start(workspace, workspace.clock(), List.of(site().opener(), files))) {
            assertThat(live.await(state -> !state.problems().isEmpty(), KafkaSite.SOON))
                    .isTrue();
            try (ControlServer door =
                    ControlServer.start(workspace, live, files, Optional.empty(), site().address(), () -> {})) {
                assertThat(door.port()).isPositive();
                assertThat(site().type("source", "skip", "patient-flow", "7").err())
                        .contains("SOURCE_UNKNOWN");
                KafkaSite.Typed skipped = site().type("source", "skip", "--all");
                assertThat(skipped.err()).isEmpty();
                assertThat(skipped.out()).contains("partition 0 goes on at offset 15 instead of 10; recorded");
            }
            assertThat(live.await(
                            state -> state.covers("topic:" + KafkaSite.FLOW, 0, 20)
                                    && state.problems().isEmpty(),
                            KafkaSite.SOON))
                    .isTrue();
        }
        site().pipeline = workspace.openPipeline();
        assertThat(site().bronzeRows()).isEqualTo(15);
    }

    @Test
    void recordsDeletedWhileThePartitionIsReadHaltItToo() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        // What was asked for before is not answered with records of an open transaction.
        sendInTransaction("deleted", numbers(10, 20), () -> deleteBefore(12));
        site().pollUntil(() -> !halts().isEmpty());
        // The end of the transaction takes an offset of the log, too.
        assertThat(gap()).isEqualTo(new Gap(KafkaSite.FLOW, 0, Gap.Cause.TRIMMED, 10, 12, 21, 12));
        assertThat(site().bronzeRows()).isEqualTo(10);
    }

    @Test
    void aTopicMadeAgainIsNotTakenForTheOldOne() throws Exception {
        site().send(numbers(0, 3));
        site().takeUntil(3);
        site().closeSource();
        try (Admin admin = site().admin()) {
            admin.deleteTopics(List.of(KafkaSite.FLOW)).all().get();
            KafkaSite.await(() -> !names(admin).contains(KafkaSite.FLOW));
            admin.createTopics(List.of(new NewTopic(KafkaSite.FLOW, 4, (short) 1)))
                    .all()
                    .get();
        }
        site().send(numbers(0, 5));
        site().pollUntil(() -> halts().size() == 4);
        assertThat(gap().cause()).isEqualTo(Gap.Cause.CREATED_ANEW);
        assertThat(site().bronzeRows()).isEqualTo(3);
        skip();
        site().takeUntil(8);
        assertThat(halts()).hasSize(3);

        site().closeHome();
        assertThat(site().type("source", "skip", KafkaSite.FLOW, "--all").exitCode())
                .isEqualTo(2);
        assertThat(site().type("source", "skip", "--all").out())
                .contains("partition 1 goes on", "partition 2 goes on", "partition 3 goes on")
                .doesNotContain("partition 0");
        KafkaSite.Typed nothing = site().type("source", "skip", "--all");
        assertThat(nothing.out()).contains("No partition stands still.");
        assertThat(nothing.exitCode()).isEqualTo(1);
        site().openHome();
        site().pollUntil(() -> halts().isEmpty());
    }

    @Test
    void restoreSaysThatTheLogOfTheBrokerWithinIsInNoBackup() throws Exception {
        site().send(numbers(0, 3));
        site().takeUntil(3);
        site().run();
        site().closeHome();
        String backups = site().folder.resolve("backups").toString();
        assertThat(site().type("backup", backups).exitCode()).isZero();
        assertThat(site().type("--home", site().folder.resolve("restored").toString(), "restore", backups)
                        .out())
                .contains("is in no backup", "./wardflow source skip --all");
    }

    @Test
    void aLogThatLostItsEndIsNotReadOnAsIfNothingHadHappened() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        site().closeSource();
        loseLog();
        site().pollUntil(() -> !halts().isEmpty());
        assertThat(gap()).isEqualTo(new Gap(KafkaSite.FLOW, 0, Gap.Cause.CUT, 10, 0, 0, 0));
        assertThat(halts().get(0).reason()).hasMessageContaining("the last 10 offsets that were read are gone from it");
    }

    @Test
    void aLogThatLostItsEndAndGrewAgainIsNotReadOnEither() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        site().closeSource();
        loseLog();
        site().send(numbers(100, 112));
        site().pollUntil(() -> !halts().isEmpty());
        assertThat(gap()).isEqualTo(new Gap(KafkaSite.FLOW, 0, Gap.Cause.CUT, 10, 0, 12, 0));
        skip();
        site().takeUntil(22);
        assertThat(halts()).isEmpty();
    }

    /** The client would stumble over it with each poll, before it came to the others. */
    @Test
    void aRecordThatCannotBeReadHaltsItsPartitionAlone() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        site().send("the record that the disk spoils");
        site().closeSource();
        spoil("the record that the disk spoils");
        site().send(numbers(11, 13));
        site().sendAll(List.of(
                new ProducerRecord<>(KafkaSite.FLOW, 1, null, "other".getBytes(StandardCharsets.UTF_8))));
        site().takeUntil(11);
        site().pollUntil(() -> !halts().isEmpty());
        assertThat(gap()).isEqualTo(new Gap(KafkaSite.FLOW, 0, Gap.Cause.UNREADABLE, 10, 0, 13, 11));
        assertThat(site().source().trouble()).isEmpty();
        site().sendAll(List.of(new ProducerRecord<>(KafkaSite.FLOW, 1, null, "more".getBytes(StandardCharsets.UTF_8))));
        site().takeUntil(12);

        skip();
        site().takeUntil(14);
        assertThat(halts()).isEmpty();
        assertThat(site().next()).isEqualTo(13);
    }

    private void spoil(String text) throws IOException {
        Path log = site().data().resolve(KafkaSite.FLOW + "-0/00000000000000000000.log");
        int at = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).isPositive();
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            assertThat(channel.write(ByteBuffer.wrap(new byte[] {'T'}), at)).isEqualTo(1);
        }
    }

    @Test
    void theEndOfATransactionThatALaterLeaderWroteIsNoCut() throws Exception {
        sendInTransaction("later", numbers(0, 10), () -> {
            site().stopBroker();
            site().startBroker();
        });
        site().takeUntil(10);
        site().pollUntil(() -> site().next() == 11);
        site().closeSource();
        site().send(numbers(10, 12));
        site().takeUntil(12);
        assertThat(halts()).isEmpty();
    }

    @Tag("slow")
    @Test
    void aPartitionInOrderIsSkippedOnlyToAnOffsetThatItHas() throws Exception {
        site().send(numbers(0, 10));
        site().takeUntil(10);
        site().closeHome();
        // Nobody runs this home: who listens there is the broker of another one.
        site().set("kafka: {port: %s}".formatted(site().port));
        assertThat(site().type("source", "list").out()).containsPattern("patient-flow +0 +10 +unknown");
        site().stopBroker();
        site().set("kafka: {port: 0}");
        KafkaSite.Typed nothing = site().type("source", "skip", "patient-flow", "0");
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("does not stand still");
        assertThat(site().type("source", "skip", "patient-flow", "0", "--to", "11")
                        .err())
                .contains("no offset 11", "0 to 10");
        assertThat(site().type("source", "skip", "patient-flow", "9").err()).contains("SOURCE_UNKNOWN");
        assertThat(site().type("source", "skip", "patientflow", "0").err()).contains("department, patient-flow");
        assertThat(site().type("source", "skip", "patient-flow", "0", "--to", "4")
                        .out())
                .contains("goes on at offset 4 instead of 10");
        KafkaSite.Typed list = site().type("source", "list");
        assertThat(list.out()).containsPattern("patient-flow +0 +4 ").containsPattern("0 +10 +4 +chosen");
        assertThat(list.err()).contains("runs within ./wardflow up");
        site().startBroker();
        site().openHome();
        site().takeUntil(16);
        // Read twice, as somebody decided.
        assertThat(site().type("doctor").out()).doesNotContain("PROBLEM bronze", "NOTE bronze");
    }

    @Test
    void offsetsThatNobodySkippedAreNoted() throws Exception {
        site().send(numbers(0, 10));
        deleteBefore(4);
        site().takeUntil(6);
        assertThat(site().type("doctor").out()).doesNotContain("have no row");
        // Its end takes an offset of the log, and is no record.
        sendInTransaction("10", numbers(10, 11), () -> {});
        sendInTransaction("11", numbers(11, 12), () -> {});
        site().takeUntil(8);
        KafkaSite.Typed doctor = site().type("doctor");
        assertThat(doctor.out())
                .contains(
                        "NOTE bronze.patient_flow topic:patient-flow partition 0: 1 offsets from 4 to 12 have no row");
        assertThat(doctor.exitCode()).isZero();
    }

    private void skip() throws IOException {
        site().set("kafka: {bootstrap-servers: '%s'}".formatted(site().address()));
        site().closeHome();
        assertThat(site().type("source", "skip", "patient-flow", "0").err()).isEmpty();
        site().openHome();
    }

    private void sendInTransaction(String id, String[] payloads, Step beforeItsEnd) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", site().address(), "transactional.id", "of-" + id);
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, bytes, bytes)) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String payload : payloads) {
                var unused = producer.send(
                        new ProducerRecord<>(KafkaSite.FLOW, 0, null, payload.getBytes(StandardCharsets.UTF_8)));
            }
            producer.flush();
            beforeItsEnd.take();
            producer.commitTransaction();
        }
    }

    private interface Step {
        void take() throws Exception;
    }

    private static Set<String> names(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void deleteBefore(long offset) throws ExecutionException, InterruptedException {
        try (Admin admin = site().admin()) {
            admin.deleteRecords(Map.of(KafkaSite.FIRST, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    /** As after a loss of power: what was acknowledged is not on the disk. */
    private void loseLog() throws IOException {
        site().stopBroker();
        try (Stream<Path> files = Files.list(site().data().resolve("patient-flow-0"))) {
            for (Path file :
                    files.filter(path -> !path.endsWith("partition.metadata")).toList()) {
                Files.delete(file);
            }
        }
        site().startBroker();
    }

    private List<LiveSource.Halt> halts() {
        return site().source().streams().stream()
                .filter(stream -> stream.name().equals("topic:patient-flow"))
                .flatMap(stream -> stream.halts().stream())
                .toList();
    }

    private Gap gap() {
        return site().source().partitions().stream()
                .map(PartitionState::gap)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    private static String[] numbers(int from, int until) {
        return IntStream.range(from, until).mapToObj(String::valueOf).toArray(String[]::new);
    }
}
