package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Folders;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CommitOutcome;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/** Each kind of damage, made on a copy of a small home, is found, named, and told what to do about. */
class DoctorTest {
    private static final String GOLD = "gold.fact_patient_flow";

    @TempDir
    static Path folder;

    private static SmallHome homes;

    @BeforeAll
    static void make() {
        homes = SmallHome.make(folder);
    }

    @Test
    void aSoundHomeIsCalledSoundAndLeftAsItIs() {
        Path home = homes.copy("sound");
        List<String> before = SmallHome.files(home);
        Session.Outcome outcome = new Session(home).run("doctor");
        assertThat(outcome.out()).contains("digests compared: sound").doesNotContain("PROBLEM");
        assertThat(outcome.exitCode()).isZero();
        assertThat(SmallHome.files(home)).isEqualTo(before);
    }

    @Test
    void aFlippedByteIsFoundInEveryKindOfFile() throws IOException {
        for (String ending : List.of(".parquet", ".json")) {
            Path home = homes.copy("flipped");
            Path file = SmallHome.newest(
                    home, "gold/fact_patient_flow" + (ending.equals(".json") ? "/_delta_log" : ""), ending);
            SmallHome.flip(file);
            assertProblem(home, GOLD, file.getFileName().toString(), "./wardflow rebuild " + GOLD);
        }
        Path home = homes.copy("flipped");
        Path old = home.resolve("lake/bronze/patient_flow/_delta_log/00000000000000000000.json");
        SmallHome.flip(old);
        assertProblem(home, "bronze.patient_flow", old.getFileName().toString(), "restore");
    }

    @Test
    void aMissingFileIsFound() throws IOException {
        Path home = homes.copy("missing");
        Path file = SmallHome.newest(home, "bronze/patient_flow", ".parquet");
        Files.delete(file);
        assertProblem(home, "bronze.patient_flow", file.getFileName() + " is missing", "./wardflow restore");
    }

    @Test
    void aGapInALogIsFound() throws IOException {
        Path home = homes.copy("gap");
        Files.delete(home.resolve("lake/bronze/patient_flow/_delta_log/00000000000000000001.json"));
        assertProblem(home, "bronze.patient_flow", "00000000000000000001.json is missing", "./wardflow restore");
    }

    @Test
    void aDamagedManifestIsFound() {
        Path home = homes.copy("manifest");
        Path file = SmallHome.newest(home, "_manifests", ".json");
        SmallHome.flip(file);
        assertProblem(home, "manifest", file.getFileName().toString(), "move that file away");
    }

    @Test
    void aManifestThatNamesWhatIsNotThereIsFound() throws IOException {
        Path home = homes.copy("gone");
        Folders.delete(home.resolve("lake/gold/fact_bed_stay"));
        assertProblem(home, "gold.fact_bed_stay", "of a table that is gone", "./wardflow run");
        try (Lake lake = open(home)) {
            Manifest newest = lake.manifests().latest().orElseThrow();
            Map<TableName, Long> versions = new TreeMap<>(newest.versions());
            versions.put(TableName.parse(GOLD), 900L);
            lake.manifests().write(new Manifest(newest.cycle() + 1, newest.at(), versions));
        }
        assertProblem(home, GOLD, "names version 900", "./wardflow rebuild " + GOLD);
    }

    @Test
    void aPositionBehindItsRowsAndRowsThatStandThereTwiceAreFound() {
        Path home = homes.copy("positions");
        TableName name = TableName.parse("bronze.patient_flow");
        try (Lake lake = open(home)) {
            Table table = lake.find(name).orElseThrow();
            var base = table.latest();
            Path file = base.files().get(0).absolute();
            Path copy = table.newStagingFile();
            Files.copy(file, copy);
            CommitOutcome outcome = table.commit(new Commit(
                    "TEST",
                    base,
                    List.of(new StagedFile(
                            copy,
                            base.files().get(0).rows(),
                            base.files().get(0).statistics(),
                            keys(table))),
                    Map.of(),
                    Set.of(),
                    Map.of(),
                    true));
            assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertProblem(home, "bronze.patient_flow", "rows stand there twice", "./wardflow restore");
    }

    @Test
    void anUnknownSettingIsFound() throws IOException {
        Path home = homes.copy("settings");
        Files.writeString(home.resolve("wardflow.yaml"), "engine:\n  memmory: 1 GiB\n");
        assertProblem(home, "home", "SETTING_INVALID", "memory");
    }

    @Test
    void aFolderThatIsNoHomeIsFound() {
        assertProblem(folder.resolve("nowhere"), "home", "HOME_MISSING", "./wardflow ingest creates one");
    }

    @Test
    void whatACrashLeftIsANoteAndNothingIsWrong() throws IOException {
        Path home = homes.copy("orphan");
        Path orphan = home.resolve("lake/gold/dim_patient/part-00000000000000000009-0000-left.parquet");
        Files.write(orphan, "left".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.EPOCH));
        Session.Outcome outcome = new Session(home).run("doctor");
        assertThat(outcome.out())
                .contains("NOTE gold.dim_patient: 1 file (")
                .contains(orphan.getFileName().toString())
                .contains(": sound");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void findingsAreReadByMachinesToo() {
        Path home = homes.copy("json");
        SmallHome.flip(SmallHome.newest(home, "gold/fact_patient_flow", ".parquet"));
        Session.Outcome outcome = new Session(home).run("doctor", "--format", "json");
        assertThat(outcome.out()).startsWith("[").contains("\"severity\":\"PROBLEM\"", "\"subject\":\"" + GOLD + "\"");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    private static List<FileKeys> keys(Table table) {
        return table.spec().keyFilters().stream().map(filter -> FileKeys.of(1)).toList();
    }

    private static Lake open(Path home) {
        return Lake.openForWriting(home.resolve("lake"), new LocalFileIo(), Clock.systemUTC());
    }

    private static void assertProblem(Path home, String subject, String found, String fix) {
        Session.Outcome outcome = new Session(home).run("doctor");
        assertThat(outcome.out().lines().filter(line -> line.startsWith("PROBLEM " + subject)))
                .as(outcome.out() + outcome.err())
                .anyMatch(line -> line.contains(found));
        assertThat(outcome.out()).contains(fix);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
