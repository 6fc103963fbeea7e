package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.core.ErrorCode;
import org.wardflow.ingest.FileContent;

/** A damaged bronze table stops what goes into it, and nothing else. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaDamageTest extends OnKafkaSite {
    private static final String DEPARTMENT = "department";

    @BeforeEach
    void takeOne() {
        site().send("first");
        site().takeUntil(1);
        site().run();
    }

    @Test
    void aLogDamagedBeforeTheStartStopsItsTopicAloneUntilItIsRestored() throws Exception {
        Damage damage = damageLog();
        site().send("second");
        sendToDepartment("one");
        try (Live live = live()) {
            assertThat(live.await(state -> taken(state, "topic:" + DEPARTMENT) == 1, KafkaSite.SOON))
                    .isTrue();
            assertThat(live.await(KafkaDamageTest::namesTheTopic, KafkaSite.SOON))
                    .isTrue();
            assertThat(taken(live.state(), "topic:" + KafkaSite.FLOW)).isZero();
            damage.mend();
            assertThat(live.await(
                            state -> state.covers("topic:" + KafkaSite.FLOW, 0, 2)
                                    && state.problems().isEmpty(),
                            KafkaSite.SOON))
                    .isTrue();
        }
        site().pipeline = site().workspace.openPipeline();
        assertThat(site().bronzeRows()).isEqualTo(2);
    }

    @Test
    void aLogDamagedWhileItIsReadStopsItsTopicAlone() throws Exception {
        Path newest = newestEntry();
        String number = newest.getFileName().toString().replace(".json", "");
        Path next = newest.resolveSibling(String.format(Locale.ROOT, "%020d.json", Long.parseLong(number) + 1));
        Files.writeString(next, "what no commit wrote\n");
        site().send("second");
        sendToDepartment("one");
        site().pollUntil(() ->
                stands(DEPARTMENT) == 1 && site().source().trouble().isPresent());
        assertThat(site().source().trouble()).hasValueSatisfying(trouble -> {
            assertThat(trouble.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(trouble)
                    .hasMessageContaining("Nothing is taken in from topic patient-flow: its table is damaged");
        });
        Files.delete(next);
        site().pollUntil(() -> stands(KafkaSite.FLOW) == 2);
        assertThat(site().source().trouble()).isEmpty();
        assertThat(site().bronzeRows()).isEqualTo(2);
    }

    @Test
    void aLogDamagedAfterItWasReadStopsItsTopicAloneAndIsTold() throws Exception {
        // Bronze is in memory once the source is open, but its first commit reads the log again.
        site().closeHome();
        site().openHome();
        assertThat(site().source().trouble()).isEmpty();
        assertThat(site().bronzeRows()).isEqualTo(1);
        Path entry = newestEntry();
        flip(entry);
        site().send("second");
        sendToDepartment("one");
        site().pollUntil(() ->
                stands(DEPARTMENT) == 1 && site().source().trouble().isPresent());
        assertThat(site().source().trouble()).hasValueSatisfying(trouble -> {
            assertThat(trouble.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(trouble)
                    .hasMessageContaining("Nothing is taken in from topic patient-flow: its table is damaged")
                    .hasMessageContaining(entry.getFileName().toString());
        });
        flip(entry);
        site().pollUntil(() -> stands(KafkaSite.FLOW) == 2);
        assertThat(site().source().trouble()).isEmpty();
        assertThat(site().bronzeRows()).isEqualTo(2);
    }

    @Test
    void filesForADamagedTableWaitAndLetOthersPass() throws Exception {
        Damage damage = damageLog();
        FileQueue files = new FileQueue(site().workspace, FileQueue.LIMITS);
        FileQueue.Submitted stopped = submit(files, KafkaSite.FLOW, "second");
        FileQueue.Submitted passes = submit(files, DEPARTMENT, "one");
        try (Live live = Live.start(site().workspace, site().workspace.clock(), List.of(files))) {
            assertThat(live.await(state -> taken(state, passes.stream()) == 1, KafkaSite.SOON))
                    .isTrue();
            assertThat(stopped.outcome()).isNotDone();
            damage.mend();
            assertThat(live.await(state -> state.covers(stopped.stream(), 0, stopped.ordinal()), KafkaSite.SOON))
                    .isTrue();
        }
    }

    /** A damaged entry, and what it held. */
    private static final class Damage {
        private final Path entry;
        private final byte[] good;

        Damage(Path entry) throws IOException {
            this.entry = entry;
            this.good = Files.readAllBytes(entry);
        }

        void mend() throws IOException {
            Files.write(entry, good);
        }
    }

    /** Damages the log of a home that is not open; then opens the home. */
    private Damage damageLog() throws IOException {
        Path log = newestEntry();
        Damage damage = new Damage(log);
        site().closeHome();
        flip(log);
        site().openHome();
        site().pipeline.close();
        return damage;
    }

    private FileQueue.Submitted submit(FileQueue files, String name, String line) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".ndjson"), line + "\n");
        return files.submit(name, FileContent.read(file), Optional.empty());
    }

    private Live live() {
        return Live.start(site().workspace, site().workspace.clock(), List.of(site().opener()));
    }

    private static boolean namesTheTopic(LiveState state) {
        return state.problems().stream()
                .anyMatch(problem -> problem.toString().contains("topic patient-flow: its table is damaged"));
    }

    private static long taken(LiveState state, String stream) {
        return state.sources().stream()
                .filter(source -> source.name().equals(stream))
                .mapToLong(LiveState.Source::rows)
                .sum();
    }

    private long stands(String topic) {
        return site().source().streams().stream()
                .filter(stream -> stream.name().equals("topic:" + topic))
                .mapToLong(stream -> stream.next().getOrDefault(0, 0L))
                .sum();
    }

    private void sendToDepartment(String text) {
        site().sendAll(List.of(new ProducerRecord<>(DEPARTMENT, 0, null, text.getBytes(StandardCharsets.UTF_8))));
    }

    private Path newestEntry() throws IOException {
        Path log = site().workspace.home().lake().resolve("bronze/patient_flow/_delta_log");
        try (Stream<Path> entries = Files.list(log)) {
            return entries.filter(file -> file.toString().endsWith(".json"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
