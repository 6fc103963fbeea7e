package org.wardflow.app.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.TableName;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.gold.Delivery;
import org.wardflow.simulator.truth.Truth;
import org.wardflow.simulator.truth.TruthReport;
import org.wardflow.simulator.truth.TruthWriter;

/** What verification has to miss although every gold table is equal. */
class VerificationTest {
    private static final SimulationSpec SPEC = new SimulationSpec(1, 1, 5, SimulationSpec.DEFAULT_START, Dirt.none());
    private static final Instant UNTIL = SPEC.start().plus(Duration.ofHours(20));
    private static final String BED_STATUS = "\"event_type\":\"BED_STATUS\"";

    @TempDir
    Path folder;

    private final Truth truth = Truth.of(SPEC, UNTIL);
    private Workspace workspace;

    @BeforeEach
    void open() {
        Home home = Home.openOrCreate(folder.resolve("home"), Clock.systemUTC());
        Clock later = Clock.fixed(SPEC.start().plus(Duration.ofDays(2)), ZoneOffset.UTC);
        workspace = Workspace.forWriting(home, Settings.defaults(), later);
        var unused = TruthWriter.writeSent(SPEC, UNTIL, sent());
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private Path sent() {
        return folder.resolve("sent");
    }

    @Test
    void aMessageThatIsInNoGoldTableIsMissed() throws IOException {
        Path events = sent().resolve("events/patient-flow-0001.ndjson");
        List<String> lines = new ArrayList<>(Files.readAllLines(events));
        int all = lines.size();
        assertThat(lines.removeIf(line -> line.contains(BED_STATUS))).isTrue();
        Files.write(events, lines);
        take(SPEC.start(), UNTIL);
        for (Verification verification : both()) {
            assertThat(verification.isEqual()).isTrue();
            assertThat(verification.received()).isEqualTo(new Received(all - lines.size(), 0, 0));
            assertThat(verification.passed()).isFalse();
        }
    }

    @Test
    void aRowThatWasTakenInTwiceIsNoCopy() {
        take(SPEC.start(), UNTIL);
        for (Verification verification : both()) {
            assertThat(verification.passed()).isTrue();
        }
        try (Pipeline pipeline = workspace.openPipeline()) {
            TableName bronze = TableName.parse("bronze.patient_flow");
            try (var appender = pipeline.newAppender(bronze)) {
                workspace.reader().query("select * from bronze.patient_flow limit 1", KnownAt.now(), row -> {
                    @Nullable Object[] again = row.toArray();
                    appender.append(again);
                });
                var unused = pipeline.appendBronze(bronze, appender.finish(), Map.of());
            }
            assertThat(pipeline.runCycle().failures()).isEmpty();
        }
        for (Verification verification : both()) {
            assertThat(verification.received()).isEqualTo(new Received(0, 1, 0));
            assertThat(verification.otherCopies()).isZero();
            assertThat(verification.passed()).isFalse();
        }
    }

    @Test
    void hoursThatAreNotClosedAreMissed() {
        take(SPEC.start().plus(Duration.ofHours(5)), SPEC.start().plus(Duration.ofHours(9)));
        for (Verification verification : both()) {
            assertThat(verification.isEqual()).isTrue();
            assertThat(verification.hours().missing()).isBetween(13L, 16L);
            assertThat(verification.passed()).isFalse();
        }
        close(SPEC.start().plus(Duration.ofHours(5)), UNTIL);
        assertThat(Verification.of(workspace, truth).hours().missing()).isBetween(3L, 5L);
        close(SPEC.start(), UNTIL);
        for (Verification verification : both()) {
            assertThat(verification.hours().isComplete()).isTrue();
            assertThat(verification.passed()).isTrue();
        }
    }

    @Test
    void findingsAreComparedByWhatTheyAreAboutNotByTheirNumber() throws IOException {
        Path broken = Files.write(folder.resolve("broken"), List.of("not JSON, found"));
        take(SPEC.start(), UNTIL, new Shipment(broken, "patient-flow", SPEC.start()));
        List<Delivery> sent = new ArrayList<>();
        truth.patientFlow().forEach(sent::add);
        sent.add(new Delivery("not JSON, sent".getBytes(StandardCharsets.UTF_8), SPEC.start()));
        Verification verification = Verification.of(
                workspace,
                new Truth(
                        truth.start(),
                        truth.end(),
                        truth.ledger(),
                        sent,
                        truth.departmentTopic(),
                        truth.vitalSigns(),
                        truth.departments(),
                        truth.patients(),
                        truth.doctors()));
        assertThat(verification.tables()).allMatch(TableComparison::equal);
        assertThat(verification.findings()).containsEntry("malformed_payload", 1L);
        assertThat(verification.rules().expected()).containsEntry("malformed_payload", 1L);
        assertThat(verification.rules().different()).isEqualTo(Map.of("malformed_payload", 2L));
        assertThat(verification.rules().quarantine()).isEqualTo(2);
        assertThat(verification.received()).isEqualTo(new Received(1, 0, 1));
        assertThat(verification.passed()).isFalse();
    }

    @Test
    void dirtThatNobodyFindsIsMissed() {
        take(SPEC.start(), UNTIL);
        Verification good = Verification.of(workspace, truth);
        assertThat(good.passed()).isTrue();
        for (TruthReport.Score score : List.of(new TruthReport.Score(5, 3, 3, 3), new TruthReport.Score(5, 5, 6, 5))) {
            Verification verification = new Verification(
                    good.tables(),
                    new TruthReport(Map.of(Rule.GENDER_SPELLING, score), 1, 1, 0, 0, List.of()),
                    good.rules(),
                    good.received(),
                    good.hours(),
                    0,
                    0,
                    0);
            assertThat(verification.imperfect()).isEqualTo(List.of(Rule.GENDER_SPELLING));
            assertThat(verification.passed()).isFalse();
        }
    }

    private List<Verification> both() {
        return List.of(Verification.of(workspace, truth), Verification.besideOthers(workspace, truth));
    }

    private void take(Instant from, Instant until, Shipment... more) {
        List<Shipment> shipments = new ArrayList<>(Shipment.simulated(sent()));
        shipments.addAll(List.of(more));
        try (Pipeline pipeline = workspace.openPipeline()) {
            for (Shipment shipment : shipments) {
                try (Intake intake = Intake.of(workspace, pipeline, shipment.source())) {
                    var unused = intake.take(shipment.file(), Optional.ofNullable(shipment.recordedAt()), rows -> {});
                }
            }
        }
        close(from, until);
    }

    private void close(Instant from, Instant until) {
        try (Pipeline pipeline = workspace.openPipeline()) {
            assertThat(pipeline.appendClock(from, until)).isPositive();
            assertThat(pipeline.runCycle().failures()).isEmpty();
        }
    }
}
