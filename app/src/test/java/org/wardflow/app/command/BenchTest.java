package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    Path folder;

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

    @Test
    void tooFewCommitsAreNotCompared() {
        Session.Outcome refused = new Session(folder.resolve("home")).run("bench", "commits", "--count", "999");
        assertThat(refused.err()).contains("USAGE").contains("1000");
        assertThat(refused.exitCode()).isEqualTo(2);
    }

    /** Its verdict is about this machine, and not asked for here. */
    @Test
    @Tag("slow")
    void manyCommitsAreComparedByTenths() {
        String disk = folder.resolve("disk").toString();
        assertThat(new Session(folder.resolve("home"))
                        .run("bench", "commits", "--count", "1000", "--dir", disk)
                        .out())
                .contains("1,000 commits into one table")
                .containsPattern("commit, ms +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +(yes|NO)")
                .containsPattern("files in the log +[0-9]+ ");
    }

    @Test
    @Tag("slow")
    void anOlderHomeIsMeasuredBesideAYoungOneAndKillsLoseNothing() {
        Session session = new Session(folder.resolve("home"));
        String disk = folder.resolve("disk").toString();
        Session.Outcome age = session.run("bench", "age", "--visits", "1,10000", "--rounds", "2", "--dir", disk);
        assertThat(age.err()).isEmpty();
        assertThat(age.out())
                .containsPattern("[0-9,]+ visits, [0-9,]+ messages: a cycle of 100 messages takes")
                .containsPattern("gold.dim_patient +[0-9.]+ +[0-9.]+")
                .containsPattern("from [0-9,]+ to 1[0-9],[0-9]{3} visits: time [0-9.]+ times");
        Session.Outcome kills = session.run("bench", "kills", "--kills", "3", "--rate", "50", "--dir", disk);
        assertThat(kills.out())
                .containsPattern("3 kills, 4 starts; [0-9,]+ records .* 0 lost, 0 doubled; gold equals the ledger");
        assertThat(kills.exitCode()).isZero();
    }
}
