package org.wardflow.app.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.app.home.Home;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.TableName;

class LiveTest {
    private static final String EVENT = """
            {"patient_id": "%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}""";

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final SettableClock hours = new SettableClock(Instant.parse("2026-11-01T12:30:00Z"));
    private final FailingDisk disk = new FailingDisk();

    @Test
    void whatIsSentIsInGoldAfterADrainAndTheStateSaysSo() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a"), EVENT.formatted("b"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                assertThat(visits(workspace)).isEqualTo(2);
                assertThat(workspace.reader().lastTick(KnownAt.now()))
                        .as("the hours are closed in gold, too")
                        .contains(Instant.parse("2026-11-01T12:00:00Z"));
                topic.send(EVENT.formatted("c"));
                assertThat(live.await(state -> state.covers(MemoryTopic.STREAM, 0, 3), SOON))
                        .isTrue();
                assertThat(visits(workspace)).isEqualTo(3);
                LiveState state = live.state();
                assertThat(state.problems()).isEmpty();
                assertThat(state.oldestPending()).isEmpty();
                assertThat(state.lastCycle()).isPresent();
                LiveState.Written rows = requireNonNull(state.written().get(new TableName("silver", "visit")));
                assertThat(rows.addedInAll() - rows.removedInAll())
                        .as("by all cycles")
                        .isEqualTo(3);
                assertThat(rows.manifest()).isBetween(1L, state.manifest());
                assertThat(state.sources()).singleElement().satisfies(source -> {
                    assertThat(source.rows()).isEqualTo(3);
                    assertThat(source.rate60()).isPositive();
                    assertThat(source.lag()).isZero();
                });
            }
        }
    }

    @Test
    void hoursCloseAsTheClockPassesThemAndAllAtOnceAfterAPause() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(live.state().closedUpTo())
                        .as("no hour before the first event")
                        .isEmpty();
                topic.send(EVENT.formatted("a"));
                Instant noon = Instant.parse("2026-11-01T12:00:00Z");
                assertThat(live.await(state -> state.closedUpTo().equals(Optional.of(noon)), SOON))
                        .isTrue();
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(one(workspace, "select min(tick_ts) from bronze.clock"))
                        .isEqualTo(Instant.parse("2026-10-30T09:00:00Z"));
                hours.set(Instant.parse("2026-11-01T18:10:00Z"));
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(one(
                                workspace,
                                "select count(*) from bronze.clock where tick_ts > timestamp '%s'".formatted(noon)))
                        .isEqualTo(6L);
                assertThat(workspace.reader().lastTick(KnownAt.now())).contains(Instant.parse("2026-11-01T18:00:00Z"));
            }
        }
    }

    @Test
    void aFirstEventInTheHourThatRunsHasItsHourWhenThatIsOverThoughNothingElseComes() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a").replace("2026-10-30T08:00", "2026-11-01T12:10"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(live.state().closedUpTo()).isEmpty();
                hours.set(Instant.parse("2026-11-01T13:10:00Z"));
                Instant one = Instant.parse("2026-11-01T13:00:00Z");
                assertThat(live.await(state -> state.closedUpTo().equals(Optional.of(one)), SOON))
                        .isTrue();
            }
        }
    }

    @Test
    void anEventFromBeforeTheFirstHourBringsTheHoursFromThereOn() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                topic.send(EVENT.formatted("b").replace("2026-10-30", "2026-09-30"));
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(one(workspace, "select min(tick_ts) from bronze.clock"))
                        .isEqualTo(Instant.parse("2026-09-30T09:00:00Z"));
                assertThat(one(workspace, "select min(hour_start) from silver.clock_hour"))
                        .as("and in what is computed")
                        .isEqualTo(Instant.parse("2026-09-30T08:00:00Z"));
                assertThat(one(workspace, "select count(*) from bronze.clock"))
                        .isEqualTo(one(workspace, "select count(distinct tick_ts) from bronze.clock"));
            }
        }
    }

    @Test
    void aSourceThatFailsIsAProblemUntilItWorksAgainAndNothingIsDoubled() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                topic.fail("The cable is out");
                assertThat(live.await(state -> !state.problems().isEmpty(), SOON))
                        .isTrue();
                Problem problem = live.state().problems().get(0);
                assertThat(problem.id()).isEqualTo("source:memory");
                assertThat(problem.what()).contains("The cable is out");
                topic.send(EVENT.formatted("b"));
                assertThat(live.drain(Duration.ofMillis(1_500)).covered()).isFalse();
                assertThat(live.state().problems().get(0).since()).isEqualTo(problem.since());
                topic.fail(null);
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                assertThat(live.state().problems()).isEmpty();
                assertThat(one(workspace, "select count(*) from bronze.patient_flow"))
                        .isEqualTo(2L);
            }
        }
    }

    @Test
    void aFullDiskPausesTheCycleAndWhenItIsFreedEverythingGoesOnByItself() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                disk.full(true);
                topic.send(EVENT.formatted("b"), EVENT.formatted("c"));
                hours.set(Instant.parse("2026-11-01T13:30:00Z"));
                assertThat(live.await(
                                state -> state.problems().stream()
                                        .anyMatch(problem -> problem.what().contains("DISK_FULL")),
                                SOON))
                        .isTrue();
                assertThat(live.drain(Duration.ofMillis(500)).covered()).isFalse();
                disk.full(false);
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                assertThat(live.state().problems()).isEmpty();
                assertThat(live.state().phase()).isEqualTo(LiveState.Phase.RUNNING);
                assertThat(visits(workspace)).isEqualTo(3);
                assertThat(one(workspace, "select count(*) from bronze.patient_flow"))
                        .isEqualTo(3L);
            }
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whicheverWriteFailsOnceTheNextAttemptMendsIt(boolean after) {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("p0"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                int sent = 1;
                for (long write = 1; write < 160; write += 11) {
                    int refused = disk.refused.get();
                    disk.failWrite(write, after);
                    topic.send(EVENT.formatted("p" + sent++));
                    assertThat(live.drain(SOON).covered())
                            .as(
                                    "after a failure of write %s: %s",
                                    write, live.state().problems())
                            .isTrue();
                    disk.failWrite(Long.MAX_VALUE, after);
                    assertThat(live.drain(SOON).covered()).isTrue();
                    assertThat(visits(workspace)).as("write %s", write).isEqualTo(sent);
                    if (disk.refused.get() == refused) {
                        assertThat(write).as("writes of a cycle").isGreaterThan(20);
                        break;
                    }
                }
                assertThat(disk.refused.get()).isGreaterThan(2);
                assertThat(live.state().problems()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aManifestThatFailsToBeWrittenIsWrittenAtTheNextAttempt(boolean after) {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.send(EVENT.formatted("a"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                disk.failNext("writeNew", "_manifests", after);
                topic.send(EVENT.formatted("b"));
                assertThat(live.drain(SOON).covered())
                        .as("problems: %s", live.state().problems())
                        .isTrue();
                assertThat(disk.refused.get()).isEqualTo(1);
                assertThat(visits(workspace)).isEqualTo(2);
                assertThat(live.state().problems()).isEmpty();
            }
        }
    }

    @Test
    void aModelThatFailsIsAProblemOfItsOwnWhileTheOthersGoOn() throws IOException {
        addModel("cast(substr(patient_id, 2) as integer)");
        List<String> broker = new CopyOnWriteArrayList<>();
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace, broker);
            topic.send(EVENT.formatted("p1"));
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                topic.send(EVENT.formatted("secret"), EVENT.formatted("p3"));
                assertThat(live.await(state -> !state.problems().isEmpty(), SOON))
                        .isTrue();
                assertThat(live.drain(Duration.ofMillis(300)).covered())
                        .as("gold lacks what the model would give")
                        .isFalse();
                assertThat(live.state().problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.id()).isEqualTo("model:gold.fragile");
                    assertThat(problem.toString()).contains("MODEL_FAILED").doesNotContain("secret");
                });
                assertThat(visits(workspace)).isEqualTo(3);
                assertThat(one(workspace, "select count(*) from gold.fragile")).isEqualTo(1L);
            }
        }
        addModel("try_cast(substr(patient_id, 2) as integer)");
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace, broker);
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(live.state().problems()).isEmpty();
                assertThat(one(workspace, "select count(*) from gold.fragile")).isEqualTo(3L);
            }
        }
    }

    private void addModel(String number) throws IOException {
        Path model = Files.createDirectories(Home.content(home().folder()).resolve("gold/fragile"));
        Files.writeString(model.resolve("contract.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: gold.fragile
                version: 1.0.0
                status: active
                description: {purpose: "Patients by number."}
                schema:
                  - name: fragile
                    logicalType: object
                    properties:
                      - {name: payload_sha256, physicalType: STRING, required: true, primaryKey: true, classification: pseudonym}
                      - {name: number, physicalType: INT, classification: operational}
                """);
        Files.writeString(model.resolve("model.sql"), """
                -- key:   payload_sha256
                -- input: silver.patient_flow_message
                select payload_sha256, %s as number from silver.patient_flow_message
                """.formatted(number));
    }

    @Test
    void whatWasNotInGoldWhenItStoppedIsThereAfterTheNextStart() {
        List<String> broker = new CopyOnWriteArrayList<>();
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace, broker);
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                for (int i = 0; i < 50; i++) {
                    topic.send(EVENT.formatted("p" + i));
                }
                assertThat(live.stop(SOON)).isTrue();
                assertThat(live.state().phase()).isEqualTo(LiveState.Phase.STOPPED);
            }
        }
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace, broker);
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                assertThat(visits(workspace)).isEqualTo(50);
                assertThat(one(workspace, "select count(*) from bronze.patient_flow"))
                        .isEqualTo(50L);
            }
        }
    }

    @Test
    void rowsCommittedBeforeAPollFailedComeToGold() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                topic.failOnceBehindACommit();
                topic.send(EVENT.formatted("a"));
                assertThat(live.drain(SOON)).isEqualTo(new Live.Drained(true, 0));
                assertThat(visits(workspace)).isEqualTo(1);
            }
        }
    }

    @Test
    void anErrorOfAThreadBesideItEndsTheLiveThreadToo() {
        try (Workspace workspace = workspace();
                Live live = Live.start(workspace, hours, List.of(new MemoryTopic(workspace)))) {
            live.end(new OutOfMemoryError("a test"));
            assertThat(live.await(state -> state.phase() == LiveState.Phase.FAILED, SOON))
                    .isTrue();
        }
    }

    @Test
    void whatTheProcessCannotSurviveEndsTheLiveThreadAndSaysSo() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            try (Live live = Live.start(workspace, hours, List.of(topic))) {
                assertThat(live.drain(SOON).covered()).isTrue();
                topic.end(new OutOfMemoryError("a test"));
                assertThat(live.await(state -> state.phase() == LiveState.Phase.FAILED, SOON))
                        .isTrue();
                assertThat(live.state().problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.toString()).contains("OutOfMemoryError"));
                long began = WallClock.nanos();
                assertThat(live.drain(SOON).covered()).isFalse();
                assertThat(WallClock.nanos() - began).as("nobody waits for it").isLessThan(SOON.toNanos() / 2);
            }
        }
    }

    @Test
    void whatIsWrongAtTheStartIsThrownAndLeavesTheHomeFree() {
        try (Workspace workspace = workspace()) {
            MemoryTopic topic = new MemoryTopic(workspace);
            topic.refuseToOpen("No such broker");
            assertThatThrownBy(() -> Live.start(workspace, hours, List.of(topic)))
                    .isInstanceOf(WardflowException.class)
                    .hasMessageContaining("No such broker");
        }
        workspace().close();
    }

    private Home home() {
        return Home.openOrCreate(folder.resolve("home"), WallClock.utc());
    }

    private Workspace workspace() {
        Home home = home();
        return Workspace.forWriting(
                home, Settings.defaults(), WallClock.utc(), Workspace.content(home.folder()), disk.io());
    }

    private static long visits(Workspace workspace) {
        return one(workspace, "select count(*) from gold.fact_patient_flow") instanceof Long count ? count : -1;
    }

    private static @Nullable Object one(Workspace workspace, String sql) {
        List<@Nullable Object> values = new ArrayList<>();
        workspace.reader().query(sql, KnownAt.now(), values::addAll);
        return values.get(0);
    }
}
