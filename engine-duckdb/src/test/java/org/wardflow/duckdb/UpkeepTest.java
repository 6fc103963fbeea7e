package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.duckdb.TinyLake.Reading;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.CompactionPlan;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

@Execution(ExecutionMode.CONCURRENT)
class UpkeepTest {
    private static final TableName READING = TableName.parse("silver.reading");

    @TempDir
    Path folder;

    @Test
    void compactionKeepsRowsAndChangesNothingForTheModels() {
        try (TinyLake lake = new TinyLake(folder)) {
            fill(lake, 12, 20);
            Map<String, List<String>> before = lake.gold();
            int files = files(lake);
            assertThat(files).isGreaterThanOrEqualTo(CompactionPlan.FAN_IN);
            assertThat(lake.pipeline().compact()).isPositive();
            int worn = lake.pipeline().compact();
            assertThat(files(lake)).as("after %s more", worn).isLessThan(files);
            assertThat(lake.gold()).isEqualTo(before);
            CycleReport report = lake.run();
            assertThat(report.runs()).isEmpty();
            assertThat(report.cycle()).isEqualTo(13);
            lake.restart();
            assertThat(lake.run().runs()).isEmpty();
            lake.append(new Reading("r1", "s9", 3, "one", 1, 1_000));
            lake.run();
            assertThat(lake.rows("silver.reading")).anyMatch(row -> row.startsWith("[r1, s9, 3,"));
        }
    }

    /** A compaction that got between a model and its commit would make the model fail, or bring hidden rows back. */
    @Test
    void compactionAndMaintenanceBesideCyclesLoseNothing() throws InterruptedException {
        Map<String, List<String>> undisturbed;
        try (TinyLake lake = new TinyLake(folder.resolve("undisturbed"))) {
            fill(lake, 25, 20);
            undisturbed = lake.gold();
        }
        try (TinyLake lake = new TinyLake(folder.resolve("beside"))) {
            AtomicBoolean filled = new AtomicBoolean();
            AtomicInteger compacted = new AtomicInteger();
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            // Two of them, so that they also get in each other's way.
            List<Thread> upkeep = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(() -> {
                    while (!filled.get()) {
                        compacted.addAndGet(lake.pipeline().compact());
                        var unused = lake.pipeline().maintain(Keep.all(Duration.ofHours(1)));
                    }
                });
                thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
                thread.start();
                upkeep.add(thread);
            }
            fill(lake, 25, 20);
            filled.set(true);
            for (Thread thread : upkeep) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(compacted).hasPositiveValue();
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    /** Rewriting a large file takes a second or more: the model must not wait for it, nor may a row that it hides meanwhile come back. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 200})
    void aModelRunsWhileItsTableIsRewrittenAndWhatItHidesStaysHidden(int replaced) {
        Map<String, List<String>> undisturbed;
        try (TinyLake lake = new TinyLake(folder.resolve("undisturbed"))) {
            fill(lake, 12, 20);
            change(lake, replaced, 1_000);
            change(lake, 17, 2_000);
            undisturbed = lake.gold();
        }
        try (TinyLake lake = new TinyLake(folder.resolve("beside"))) {
            fill(lake, 12, 20);
            int files = files(lake);
            List<CycleReport> beside = new ArrayList<>();
            lake.whileStaging(READING, () -> beside.add(change(lake, replaced, 1_000)));
            assertThat(lake.pipeline().compact()).isPositive();
            assertThat(beside).hasSize(1);
            assertThat(files(lake)).isLessThan(files);
            Snapshot compacted = lake.pipeline().table(READING).latest();
            long hidden = compacted.files().stream()
                    .filter(file -> file.rows() > 20)
                    .mapToLong(file -> file.deleted().getLongCardinality())
                    .sum();
            boolean some = replaced > 0 && replaced < 200;
            assertThat(hidden).as("of all, none are in the new file").isBetween(some ? 1L : 0L, (long) replaced);
            assertThat(lake.run().runs())
                    .as("nothing has changed for the models")
                    .isEmpty();
            lake.restart();
            assertThat(lake.run().runs()).as("nor for those of another process").isEmpty();
            change(lake, 17, 2_000);
            assertThat(lake.gold()).isEqualTo(undisturbed);
        }
    }

    private static CycleReport change(TinyLake lake, int readings, int sequence) {
        List<Reading> changed = new ArrayList<>();
        for (int i = 0; i < readings; i++) {
            changed.add(new Reading("r" + i, "s9", i % 90, "one", i, sequence));
        }
        lake.append(changed);
        CycleReport report = lake.run();
        assertThat(report.failures()).isEmpty();
        return report;
    }

    @Test
    void maintenanceKeepsWhatLaggingModelsAndManifestsNeed() {
        try (TinyLake lake = new TinyLake(folder)) {
            fill(lake, 10, 5);
            assertThat(lake.pipeline().compact()).isPositive();
            Map<String, List<String>> before = lake.gold();
            assertThat(lake.pipeline().maintain(Keep.all(Duration.ZERO)))
                    .hasSameSizeAs(TinyLake.tiny().contracts().keySet());
            Reader reader = new Reader(lake.lake(), TinyLake.tiny(), lake.engine());
            List<String> rows = new ArrayList<>();
            reader.query("select count(*) from gold.reading_fact", KnownAt.now(), row -> rows.add(row.toString()));
            assertThat(rows).hasSize(1);
            lake.restart();
            assertThat(lake.run().failures()).isEmpty();
            assertThat(lake.gold()).isEqualTo(before);
        }
    }

    @Test
    void cyclesThatFollowEachOtherAtOnceAreKeptByNumber() {
        AtomicReference<Instant> now = new AtomicReference<>(TinyLake.START);
        InstantSource clock = now::get;
        try (TinyLake lake = new TinyLake(folder, TinyLake.tiny(), clock.withZone(ZoneOffset.UTC))) {
            for (int cycle = 1; cycle <= 8; cycle++) {
                now.set(TinyLake.START.plus(Duration.ofHours(cycle)));
                lake.append(new Reading("r" + cycle, "s1", cycle, "one", cycle, cycle));
                lake.run();
            }
            var all = lake.pipeline().maintain(new Keep(Duration.ofDays(7), 8));
            assertThat(all).isNotEmpty();
            assertThat(lake.lake().manifests().retained()).hasSize(8);
            var few = lake.pipeline().maintain(new Keep(Duration.ofDays(7), 3));
            assertThat(few).isNotEmpty();
            assertThat(lake.lake().manifests().retained())
                    .extracting(Manifest::cycle)
                    .containsExactly(5L, 6L, 7L, 8L);
        }
    }

    /** A change of one key opens the files that may hold it and hides rows in them; it rewrites none. */
    @Test
    void aOneKeyChangeLeavesMostFilesAlone() {
        try (TinyLake lake = new TinyLake(folder)) {
            for (int batch = 0; batch < 7; batch++) {
                List<Reading> readings = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    readings.add(new Reading("b" + batch + "-" + i, "s" + i % 3, i % 90, "one", i, 1));
                }
                lake.append(readings);
                lake.run();
            }
            Snapshot before = lake.pipeline().table(READING).latest();
            assertThat(before.files()).hasSize(7);
            long[] key = {KeyHash.of(List.of("b3-7"))};
            assertThat(before.slicesWithKeys(List.of("reading_id"), key)).hasSizeLessThan(3);
            lake.append(new Reading("b3-7", "s1", 1, "one", 7, 2));
            lake.run();
            Snapshot after = lake.pipeline().table(READING).latest();
            List<String> kept = after.files().stream().map(DataFile::path).toList();
            assertThat(kept)
                    .containsAll(before.files().stream().map(DataFile::path).toList())
                    .hasSize(8);
            assertThat(after.files().stream()
                            .mapToLong(file -> file.deleted().getLongCardinality())
                            .sum())
                    .isEqualTo(1);
            assertThat(after.files().get(7).rows()).isEqualTo(1);
        }
    }

    /** As a process that is killed again and again before its upkeep leaves them. */
    @Test
    void manySmallFilesWithDeletedRowsAreReadInLittleMemory() {
        int cycles = 48;
        try (TinyLake lake = new TinyLake(folder.resolve("lake"))) {
            for (int cycle = 0; cycle < cycles; cycle++) {
                // One stays for good, and one is replaced in the next cycle.
                lake.append(
                        new Reading("stays-" + cycle, "s1", 1, "one", cycle, 1),
                        new Reading("comes-" + cycle, "s1", 1, "one", cycle, 1),
                        new Reading("comes-" + (cycle - 1), "s1", 2, "one", cycle, 2));
                assertThat(lake.run().failures()).isEmpty();
            }
            Snapshot read = lake.pipeline().table(READING).latest();
            assertThat(read.files().stream().filter(file -> !file.deleted().isEmpty()))
                    .hasSizeGreaterThan(cycles / 2);
            DuckDbSettings little = new DuckDbSettings(
                    24L << 20, 2, folder.resolve("spill"), 1L << 20, List.of(folder.resolve("lake")));
            List<Object> counts = new ArrayList<>();
            try (DuckDbEngine engine = DuckDbEngine.start(little, TinyLake.tiny());
                    SqlSession session = engine.open()) {
                session.query(
                        "select count(*), count(distinct reading_id) from silver.reading",
                        Map.of("silver.reading", session.scan(Scan.of(read))),
                        counts::addAll);
            }
            assertThat(counts).containsExactly(2L * cycles + 1, 2L * cycles + 1);
        }
    }

    private static void fill(TinyLake lake, int cycles, int rows) {
        Random random = new Random(1);
        for (int cycle = 0; cycle < cycles; cycle++) {
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                readings.add(new Reading(
                        "r" + random.nextInt(200), "s" + random.nextInt(4), random.nextInt(90), "one", i, cycle));
            }
            lake.append(readings);
            assertThat(lake.run().failures()).isEmpty();
        }
    }

    private static int files(TinyLake lake) {
        return lake.pipeline().table(READING).latest().files().size();
    }
}
