package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as a user runs it, with a producer in a process of its own. */
@Tag("slow")
class LatencyBenchTest {
    @TempDir
    private Path folder;

    @Test
    void itPrintsLatenciesABudgetAndTheBaselineAndLeavesNothing() throws IOException {
        String disk = folder.resolve("disk").toString();
        Session.Outcome outcome = new Session(folder.resolve("home"))
                .run(
                        "bench",
                        "latency",
                        "--dir",
                        disk,
                        "--rate",
                        "50",
                        "--for",
                        "3s",
                        "--warm-up",
                        "2s",
                        "--backlog",
                        "200",
                        "--history",
                        "300");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("GiB memory", "history: 300 messages in gold", "backlog of 200 messages", "caught up after")
                .containsPattern("silver.visit +[0-9.]+ ms")
                .containsPattern("from the log to gold: p50 [0-9,]+ ms, p90 [0-9,]+ ms, p99 [0-9,]+ ms")
                .containsPattern("plain consumer: +p50 [0-9,]+ ms")
                .doesNotContain("never arrived");
        try (Stream<Path> left = Files.list(folder.resolve("disk"))) {
            assertThat(left).isEmpty();
        }
    }
}
