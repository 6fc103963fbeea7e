package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.cycle.CycleReport;

/** The same bronze rows give the same tables: in any order, in any batches, with restarts and kills in between, or all at once. */
class RebuildTest {
    private static final int SEEDS = Integer.getInteger("property.tries", 4);

    @TempDir
    Path folder;

    @Test
    void incrementalEqualsRebuild() {
        for (int seed = 0; seed < SEEDS; seed++) {
            check(seed);
        }
    }

    @Test
    @Tag("slow")
    void incrementalEqualsRebuildForManySeeds() {
        for (int seed = 1_000; seed < 1_060; seed++) {
            check(seed);
        }
    }

    /** What a model is handed in the cycle that made it, another derives from the files after a kill. */
    @Test
    void aKillAtAnyStepOfACycleLeavesTheSame() {
        Map<String, List<String>> undisturbed;
        List<Object> first = events(new Random(7));
        List<Object> second = events(new Random(8));
        try (TinyLake lake = new TinyLake(folder.resolve("undisturbed"))) {
            append(lake, first);
            lake.run();
            append(lake, second);
            lake.run();
            undisturbed = lake.gold();
        }
        for (int step = 0; step < 60; step += 7) {
            try (TinyLake lake = new TinyLake(folder.resolve("killed" + step))) {
                append(lake, first);
                lake.run();
                append(lake, second);
                lake.runAndDie(step);
                lake.run();
                assertThat(lake.gold()).as("killed at step %s", step).isEqualTo(undisturbed);
            }
        }
    }

    private void check(int seed) {
        Random random = new Random(seed);
        List<Object> events = events(random);
        Instant until = TinyLake.START.plusSeconds(86_400L * 3);
        Map<String, List<String>> incremental;
        try (TinyLake lake = new TinyLake(folder.resolve("increments" + seed))) {
            List<Object> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);
            Instant tick = TinyLake.START;
            while (!shuffled.isEmpty()) {
                int size = Math.min(shuffled.size(), 1 + random.nextInt(12));
                List<Object> batch = shuffled.subList(0, size);
                append(lake, batch);
                batch.clear();
                if (random.nextInt(3) == 0) {
                    tick = tick.plusSeconds(3600L * random.nextInt(12));
                    lake.pipeline().appendClock(TinyLake.START, tick);
                }
                if (random.nextInt(4) == 0) {
                    lake.restart();
                } else if (random.nextInt(3) == 0) {
                    lake.runAndDie(random.nextInt(60));
                }
                if (random.nextInt(5) > 0) {
                    CycleReport report = lake.run();
                    assertThat(report.failures()).as("seed %s", seed).isEmpty();
                }
            }
            lake.pipeline().appendClock(TinyLake.START, until);
            lake.run();
            incremental = lake.gold();
        }
        try (TinyLake lake = new TinyLake(folder.resolve("whole" + seed))) {
            append(lake, events);
            lake.pipeline().appendClock(TinyLake.START, until);
            lake.run();
            assertThat(incremental).as("seed %s", seed).isEqualTo(lake.gold());
        }
    }

    private static void append(TinyLake lake, List<Object> events) {
        lake.append(events.stream()
                .filter(Reading.class::isInstance)
                .map(Reading.class::cast)
                .toList());
        events.stream()
                .filter(String[].class::isInstance)
                .map(String[].class::cast)
                .forEach(rename -> lake.rename(rename[0], rename[1]));
    }

    /** Few keys, so that ties, copies, late words, renames and voids fall on the same ones. */
    private static List<Object> events(Random random) {
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            if (random.nextInt(12) == 0) {
                events.add(new String[] {sensor(random), sensor(random)});
            } else {
                Reading reading = new Reading(
                        "r" + random.nextInt(25),
                        random.nextInt(15) == 0 ? "none" : sensor(random),
                        random.nextInt(10) == 0 ? null : random.nextInt(-5, 100),
                        random.nextInt(12) == 0 ? "void" : random.nextBoolean() ? "one" : "two",
                        random.nextInt(5_000),
                        random.nextInt(4));
                events.add(reading);
                if (random.nextInt(6) == 0) {
                    events.add(reading);
                }
            }
        }
        return events;
    }

    private static String sensor(Random random) {
        return "s" + random.nextInt(6);
    }
}
