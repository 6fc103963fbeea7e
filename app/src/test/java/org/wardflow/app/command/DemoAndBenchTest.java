package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAndBenchTest {
    @TempDir
    Path folder;

    @Test
    void theDemoShowsTheBoardVerifiesAndMayBeRunAgain() {
        Session session = new Session(folder.resolve("home"));
        for (int i = 0; i < 2; i++) {
            Session.Outcome demo = session.run("demo", "--days", "2", "--hospitals", "2");
            assertThat(demo.err()).isEmpty();
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.out())
                    .contains("The first hospital after the first day:", "The board at 2026-10-14T00:00:00Z:")
                    .contains("ready_beds", "MHA Central Hospital", "Lakeside Medical Center", "quarantined by")
                    .contains("Verified: every gold table is equal", "export WARDFLOW_HOME=" + folder);
        }
        assertThat(new Session(folder.resolve("home/demo")).run("status").exitCode())
                .isZero();
    }

    @Test
    void theDemoDeletesNoFolderThatIsNotItsOwn() throws IOException {
        Path mine = Files.writeString(
                Files.createDirectories(folder.resolve("home/demo")).resolve("mine.txt"), "");
        Session.Outcome refused = new Session(folder.resolve("home")).run("demo", "--days", "1");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("HOME_MISSING");
        assertThat(mine).exists();
    }

    @Test
    void benchPrintsFiguresWithTheMachineAndLeavesNothing() throws IOException {
        Session session = new Session(folder.resolve("home"));
        Path disk = folder.resolve("disk");
        Session.Outcome ingest = session.run("bench", "ingest", "--events", "1000", "--dir", disk.toString());
        assertThat(ingest.err()).isEmpty();
        assertThat(ingest.out())
                .contains("cores", "GiB memory", "commit ", "file: 1,000 events")
                .containsPattern("DuckDB alone, JSON to Parquet +[0-9.]+ s +[0-9,]+ events/s")
                .containsPattern("Wardflow, JSON to gold +[0-9.]+ s +[0-9,]+ events/s")
                .containsPattern("ratio: [0-9.]+ of the baseline's rate");
        for (String measured : List.of("commit", "upsert")) {
            Session.Outcome outcome = session.run("bench", measured, "--dir", disk.toString(), "--rounds", "2");
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).containsPattern("p50 [0-9.]+ ms, p99 [0-9.]+ ms, of 2");
        }
        try (Stream<Path> left = Files.list(disk)) {
            assertThat(left).isEmpty();
        }
    }
}
