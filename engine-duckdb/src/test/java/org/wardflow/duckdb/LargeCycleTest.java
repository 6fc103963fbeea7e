package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.lake.TableName;

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

    /** The engine's memory is said to be full once the rows of all keys, and then those of the first slice, have been written. */
    @ParameterizedTest
    @ValueSource(strings = {"silver.reading", "silver.resolved", "gold.sensor", "gold.reading_fact", "gold.sensor_day"})
    void allKeysAreTakenInSlicesWhereTheirRowsDoNotFit(String model) {
        List<Reading> readings = IntStream.rangeClosed(1, 20_000)
                .mapToObj(i -> new Reading("r" + i, "s" + i % 10_000, i % 100, "one", i % 60, i))
                .toList();
        Map<String, List<String>> wanted;
        try (TinyLake whole = new TinyLake(folder.resolve("whole"))) {
            whole.append(readings);
            whole.rename("s1", "s2");
            whole.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(7200));
            whole.run();
            wanted = whole.gold();
        }
        try (TinyLake sliced = new TinyLake(folder.resolve("sliced"))) {
            sliced.append(readings);
            sliced.rename("s1", "s2");
            sliced.pipeline().appendClock(TinyLake.START, TinyLake.START.plusSeconds(7200));
            TableName table = TableName.parse(model);
            sliced.whileStaging(table, () -> {
                sliced.whileStaging(table, LargeCycleTest::full);
                full();
            });
            CycleReport report = sliced.run();

            assertThat(report.failures()).isEmpty();
            assertThat(run(report, model).rowsAdded()).isPositive();
            assertThat(sliced.gold()).isEqualTo(wanted);
        }
    }

    /** Of readings in the order of the key 16 times as many as there may be keys at once are too many; out of order they are tried. */
    @ParameterizedTest
    @CsvSource({"sensor, 3600, 3", "sensor, 3800, 1", "reading_id, 3600, 1"})
    void aModelOfTooManyRowsInItsOrderIsComputedInSlicesFromTheStart(String order, long keysAtOnce, int files) {
        Content ordered = TinyLake.tinyWith(
                folder.resolve("content"),
                "silver/resolved/contract.yaml",
                "schema:",
                "customProperties: [{property: sortedBy, value: [%s]}]\nschema:".formatted(order));
        List<Reading> readings = IntStream.rangeClosed(1, 60_000)
                .mapToObj(i -> new Reading("r" + i, "s" + i % 10_000, i % 100, "one", i % 60, i))
                .toList();
        try (TinyLake sliced = TinyLake.slicing(folder.resolve("sliced"), ordered, keysAtOnce);
                TinyLake whole = new TinyLake(folder.resolve("whole"))) {
            for (TinyLake each : List.of(sliced, whole)) {
                each.append(readings);
                assertThat(each.run().failures()).isEmpty();
            }
            assertThat(sliced.pipeline()
                            .table(TableName.parse("gold.sensor"))
                            .latest()
                            .files())
                    .hasSize(files);
            assertThat(sliced.gold()).isEqualTo(whole.gold());
        }
    }

    /** The disk may be full of spilled rows, which slices have fewer of; or of everything, and then they would not help. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatSpillsTooMuchIsTakenInSlicesAndNoSliceInParts(boolean alsoSlices) {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(IntStream.rangeClosed(1, 20_000)
                    .mapToObj(i -> new Reading("r" + i, "a", 1, "one", i % 60, 1))
                    .toList());
            TableName table = TableName.parse("silver.reading");
            lake.whileStaging(table, () -> {
                if (alsoSlices) {
                    lake.whileStaging(table, LargeCycleTest::spilled);
                }
                spilled();
            });
            CycleReport report = lake.run();

            assertThat(report.failures()).hasSize(alsoSlices ? 1 : 0);
            assertThat(report.failures().toString()).contains(alsoSlices ? "DISK_FULL" : "[]");
        }
    }

    /** Fewer than 1,000 keys are not parted any more. */
    @ParameterizedTest
    @ValueSource(ints = {999, 1_000})
    void theRowsOfAFewKeysHaveToFit(int keys) {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(IntStream.rangeClosed(1, keys)
                    .mapToObj(i -> new Reading("r" + i, "a", 1, "one", i % 60, 1))
                    .toList());
            lake.whileStaging(TableName.parse("silver.reading"), LargeCycleTest::full);
            CycleReport report = lake.run();

            assertThat(report.failures()).hasSize(keys < 1_000 ? 1 : 0);
        }
    }

    /** A model without a key has no slices. */
    @Test
    void aModelWithoutAKeyFailsWhereItsRowsDoNotFit() {
        try (TinyLake lake = new TinyLake(folder)) {
            lake.append(new Reading("r0", "a", 1, "one", 0, 1));
            lake.whileStaging(TableName.parse("gold.total"), LargeCycleTest::full);

            assertThat(lake.run().failures().toString()).contains("gold.total", "MEMORY_FULL");
            assertThat(lake.run().failures()).isEmpty();
        }
    }

    private static void spilled() {
        throw new WardflowException(ErrorCode.DISK_FULL, "No room", "none", "make some");
    }

    private static void full() {
        throw new WardflowException(ErrorCode.MEMORY_FULL, "No room", "none", "make some");
    }

    private static ModelRun run(CycleReport report, String model) {
        return report.runs().stream()
                .filter(run -> run.model().toString().equals(model))
                .findFirst()
                .orElseThrow();
    }
}
