package org.wardflow.app.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Shipment;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.Truth;
import org.wardflow.simulator.truth.TruthWriter;

class OthersTest {
    private static final SimulationSpec SPEC =
            new SimulationSpec(1, 1, 5, SimulationSpec.DEFAULT_START, Dirt.standard());
    private static final Instant UNTIL = SPEC.start().plus(Duration.ofHours(20));

    /** A visit in a bed of the simulated hospital, a discharge of nobody, and something too large to be read. */
    private static final List<String> FOREIGN = List.of(
            "{\"event_id\":\"try-1\",\"event_type\":\"ADMISSION\",\"event_time\":\"2026-10-12T12:00:00Z\","
                    + "\"recorded_time\":\"2026-10-12T12:00:00Z\",\"patient_id\":\"mine\",\"encounter_id\":\"mine\","
                    + "\"hospital_id\":\"1\",\"department\":\"ICU\",\"bed_id\":\"ICU-01\"}",
            "{\"patient_id\":\"yours\",\"gender\":\"F\",\"age\":40,\"department\":\"ER\",\"hospital_id\":1,\"bed_id\":7,"
                    + "\"admission_time\":\"2026-10-12T10:00:00\",\"discharge_time\":\"2026-10-12T09:00:00\"}",
            "x".repeat((1 << 20) + 1));

    @TempDir
    Path folder;

    @Test
    void whatOthersSentIsExpectedTooAndWhatTheSimulatorSentIsMissed() throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), Clock.systemUTC());
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), Clock.systemUTC())) {
            var unused = TruthWriter.writeSent(SPEC, UNTIL, folder.resolve("sent"));
            List<Shipment> shipments = Shipment.simulated(folder.resolve("sent"));
            Truth truth = Truth.of(SPEC, UNTIL);
            take(workspace, shipments.subList(1, shipments.size()));
            assertThat(Verification.besideOthers(workspace, truth).passed()).isFalse();
            take(workspace, shipments.subList(0, 1));
            assertThat(Verification.of(workspace, truth).passed()).isTrue();

            List<String> again = Files.readAllLines(shipments.get(0).file()).subList(0, 3);
            take(workspace, List.of(shipment("again", again), shipment("foreign", FOREIGN)));
            assertThat(Verification.of(workspace, truth).passed()).isFalse();
            Verification beside = Verification.besideOthers(workspace, truth);
            assertThat(beside.otherMessages()).isEqualTo(3);
            assertThat(beside.otherCopies()).isEqualTo(3);
            assertThat(beside.truth().untraced()).isEmpty();
            assertThat(beside.passed()).isTrue();
            assertThat(beside.truth().scores().values())
                    .allSatisfy(score -> assertThat(score.precision()).isEqualTo(1));
        }
    }

    @Test
    void whatOthersSendUnderOtherNamesIsExpectedUnderTheAttributes() throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), Clock.systemUTC());
        String bronze = "wardflow/bronze/patient_flow/contract.yaml";
        Path own = Home.content(home.folder()).resolve("bronze/patient_flow/contract.yaml");
        Files.createDirectories(own.getParent());
        try (InputStream builtIn = Workspace.class.getClassLoader().getResourceAsStream(bronze)) {
            assertThat(builtIn).isNotNull();
            Files.writeString(
                    own,
                    new String(builtIn.readAllBytes(), StandardCharsets.UTF_8)
                            .replace(
                                    "name: patient-flow}",
                                    "name: patient-flow, attributes: [{name: patient_id, aliases: [mrn, patientId]}]}"));
        }
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), Clock.systemUTC())) {
            var unused = TruthWriter.writeSent(SPEC, UNTIL, folder.resolve("sent"));
            take(workspace, Shipment.simulated(folder.resolve("sent")));
            List<String> renamed = List.of(
                    FOREIGN.get(0).replace("patient_id", "patientId"),
                    FOREIGN.get(1).replace("\"patient_id\":", "\"mrn\":\"theirs\",\"patientId\":"),
                    FOREIGN.get(0)
                            .replace("try-1", "try-2")
                            .replace("patient_id", "guest")
                            .replace("mine", "nobody"));
            take(workspace, List.of(shipment("renamed", renamed)));
            Verification beside = Verification.besideOthers(workspace, Truth.of(SPEC, UNTIL));
            assertThat(beside.otherMessages()).isEqualTo(3);
            assertThat(beside.passed()).isTrue();
            List<Object> ids = new ArrayList<>();
            workspace
                    .reader()
                    .query(
                            "select distinct patient_id from gold.fact_patient_flow where patient_id in ('mine', 'yours', 'theirs', 'nobody') order by 1",
                            KnownAt.now(),
                            row -> ids.add(row.get(0)));
            assertThat(ids).isEqualTo(List.of("mine", "theirs"));
        }
    }

    @Test
    void whatIsFoundAboutReadingsAndAboutDepartmentsOfOthersIsExpectedToo() throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), Clock.systemUTC());
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), Clock.systemUTC())) {
            var unused = TruthWriter.writeSent(SPEC, UNTIL, folder.resolve("sent"));
            take(workspace, Shipment.simulated(folder.resolve("sent")));
            Truth truth = Truth.of(SPEC, UNTIL);
            List<String> readings = List.of(
                    "{\"device_id\":\"d\",\"patient_id\":\"p\",\"event_time\":\"2026-10-12T12:00:00Z\",\"heart_rate\":900}",
                    "x".repeat((1 << 20) + 1));
            take(workspace, List.of(shipment("readings", "vital-sign", readings)));
            Verification verified = Verification.of(workspace, truth);
            assertThat(verified.findings()).containsEntry("implausible_heart_rate", 1L);
            assertThat(verified.findings()).containsEntry("vital_sign_without_key", 1L);
            assertThat(verified.otherMessages()).isEqualTo(2);
            assertThat(verified.passed()).isTrue();

            List<String> departments = List.of(
                    "{\"hospital_id\":\"1\",\"department\":\"ICU\",\"beds\":\"many\"}", "{\"hospital_id\":\"1\"}");
            take(workspace, List.of(shipment("departments", "department", departments)));
            assertThat(Verification.of(workspace, truth).passed()).isFalse();
            Verification beside = Verification.besideOthers(workspace, truth);
            assertThat(beside.findings()).containsEntry("unreadable_department_field", 1L);
            assertThat(beside.findings()).containsEntry("row_without_key", 1L);
            assertThat(beside.otherMessages()).isEqualTo(4);
            assertThat(beside.passed()).isTrue();
            assertThat(beside.truth().scores().values())
                    .allSatisfy(score -> assertThat(score.precision()).isEqualTo(1));
        }
    }

    private Shipment shipment(String name, List<String> lines) throws IOException {
        return shipment(name, "patient-flow", lines);
    }

    private Shipment shipment(String name, String source, List<String> lines) throws IOException {
        Path file = Files.write(folder.resolve(name), lines);
        return new Shipment(file, source, SPEC.start().plus(Duration.ofHours(13)));
    }

    private static void take(Workspace workspace, List<Shipment> shipments) {
        try (Pipeline pipeline = workspace.openPipeline()) {
            for (Shipment shipment : shipments) {
                try (Intake intake = Intake.of(workspace, pipeline, shipment.source())) {
                    var unused = intake.take(shipment.file(), Optional.ofNullable(shipment.recordedAt()), rows -> {});
                }
            }
            assertThat(pipeline.appendClock(SPEC.start(), UNTIL)).isIn(0L, 20L);
            assertThat(pipeline.runCycle().failures()).isEmpty();
        }
    }
}
