package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;

/** A commit costs the same however long the log is; how much that is depends on the disk, and is printed. */
@Tag("slow")
class CommitCostTest {
    private static final int COMMITS = 1_000;
    private static final int WINDOW = 200;
    private static final double GROWTH_MAX = 2.0;

    @TempDir
    Path root;

    @Test
    void aCommitCostsTheSameAfterAThousand() throws Exception {
        long[] nanos = new long[COMMITS];
        try (TestLake rows = new TestLake();
                Lake lake = TestLake.open(root)) {
            Table table = lake.create(TestLake.SPEC);
            for (int i = 0; i < COMMITS; i++) {
                StagedFile staged = rows.stage(table, i * 100L, i * 100L + 100);
                Commit commit = TestLake.commit(table.latest(), List.of(staged));
                long start = WallClock.nanos();
                TestLake.committed(table.commit(commit));
                nanos[i] = WallClock.nanos() - start;
            }
        }
        Duration early = median(Arrays.copyOfRange(nanos, WINDOW, 2 * WINDOW));
        Duration late = median(Arrays.copyOfRange(nanos, COMMITS - WINDOW, COMMITS));
        System.out.printf("commit p50: %s us early, %s us late%n", early.toNanos() / 1000, late.toNanos() / 1000);

        assertThat((double) late.toNanos() / early.toNanos()).isLessThan(GROWTH_MAX);
    }

    private static Duration median(long[] nanos) {
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }
}
