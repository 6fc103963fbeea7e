package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.lake.TestLake.STAYS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class MaintenanceTest extends OnOneTable {
    /** Everything is old enough to be deleted. */
    private static final Instant FUTURE = Instant.parse("2999-01-01T00:00:00Z");

    @Test
    void aShortLogIsLeftAlone() {
        rows.append(table, 0, 3);

        assertThat(table.maintain(new Retention(1, FUTURE))).isEqualTo(new MaintenanceReport(false, 0, 0, 0));
    }

    @Test
    void threeHundredCommitsLeaveAShortLogAndEveryNeededVersion() {
        for (int i = 0; i < 300; i++) {
            commitDomain(i);
            if (i % 50 == 49) {
                table.maintain(new Retention(Math.max(0, table.latest().version() - 100), FUTURE));
            }
        }

        Set<String> log = TestLake.names(table(root).resolve("_delta_log"));
        assertThat(log).hasSizeLessThan(200).noneMatch(name -> name.endsWith(".crc"));
        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(read.latest().domain("n")).contains("299");
            for (long version = 200; version <= 300; version += 20) {
                assertThat(read.at(version).domain("n")).contains(Long.toString(version - 1));
                assertThat(read.changes(version, 300).added()).isEmpty();
            }
            assertThatThrownBy(() -> read.at(100))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_GONE));
            assertThatThrownBy(() -> read.changes(1, 300))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_GONE));
        }
        commitDomain(300);
        assertThat(table.latest().domain("n")).contains("300");
    }

    @Test
    void aReaderThatSleptThroughTheCleaningWakesAtTheNewestVersion() {
        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(read.latest().version()).isZero();
            for (int i = 0; i < 100; i++) {
                commitDomain(i);
            }
            table.maintain(new Retention(100, FUTURE));

            assertThat(read.latest().domain("n")).contains("99");
        }
    }

    @Test
    void aCheckpointKeepsTagsStatisticsAndDeletedRows() {
        Snapshot base = rows.append(table, 0, 2_000);
        TestLake.committed(table.commit(TestLake.commit(
                base, List.of(), Map.of(base.files().get(0).path(), RoaringBitmap.bitmapOfRange(0, 1_000)), Set.of())));
        for (int i = 0; i < 70; i++) {
            commitDomain(i);
        }
        Snapshot before = table.latest();

        assertThat(table.maintain(new Retention(72, FUTURE)).checkpointed()).isTrue();

        try (Lake reader = TestLake.read(root)) {
            Snapshot read = reader.find(STAYS).orElseThrow().latest();
            assertThat(read.files()).isEqualTo(before.files());
            assertThat(read.files().get(0).digest()).isNotNull();
            assertThat(read.slicesWithKeys(TestLake.KEY, hashes("p3"))).hasSize(1);
            assertThat(read.slicesWithKeys(TestLake.KEY, hashes("q3"))).isEmpty();
        }
    }

    /** With a few changes a second they would be nearly all that it holds. */
    @Test
    void aCheckpointHoldsNothingOfWhatWasRemoved() {
        rows.append(table, 0, 2_000);
        for (int i = 0; i < 70; i++) {
            String file = table.latest().files().get(0).path();
            TestLake.committed(table.commit(
                    TestLake.commit(table.latest(), List.of(), Map.of(file, RoaringBitmap.bitmapOf(7 * i)), Set.of())));
        }
        replaceFiles(2);

        assertThat(table.maintain(new Retention(0, Instant.EPOCH)).checkpointed())
                .isTrue();

        Path checkpoint = table(root).resolve("_delta_log/00000000000000000073.checkpoint.parquet");
        assertThat(rows.numbers("select count(add), count(remove), count(metaData), count(protocol) from read_parquet('"
                        + checkpoint + "')"))
                .containsExactly(1L, 0L, 1L, 1L);
        assertThat(rows.ids(table.at(60))).hasSize(2_000 - 59);
    }

    @Test
    void theHintToTheCheckpointMayBeTornOrMissing() throws IOException {
        rows.append(table, 0, 3);
        for (int i = 0; i < 70; i++) {
            commitDomain(i);
        }
        table.maintain(new Retention(71, FUTURE));
        Path hint = table(root).resolve("_delta_log/_last_checkpoint");
        Files.writeString(hint, "{\"version\":7");
        assertReadable();
        Files.writeString(hint, "");
        assertReadable();
        Files.delete(hint);
        assertReadable();
    }

    /** Memory goes on for readers until a commit has to read the log; from then on nobody is told that all is well. */
    @Test
    void aCommitThatFindsTheLogDamagedMakesTheTableUnreadableUntilItIsMended() throws IOException {
        for (int i = 0; i < 70; i++) {
            commitDomain(i);
        }
        assertThat(table.maintain(new Retention(70, FUTURE)).checkpointed()).isTrue();
        Path checkpoint = table(root).resolve("_delta_log/00000000000000000070.checkpoint.parquet");
        Snapshot before = table.latest();
        flip(checkpoint);

        assertThat(table.latest()).isEqualTo(before);
        assertCorrupt(() -> commitDomain(70), checkpoint);
        assertCorrupt(() -> table.latest(), checkpoint);
        assertCorrupt(() -> commitDomain(70), checkpoint);

        flip(checkpoint);
        assertThat(table.latest()).isEqualTo(before);
        commitDomain(70);
        assertThat(table.latest().domain("n")).contains("70");
    }

    @Test
    void aCommitThatFindsACheckpointMissingMakesTheTableUnreadableUntilItIsBack() throws IOException {
        for (int i = 0; i < 70; i++) {
            commitDomain(i);
        }
        assertThat(table.maintain(new Retention(70, FUTURE)).logFilesDeleted()).isPositive();
        Path checkpoint = table(root).resolve("_delta_log/00000000000000000070.checkpoint.parquet");
        byte[] content = Files.readAllBytes(checkpoint);
        Files.delete(checkpoint);

        assertCorrupt(() -> commitDomain(70), table(root));
        assertCorrupt(() -> table.latest(), table(root));

        Files.write(checkpoint, content);
        commitDomain(70);
        assertThat(table.latest().domain("n")).contains("70");
    }

    /** Said to be damaged, it holds up no other table; a version that is gone would be the fault of who asks for it. */
    @Test
    void maintenanceThatFindsACheckpointMissingCallsTheTableDamaged() throws IOException {
        for (int i = 0; i < 70; i++) {
            commitDomain(i);
        }
        assertThat(table.maintain(new Retention(70, FUTURE)).logFilesDeleted()).isPositive();
        for (int i = 70; i < 140; i++) {
            commitDomain(i);
        }
        Files.delete(table(root).resolve("_delta_log/00000000000000000070.checkpoint.parquet"));

        assertCorrupt(() -> table.maintain(new Retention(140, Instant.EPOCH)), table(root));
    }

    private static void assertCorrupt(ThrowingCallable call, Path named) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(e.what()).contains("silver.stay");
            assertThat(e.found()).contains(named.getFileName().toString());
        });
    }

    /** Twice is the same again. */
    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private void assertReadable() {
        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(rows.ids(read.latest())).hasSize(3);
            assertThat(read.latest().domain("n")).contains("69");
        }
    }

    @Test
    void aYoungLogIsKeptWhateverItsVersion() {
        for (int i = 0; i < 70; i++) {
            commitDomain(i);
        }

        MaintenanceReport report = table.maintain(new Retention(70, Instant.EPOCH));

        assertThat(report).isEqualTo(new MaintenanceReport(true, 0, 0, 0));
    }

    @Test
    void theVacuumSparesWhatANeededVersionReads() {
        Snapshot first = rows.append(table, 0, 2_000);
        Snapshot second = TestLake.committed(table.commit(
                TestLake.commit(first, List.of(), Map.of(first.files().get(0).path(), scattered()), Set.of())));
        TestLake.committed(table.commit(TestLake.commit(
                second, List.of(), Map.of(), Set.of(second.files().get(0).path()))));
        rows.append(table, 0, 2_000);

        assertThat(table.maintain(new Retention(2, FUTURE)).dataFilesDeleted()).isZero();
        assertThat(rows.ids(table.at(2))).hasSize(1_000);
        assertThat(rows.ids(table.changes(2, 3).removed())).hasSize(1_000);

        // Version 3 no longer needs the data file, its key filters and its deletion vector.
        MaintenanceReport report = table.maintain(new Retention(3, FUTURE));
        assertThat(report.dataFilesDeleted()).isEqualTo(3);
        assertThat(report.bytesDeleted()).isPositive();
        assertThat(rows.ids(table.latest())).hasSize(2_000);
        assertThat(TestLake.names(table(root)).stream().filter(name -> name.endsWith(".bin")))
                .isEmpty();
    }

    @Test
    void aReaderThatSleptThroughTheVacuumWakesAtTheNewestVersion() {
        Snapshot first = rows.append(table, 0, 2_000);
        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(read.latest().visibleRows()).isEqualTo(2_000);
            String file = first.files().get(0).path();
            Snapshot second = TestLake.committed(
                    table.commit(TestLake.commit(first, List.of(), Map.of(file, scattered()), Set.of())));
            TestLake.committed(table.commit(TestLake.commit(second, List.of(), Map.of(), Set.of(file))));
            assertThat(table.maintain(new Retention(3, FUTURE)).dataFilesDeleted())
                    .isEqualTo(3);

            assertThat(read.latest().version()).isEqualTo(3);
            assertThat(read.latest().files()).isEmpty();
            assertThatThrownBy(() -> read.at(2))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_GONE));
        }
    }

    @Test
    void filesOfNoVersionAreDeletedOnceTheyAreOld() throws IOException {
        rows.append(table, 0, 3);
        Path orphan = table(root).resolve("part-orphan.parquet");
        Path torn = table(root).resolve("_delta_log/.tmp-torn");
        Files.writeString(orphan, "x");
        Files.writeString(torn, "x");

        table.maintain(new Retention(1, Instant.EPOCH));
        assertThat(orphan).exists();
        assertThat(torn).exists();

        table.maintain(new Retention(1, FUTURE));
        assertThat(orphan).doesNotExist();
        assertThat(torn).doesNotExist();
        assertThat(rows.ids(table.latest())).hasSize(3);
    }

    /** What was removed when is told as it happens: a clean-up of a table with thousands of versions must not read them all. */
    @Test
    void theVacuumReadsNoMoreOfTheLogTheLongerItIs() {
        FaultyIo io = new FaultyIo(new LocalFileIo(), FaultyIo.Fault.ONCE_BEFORE, Long.MAX_VALUE);
        lake.close();
        lake = Lake.openForWriting(root, io, Clock.systemUTC());
        table = lake.find(STAYS).orElseThrow();
        replaceFiles(5);
        table.maintain(new Retention(0, FUTURE));
        long few = callsOf(io, () -> table.maintain(new Retention(0, FUTURE)));
        replaceFiles(40);

        long many = callsOf(io, () -> table.maintain(new Retention(0, FUTURE)));

        assertThat(many).isEqualTo(few);
        assertThat(TestLake.names(table(root)).stream().filter(name -> name.endsWith(".parquet")))
                .hasSize(45);
    }

    /** A process that has just begun has been told nothing. */
    @Test
    void theVacuumOfAnotherProcessSparesWhatANeededVersionReads() {
        replaceFiles(20);
        lake.close();
        lake = TestLake.open(root);
        table = lake.find(STAYS).orElseThrow();
        replaceFiles(3);

        long newest = table.latest().version();
        assertThat(table.maintain(new Retention(newest - 10, FUTURE)).dataFilesDeleted())
                .isEqualTo(12);
        for (long version = newest - 10; version <= newest; version++) {
            assertThat(rows.ids(table.at(version))).hasSize(3);
        }
        replaceFiles(1);
        assertThat(table.maintain(new Retention(newest, FUTURE)).dataFilesDeleted())
                .isEqualTo(10);
        assertThat(rows.ids(table.at(newest))).hasSize(3);
    }

    /** A table that another program gave another shape is read anew, and nobody is told of the versions up to there. */
    @Test
    void theVacuumSparesWhatAnotherProgramRemoved() throws IOException {
        replaceFiles(3);
        long last = table.latest().version();
        Path log = table(root).resolve("_delta_log");
        String shape = Files.readAllLines(log.resolve("00000000000000000000.json")).stream()
                .filter(line -> line.startsWith("{\"metaData\""))
                .findFirst()
                .orElseThrow();
        String info = "{\"commitInfo\":{\"timestamp\":1767225600000,\"operation\":\"OTHER\"}}\n";
        Files.writeString(log.resolve(String.format(Locale.ROOT, "%020d.json", last + 1)), info + shape + "\n");
        Files.writeString(
                log.resolve(String.format(Locale.ROOT, "%020d.json", last + 2)),
                info + "{\"remove\":{\"path\":\""
                        + table.at(last).files().get(0).path()
                        + "\",\"deletionTimestamp\":1767225600000,\"dataChange\":true}}\n");
        assertThat(table.latest().files()).isEmpty();
        replaceFiles(2);

        // The first two of the three files are gone.
        assertThat(table.maintain(new Retention(last, FUTURE)).dataFilesDeleted())
                .isEqualTo(2);
        assertThat(rows.ids(table.at(last))).hasSize(3);
        assertThat(rows.ids(table.at(last + 1))).hasSize(3);
        assertThat(rows.ids(table.at(last + 3))).hasSize(3);
    }

    private void replaceFiles(int times) {
        for (int i = 0; i < times; i++) {
            replaceFile(i);
        }
    }

    /** Its rows go into a file of their own, and the file before goes. */
    private void replaceFile(int from) {
        Snapshot before = table.latest();
        Set<String> gone = before.files().stream().map(DataFile::path).collect(Collectors.toSet());
        TestLake.committed(
                table.commit(TestLake.commit(before, List.of(rows.stage(table, from, from + 3)), Map.of(), gone)));
    }

    private static long callsOf(FaultyIo io, Runnable work) {
        long before = io.calls();
        work.run();
        return io.calls() - before;
    }

    /** Too irregular for an inline deletion vector. */
    private static RoaringBitmap scattered() {
        RoaringBitmap odd = new RoaringBitmap();
        for (int i = 1; i < 2_000; i += 2) {
            odd.add(i);
        }
        return odd;
    }

    private void commitDomain(int n) {
        TestLake.committed(table.commit(new Commit(
                "APPEND", table.latest(), List.of(), Map.of(), Set.of(), Map.of("n", Integer.toString(n)), true)));
    }

    private static long[] hashes(String key) {
        return new long[] {KeyHash.of(List.of(key))};
    }

    private static Path table(Path root) {
        return root.resolve("silver/stay");
    }
}
