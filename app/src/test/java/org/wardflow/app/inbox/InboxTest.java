package org.wardflow.app.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.ingest.Ingestion;
import org.wardflow.ingest.Source;

@Execution(ExecutionMode.CONCURRENT)
class InboxTest {
    private static final String EVENT = """
            {"patient_id": "%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final BatchLimits SMALL = new BatchLimits(2, 1 << 20);

    @TempDir
    Path folder;

    private Path inbox = Path.of("unset");

    @BeforeEach
    void name() {
        inbox = folder.resolve("home/inbox");
    }

    /** A home with an inbox and nothing else. */
    private final class Running implements AutoCloseable {
        private final Workspace workspace = workspace();
        private final FileQueue queue = new FileQueue(workspace, SMALL);
        private final Live live = Live.start(workspace, workspace.clock(), List.of(queue));
        private final Inbox watched = Inbox.watch(inbox, Intake.names(workspace.content()), queue);

        long count(String table) {
            List<@Nullable Object> values = new ArrayList<>();
            workspace.reader().query("select count(*) from " + table, KnownAt.now(), values::addAll);
            return values.get(0) instanceof Long count ? count : -1;
        }

        @Override
        public void close() {
            watched.close();
            live.close();
            workspace.close();
        }
    }

    @Test
    void filesOfEachKindAreTakenInAndMovedToDone() throws IOException {
        try (Running running = new Running()) {
            Path events = put(
                    "patient-flow/events.ndjson", EVENT.formatted("a") + EVENT.formatted("b") + EVENT.formatted("c"));
            Path wards = put("departments/wards.csv", "Hospital;Ward;Capacity\r\n1;ICU;12\r\n");
            Path zipped = inbox.resolve("patient-flow/more.ndjson.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
                out.write(EVENT.formatted("d").getBytes(StandardCharsets.UTF_8));
            }
            settle(zipped);
            await(() -> !Files.exists(events) && !Files.exists(wards) && !Files.exists(zipped));
            assertThat(inbox.resolve("done/patient-flow/events.ndjson")).exists();
            assertThat(inbox.resolve("done/departments/wards.csv")).exists();
            assertThat(inbox.resolve("done/patient-flow/more.ndjson.gz")).exists();
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("gold.fact_patient_flow")).isEqualTo(4);
            assertThat(running.live.state().sources())
                    .filteredOn(source -> source.name().equals("files:patient-flow"))
                    .singleElement()
                    .satisfies(source -> assertThat(source.rows()).isEqualTo(4));
        }
    }

    /** Its rows are in bronze, and stay there once. */
    @Test
    void aFileThatCannotBeMovedKeepsNoOtherWaiting() throws IOException {
        try (Running running = new Running()) {
            // With the number that its twin makes needed, its name is too long for a file.
            String name = "a".repeat(255 - ".ndjson".length()) + ".ndjson";
            Files.writeString(inbox.resolve("done/patient-flow").resolve(name), "");
            Path fixed = put("patient-flow/" + name, EVENT.formatted("a"));
            await(() -> running.live.state().problems().stream()
                    .anyMatch(problem -> problem.what().contains("cannot be moved")));
            Path later = put("patient-flow/later.ndjson", EVENT.formatted("b"));
            await(() -> !Files.exists(later));
            assertThat(fixed).exists();
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(2);
            Files.delete(inbox.resolve("done/patient-flow").resolve(name));
            await(() -> !Files.exists(fixed));
            await(() -> running.live.state().problems().isEmpty());
            assertThat(running.count("bronze.patient_flow")).isEqualTo(2);
        }
    }

    @Test
    void aFileThatGrowsOrIsNamedAsUnfinishedIsLeftAlone() throws IOException {
        try (Running running = new Running()) {
            Path hidden = put("patient-flow/.events.ndjson", EVENT.formatted("a"));
            Path part = put("patient-flow/events.ndjson.part", EVENT.formatted("a"));
            Path shouted = put("patient-flow/EVENTS.NDJSON.PART", EVENT.formatted("a"));
            Path growing = inbox.resolve("patient-flow/growing.ndjson");
            long began = WallClock.nanos();
            int lines = 0;
            while (WallClock.nanos() - began
                    < Inbox.SETTLED_AFTER.plusSeconds(2).toNanos()) {
                Files.writeString(
                        growing, EVENT.formatted("p" + lines++), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                pause();
            }
            assertThat(growing).exists();
            await(() -> !Files.exists(growing));
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(lines);
            assertThat(hidden).exists();
            assertThat(part).exists();
            assertThat(shouted).exists();
        }
    }

    @Test
    void aFileThatGrowsOnAShareWhoseClockIsBehindIsLeftAlone() throws IOException {
        try (Running running = new Running()) {
            Path growing = inbox.resolve("patient-flow/growing.ndjson");
            String text = EVENT.formatted("a") + EVENT.formatted("b");
            int half = text.length() / 2 - 10;
            appendAnHourBehind(growing, text.substring(0, half));
            pause();
            pause();
            pause();
            pause();
            appendAnHourBehind(growing, text.substring(half));
            await(() -> !Files.exists(growing));
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(2);
        }
    }

    @Test
    void aFileThatLayThereBeforeTheStartWaitsForTheSettlingTimeOnce() throws IOException {
        Path file = put("patient-flow/events.ndjson", EVENT.formatted("a"));
        long began = WallClock.nanos();
        try (Running running = new Running()) {
            await(() -> !Files.exists(file));
            assertThat(WallClock.nanos() - began).isGreaterThanOrEqualTo(Inbox.SETTLED_AFTER.toNanos());
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(1);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheReasonAndNoValueOfAPatient() throws IOException {
        try (Running running = new Running()) {
            put("departments/secretward.csv", "a,b\nsecretvalue,2\n");
            put("patient-flow/good.ndjson", EVENT.formatted("a"));
            Path why = inbox.resolve("refused/departments/secretward.csv.why.txt");
            await(() -> Files.exists(why) && !Files.exists(inbox.resolve("patient-flow/good.ndjson")));
            assertThat(why).content().contains("INPUT_HEADER", "Fix:").doesNotContain("secretvalue");
            assertThat(inbox.resolve("refused/departments/secretward.csv")).exists();
            assertThat(Inbox.refused(inbox)).isEqualTo(1);
            put("departments/secretward.csv", "c,d\n1,2\n");
            await(() -> Files.exists(inbox.resolve("refused/departments/2-secretward.csv")));
            assertThat(inbox.resolve("refused/departments/secretward.csv"))
                    .content()
                    .contains("secretvalue");
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.live.state().problems()).isEmpty();
        }
    }

    @Test
    void aCrashAfterTheLastRowAndBeforeTheMoveDoublesNothing() throws IOException {
        Path file = put("patient-flow/events.ndjson", EVENT.formatted("a") + EVENT.formatted("b"));
        try (Workspace workspace = workspace();
                Pipeline pipeline = workspace.openPipeline();
                Intake intake = Intake.of(workspace, pipeline, "patient-flow")) {
            IngestOutcome unused = intake.take(file, Optional.empty(), rows -> {});
        }
        try (Running running = new Running()) {
            await(() -> Files.exists(inbox.resolve("done/patient-flow/events.ndjson")));
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(2);
        }
    }

    @Test
    void aCrashWithinAFileIsFollowedByTheRestOfIt() throws IOException {
        Path file =
                put("patient-flow/events.ndjson", EVENT.formatted("a") + EVENT.formatted("b") + EVENT.formatted("c"));
        try (Workspace workspace = workspace();
                Pipeline pipeline = workspace.openPipeline();
                Intake intake = Intake.of(workspace, pipeline, "patient-flow", SMALL);
                Source source = intake.source(FileContent.read(file), Optional.empty())) {
            Ingestion.Taking taking = intake.begin(source, Optional.empty()).orElseThrow();
            assertThat(taking.step().records()).isEqualTo(2);
            assertThat(taking.finished()).isFalse();
        }
        try (Running running = new Running()) {
            await(() -> Files.exists(inbox.resolve("done/patient-flow/events.ndjson")));
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(3);
        }
    }

    @Test
    void twoFilesOfOneNameAreBothKept() throws IOException {
        try (Running running = new Running()) {
            put("patient-flow/events.ndjson", EVENT.formatted("a"));
            await(() -> Files.exists(inbox.resolve("done/patient-flow/events.ndjson")));
            put("patient-flow/events.ndjson", EVENT.formatted("b"));
            await(() -> Files.exists(inbox.resolve("done/patient-flow/2-events.ndjson")));
            assertThat(running.live.drain(SOON).covered()).isTrue();
            assertThat(running.count("bronze.patient_flow")).isEqualTo(2);
        }
    }

    @Test
    void aFolderThatCannotBeReadIsAProblemUntilItCanBeAgain() throws IOException {
        try (Running running = new Running()) {
            Path kind = inbox.resolve("patient-flow");
            Files.delete(kind);
            assertThat(running.live.await(state -> !state.problems().isEmpty(), SOON))
                    .isTrue();
            assertThat(running.live.state().problems().get(0).id()).isEqualTo("source:files:patient-flow partition 0");
            Files.createDirectory(kind);
            assertThat(running.live.await(state -> state.problems().isEmpty(), SOON))
                    .isTrue();
        }
    }

    @Test
    void manyFilesOfOneKindKeepNoOtherWaiting() throws IOException {
        try (Workspace workspace = workspace()) {
            FileQueue nobodyTakes = new FileQueue(workspace, SMALL);
            for (int i = 0; i < Inbox.IN_HAND_MAX + 2; i++) {
                put("patient-flow/events-%s.ndjson".formatted(i), EVENT.formatted("p" + i));
            }
            put("departments/wards.csv", "Hospital;Ward;Capacity\r\n1;ICU;12\r\n");
            Inbox watched = Inbox.watch(inbox, Intake.names(workspace.content()), nobodyTakes);
            await(() -> nobodyTakes.waiting() == Inbox.IN_HAND_MAX + 1);
            pause();
            watched.close();
            assertThat(nobodyTakes.waiting()).isEqualTo(Inbox.IN_HAND_MAX + 1);
        }
    }

    private Workspace workspace() {
        Home home = Home.openOrCreate(folder.resolve("home"), WallClock.utc());
        return Workspace.forWriting(home, Settings.defaults(), WallClock.utc());
    }

    private Path put(String name, String text) throws IOException {
        if (!Files.exists(folder.resolve("home"))) {
            workspace().close();
        }
        Path file = inbox.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        settle(file);
        return file;
    }

    private static void appendAnHourBehind(Path file, String text) throws IOException {
        FileTime behind = FileTime.from(
                Files.exists(file)
                        ? Files.getLastModifiedTime(file).toInstant().plusSeconds(1)
                        : WallClock.utc().instant().minusSeconds(3600));
        Path written = file.resolveSibling("." + file.getFileName());
        Files.writeString(written, (Files.exists(file) ? Files.readString(file) : "") + text);
        Files.setLastModifiedTime(written, behind);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** As a file that was written a while ago and renamed into place. */
    private static void settle(Path file) throws IOException {
        Files.setLastModifiedTime(
                file,
                FileTime.from(
                        Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis())
                                .minusSeconds(60)));
    }

    private static void await(BooleanSupplier wanted) {
        long began = WallClock.nanos();
        while (!wanted.getAsBoolean()) {
            assertThat(WallClock.nanos() - began).isLessThan(SOON.toNanos());
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
