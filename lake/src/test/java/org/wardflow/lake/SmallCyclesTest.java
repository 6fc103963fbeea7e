package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/**
 * Small cycles for a long time, as of a pipeline that runs for weeks: each adds a file and hides a row of an older one, compaction replaces files,
 * clean-up follows. What is on the disk and what a cycle asks of it stays what it was. A week of a cycle a second: {@code -Dsmall.cycles=600000}.
 */
class SmallCyclesTest extends OnOneTable {
    private static final int CYCLES = Integer.getInteger("small.cycles", 1_024);

    /** Cycles from one compaction to the next, and from one clean-up to the next. */
    private static final int COMPACTED = 8;

    private static final int CLEANED = 64;

    /** Versions that stay readable. */
    private static final int KEPT = 128;

    private static final Percentage GROWTH_MAX = Percentage.withPercentage(10);

    /** Counts calls, and fails none. */
    private final FaultyIo io = new FaultyIo(new LocalFileIo(), FaultyIo.Fault.ONCE_BEFORE, Long.MAX_VALUE);

    /** What there is after a clean-up, and the calls to the disk since the one before. */
    private record State(long logFiles, long dataFiles, long checkpointBytes, long calls) {}

    @Test
    void afterManyCyclesNothingIsMoreThanAfterAFew() throws IOException {
        lake.close();
        lake = Lake.openForWriting(root, io, Clock.systemUTC());
        table = lake.find(TestLake.STAYS).orElseThrow();
        rows.append(table, 0, 10);

        List<State> states = new ArrayList<>();
        long calls = io.calls();
        for (int i = 1; i <= CYCLES; i++) {
            cycle(i);
            if (i % CLEANED == 0) {
                table.maintain(new Retention(
                        Math.max(0, table.latest().version() - KEPT), Instant.parse("2999-01-01T00:00:00Z")));
                states.add(state(io.calls() - calls));
                calls = io.calls();
            }
        }

        State early = states.get(states.size() / 4);
        State late = states.get(states.size() - 1);
        assertThat(late.logFiles()).as("%s and %s", early, late).isCloseTo(early.logFiles(), GROWTH_MAX);
        assertThat(late.dataFiles()).as("%s and %s", early, late).isCloseTo(early.dataFiles(), GROWTH_MAX);
        assertThat(late.checkpointBytes()).as("%s and %s", early, late).isCloseTo(early.checkpointBytes(), GROWTH_MAX);
        assertThat(late.calls()).as("%s and %s", early, late).isCloseTo(early.calls(), GROWTH_MAX);
        assertThat(rows.ids(table.latest())).hasSize(10);
    }

    /** Ten rows more, and of the file before a row less; or one file with the newest ten rows in the place of all. */
    private void cycle(int i) {
        Snapshot before = table.latest();
        StagedFile staged = rows.stage(table, 10L * i, 10L * i + 10);
        String last = before.files().stream()
                .filter(file -> file.deleted().isEmpty())
                .findFirst()
                .orElseThrow()
                .path();
        boolean compacts = i % COMPACTED == 0;
        Set<String> gone =
                compacts ? before.files().stream().map(DataFile::path).collect(Collectors.toSet()) : Set.of();
        TestLake.committed(table.commit(TestLake.commit(
                before, List.of(staged), compacts ? Map.of() : Map.of(last, RoaringBitmap.bitmapOf(i % 10)), gone)));
    }

    private State state(long calls) throws IOException {
        Path folder = root.resolve("silver/stay");
        Path log = folder.resolve("_delta_log");
        String newest = TestLake.names(log).stream()
                .filter(name -> name.endsWith(".checkpoint.parquet"))
                .sorted()
                .reduce((one, later) -> later)
                .orElseThrow();
        return new State(
                TestLake.names(log).size(), TestLake.names(folder).size(), Files.size(log.resolve(newest)), calls);
    }
}
