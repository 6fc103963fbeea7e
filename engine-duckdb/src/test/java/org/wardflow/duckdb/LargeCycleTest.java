package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;

/** Cycles with so many keys, or rows to look through for them, that other ways are cheaper. */
class LargeCycleTest {
    @TempDir
    Path folder;

    /** One hour is closed, and names one key: but 100,001 rows are looked through for it. */
    @Test
    void aSearchForKeysThroughManyRowsMakesACycleLarge() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r0", "a", 1, "one", 0, 1));
            lake.run();
            var unused = lake.takeThreads();
            lake.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(3600));
            lake.run();
            assertThat(lake.takeThreads()).containsOnly(1);

            lake.append(IntStream.rangeClosed(1, 100_000)
                    .mapToObj(i -> new Reading("r" + i, "a", 1, "one", i % 60, 1))
                    .toList());
            lake.run();
            assertThat(lake.takeThreads()).contains(2);
            lake.pipeline().appendClock(TinyLake.START.plusSeconds(3600), TinyLake.START.plusSeconds(7200));
            CycleReport report = lake.run();

            assertThat(run(report, "gold.sensor_day").touchedKeys()).isEqualTo(OptionalLong.of(1));
            assertThat(lake.takeThreads()).containsExactly(1, 2);
        }
    }

    /** Where nothing stands yet; afterwards what stands would have to be compared as a whole. */
    @ParameterizedTest
    @ValueSource(ints = {49_999, 50_000})
    void theFirstRowsOfMostKeysAreComputedWholeIfTheyAreMany(int keys) {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(IntStream.rangeClosed(1, keys)
                    .mapToObj(i -> new Reading("r" + i, "s" + i, 1, "one", i % 60, 1))
                    .toList());
            assertThat(run(lake.run(), "gold.sensor_day").rowsAdded()).isZero();
            lake.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(3600));
            ModelRun first = run(lake.run(), "gold.sensor_day");
            lake.pipeline().appendClock(TinyLake.START.plusSeconds(3600), TinyLake.START.plusSeconds(7200));
            ModelRun second = run(lake.run(), "gold.sensor_day");

            assertThat(first.touchedKeys()).isEqualTo(keys < 50_000 ? OptionalLong.of(keys) : OptionalLong.empty());
            assertThat(first.rowsAdded()).isEqualTo(keys);
            assertThat(second.touchedKeys()).isEqualTo(OptionalLong.of(keys));
            assertThat(second.rowsAdded() + second.rowsRemoved()).isZero();
        }
    }

    private static ModelRun run(CycleReport report, String model) {
        return report.runs().stream()
                .filter(run -> run.model().toString().equals(model))
                .findFirst()
                .orElseThrow();
    }
}
