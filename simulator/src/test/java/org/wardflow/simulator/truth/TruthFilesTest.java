package org.wardflow.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Incident;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.internal.Text;

class TruthFilesTest {
    private static final SimulationSpec SPEC =
            new SimulationSpec(7, 4, 42, SimulationSpec.DEFAULT_START, Dirt.standard());

    private static Map<String, String> digests(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    content.put(folder.relativize(file).toString(), Text.sha256(Files.readAllBytes(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return content;
    }

    @Test
    void theSameSeedWritesTheSameFiles(@TempDir Path folder) throws IOException {
        TruthWriter.write(SPEC, folder.resolve("a"), (day, messages) -> {});
        TruthWriter.write(SPEC, folder.resolve("b"), (day, messages) -> {});
        assertThat(digests(folder.resolve("a")))
                .isEqualTo(digests(folder.resolve("b")))
                .containsKeys(
                        "departments.csv",
                        "patients.csv",
                        "doctors.csv",
                        "events/department.ndjson",
                        "events/patient-flow-0001.ndjson",
                        "events/patient-flow-0004.ndjson",
                        "events/unstamped-0002.ndjson",
                        "truth/spec.json",
                        "truth/visits.ndjson",
                        "truth/labels.ndjson",
                        "ingest.sh");
    }

    @Test
    void whatIsReadBackIsWhatWasWritten(@TempDir Path folder) {
        List<Integer> days = new ArrayList<>();
        Path directory = folder.resolve("data");
        Ledger written = TruthWriter.write(SPEC, directory, (day, messages) -> days.add(day));
        assertThat(days).containsExactly(1, 2, 3, 4);
        Truth truth = Truth.read(directory);
        assertThat(truth.ledger()).isEqualTo(written);
        assertThat(truth.end()).isEqualTo(SPEC.end());
        assertThat(truth.ticks()).hasSize(4 * 24).contains(SPEC.end()).doesNotContain(SPEC.start());
        ExpectedGold gold = truth.expectedGold(GroupCodes.CODES, truth.ticks());
        TruthReport report = TruthCheck.check(gold, truth.ledger(), truth.end());
        assertThat(report.untraced()).isEmpty();
        assertThat(report.scores().values()).allSatisfy(score -> {
            assertThat(score.precision()).isEqualTo(1);
            assertThat(score.recall()).isEqualTo(1);
        });
    }

    /** What went to a broker, and files of the same messages: one gold. */
    @Test
    void whatWasSentUpToATimeIsWrittenSoThatFilesGiveTheSameGold(@TempDir Path folder) throws IOException {
        SimulationSpec spec =
                SPEC.with(new Incident(Incident.Kind.SCHEMA, SPEC.start().plusSeconds(90_000)));
        Instant until = SPEC.start().plusSeconds(2 * 86_400 + 12_345);
        Truth sent = Truth.of(spec, until);
        Path directory = folder.resolve("data");
        assertThat(TruthWriter.writeSent(spec, until, directory)).isEqualTo(sent.ledger());
        Truth written = Truth.read(directory);
        assertThat(written.end()).isEqualTo(until);
        assertThat(written.ticks()).hasSize(51).isEqualTo(sent.ticks());
        assertThat(written.expectedGold(GroupCodes.CODES, written.ticks()).tables())
                .isEqualTo(sent.expectedGold(GroupCodes.CODES, sent.ticks()).tables());
        assertThat(Files.readString(directory.resolve("truth/spec.json"))).contains("schema", until.toString());
        assertThat(digests(directory)).doesNotContainKey("patients.csv").containsKey("events/patient-flow-0003.ndjson");
    }

    /** The demo goes on where it stopped by letting the simulation go on once more. */
    @Test
    void aSimulationThatWasStoppedOnTheWayTellsTheSameTruth() {
        Instant until = SPEC.start().plusSeconds(3 * 86_400 + 54_321);
        Simulation stopped = new Simulation(SPEC);
        for (Instant time = SPEC.start(); time.isBefore(until); time = time.plusSeconds(7_777)) {
            stopped.advanceTo(time.isAfter(until) ? until : time);
        }
        stopped.advanceTo(until);
        assertThat(Truth.of(SPEC, until).ledger()).isEqualTo(stopped.ledger());
    }

    @Test
    void theScriptNamesEveryFileWithItsRecordedTime(@TempDir Path folder) throws IOException {
        Path directory = folder.resolve("data");
        TruthWriter.write(SPEC, directory, (day, messages) -> {});
        String script = Files.readString(directory.resolve("ingest.sh"));
        for (String name : digests(directory).keySet()) {
            if (name.startsWith("events/") || (name.endsWith(".csv") && !name.startsWith("truth/"))) {
                assertThat(script).contains(" " + name + " ");
            }
        }
        assertThat(script)
                .containsPattern(
                        "ingest patient-flow .*events/unstamped-0001.ndjson.* --recorded-at 2026-10-13T00:00:00Z")
                .contains("run --until 2026-10-16T00:00:00Z");
    }

    @Test
    void aFolderThatHoldsSomethingIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "keep");
        assertThatThrownBy(() -> TruthWriter.write(SPEC, folder, (day, messages) -> {}))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("not empty");
        assertThat(folder.resolve("events")).doesNotExist();
    }

    @Test
    void aFolderWithoutATruthIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> Truth.read(folder))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("no truth");
    }
}
