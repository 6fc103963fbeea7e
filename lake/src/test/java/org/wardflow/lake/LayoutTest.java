package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.lake.TestLake.STAYS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** Key filters, statistics, digests and columns of files. */
class LayoutTest extends OnOneTable {
    @Test
    void aKeyIsFoundInOneFileOfAHundredWithoutOpeningThem() {
        // Every tenth file is large enough to have its filter in a file of its own.
        List<StagedFile> staged = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            staged.add(rows.stage(table, i * 10_000L, i * 10_000L + (i % 10 == 0 ? 10_000 : 100)));
        }
        Snapshot snapshot = TestLake.committed(table.commit(TestLake.commit(table.latest(), staged)));
        assertThat(snapshot.files()).hasSize(100);

        try (Lake reader = TestLake.read(root)) {
            Snapshot read = reader.find(STAYS).orElseThrow().latest();
            int candidates = 0;
            for (int i = 0; i < 100; i++) {
                String key = "p" + (i * 10_000 + 7);
                List<TableChanges.Slice> found = read.slicesWithKeys(TestLake.KEY, hashes(key));
                assertThat(found).anyMatch(slice -> rows.ids(List.of(slice)).contains(key));
                candidates += found.size();
            }
            assertThat(candidates).isEqualTo(100);
            assertThat(read.slicesWithKeys(TestLake.KEY, new long[0])).isEmpty();
        }
    }

    @Test
    void ofALargeFileOnlyTheRowsOfAKeyAreReadAndDeletedOnesNever() {
        Snapshot snapshot = rows.append(table, 0, FileKeys.LOCATED_ROWS_MIN);
        assertThat(snapshot.slicesWithKeys(TestLake.KEY, hashes("p4711")))
                .singleElement()
                .satisfies(slice -> {
                    assertThat(slice.only()).contains(RoaringBitmap.bitmapOf(4_711));
                    assertThat(rows.ids(List.of(slice))).containsExactly("p4711");
                });

        String path = snapshot.files().get(0).path();
        Snapshot after = TestLake.committed(table.commit(
                TestLake.commit(snapshot, List.of(), Map.of(path, RoaringBitmap.bitmapOf(4_711)), Set.of())));
        assertThat(after.slicesWithKeys(TestLake.KEY, hashes("p4711"))).isEmpty();
    }

    @Test
    void aLargeFileOfWhichManyRowsAreWantedIsReadWhole() {
        Snapshot snapshot = rows.append(table, 0, FileKeys.LOCATED_ROWS_MIN);
        String[] few = IntStream.range(0, 1_000).mapToObj(i -> "p" + i).toArray(String[]::new);
        String[] many = IntStream.range(0, 1_001).mapToObj(i -> "p" + i).toArray(String[]::new);

        assertThat(snapshot.slicesWithKeys(TestLake.KEY, hashes(few)).get(0).only())
                .isPresent();
        assertThat(snapshot.slicesWithKeys(TestLake.KEY, hashes(many)).get(0).only())
                .isEmpty();
    }

    @Test
    void keysThatLieInAFileAreFoundLikeThoseInMemoryAndTheFileGoes() throws IOException {
        StagedFile held = rows.stage(table, 0, FileKeys.LOCATED_ROWS_MIN);
        FileKeys keys = held.keys().get(0);
        Path file = Files.write(table.newStagingFile(), keys.bytes());
        FileKeys written = FileKeys.in(file, keys.distinct());
        assertThat(written.distinct()).isEqualTo(FileKeys.LOCATED_ROWS_MIN);
        assertThatThrownBy(written::hashes).hasMessageContaining("lie in a file");

        Snapshot snapshot = TestLake.committed(table.commit(TestLake.commit(
                table.latest(),
                List.of(new StagedFile(held.path(), held.rows(), held.statistics(), List.of(written))))));

        assertThat(snapshot.slicesWithKeys(TestLake.KEY, hashes("p4711")))
                .singleElement()
                .satisfies(slice -> assertThat(slice.only()).contains(RoaringBitmap.bitmapOf(4_711)));
        assertThat(snapshot.slicesWithKeys(TestLake.KEY, hashes("absent"))).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void keysWithVeryManyRowsAreNotLocated() {
        long[] hashes = new long[100_000];
        int[] positions = IntStream.range(0, hashes.length).toArray();

        assertThat(FileKeys.located(hashes, positions).isLocated()).isFalse();
        assertThat(FileKeys.located(hashes, positions).distinct()).isOne();
    }

    @Test
    void aFileWhoseFilterIsDamagedIsAlwaysRead() throws IOException {
        Snapshot snapshot = rows.append(table, 0, 10_000);
        Path filter =
                root.resolve("silver/stay/_keys/" + snapshot.files().get(0).path() + ".keys");
        byte[] bytes = Files.readAllBytes(filter);
        bytes[100] ^= 1;
        Files.write(filter, bytes);

        assertThat(snapshot.slicesWithKeys(TestLake.KEY, hashes("absent"))).hasSize(1);
    }

    @Test
    void aLookUpByOtherColumnsIsRefused() {
        assertThatThrownBy(() -> table.latest().slicesWithKeys(List.of("ward"), hashes("W1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void columnsThatIdentifyAPatientHaveNoStatisticsInTheLog() throws IOException {
        Snapshot snapshot = rows.append(table, 4_711, 4_712);

        assertThat(snapshot.files().get(0).statistics()).containsOnlyKeys("ward", "at");
        String log = Files.readString(root.resolve("silver/stay/_delta_log/00000000000000000001.json"));
        assertThat(log).contains("W2").doesNotContain("p4711");
        assertThat(Files.readString(root.resolve("silver/stay/_delta_log/00000000000000000000.json")))
                .contains("\"delta.dataSkippingStatsColumns\":\"`ward`,`at`\"");
    }

    @Test
    void aColumnIsAddedAndOlderFilesStayAsTheyAre() {
        Snapshot before = rows.append(table, 0, 3);
        Column bed = new Column("bed", ColumnType.STRING, false, true);

        Snapshot after = table.addColumns(List.of(bed));

        assertThat(after.columns()).hasSize(4).endsWith(bed);
        assertThat(after.files()).isEqualTo(before.files());
        assertThat(before.columns()).hasSize(3);
        assertThat(table.at(1).columns()).hasSize(3);
        assertThat(table.spec().keyFilters()).isEqualTo(TestLake.SPEC.keyFilters());
        assertThat(rows.append(table, 3, 5).visibleRows()).isEqualTo(5);
        assertThat(table.history(2).get(1).operation()).isEqualTo("ALTER");
    }

    @Test
    void onlyNewNullableColumnsAreAdded() {
        for (Column column : List.of(
                new Column("bed", ColumnType.STRING, true, false),
                new Column("WARD", ColumnType.STRING, false, false))) {
            assertThatThrownBy(() -> table.addColumns(List.of(column)))
                    .isInstanceOfSatisfying(
                            WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_CHANGE));
        }
        assertThat(table.latest().version()).isZero();
    }

    @Test
    void aDamagedFileIsFoundBeforeItsFirstUse() throws IOException {
        DataFile file = rows.append(table, 0, 3).files().get(0);
        byte[] bytes = Files.readAllBytes(file.absolute());
        bytes[bytes.length / 2] ^= 1;
        Files.write(file.absolute(), bytes);

        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThatThrownBy(() -> read.verify(read.latest().files().get(0)))
                    .isInstanceOfSatisfying(WardflowException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
                        assertThat(e.what()).contains("silver.stay");
                        assertThat(e.found()).contains(file.path()).contains("expected " + file.digest());
                        assertThat(e.fix()).contains("rebuild silver.stay");
                    });
        }
    }

    @Test
    void aFileIsHashedOnceAProcess() {
        rows.append(table, 0, 3);
        FaultyIo io = new FaultyIo(new LocalFileIo(), FaultyIo.Fault.ONCE_BEFORE, Long.MAX_VALUE);
        try (Lake reader = Lake.openForReading(root, io, Clock.systemUTC())) {
            Table read = reader.find(STAYS).orElseThrow();
            DataFile file = read.latest().files().get(0);
            long before = io.calls();
            read.verify(file);
            read.verify(file);
            assertThat(io.calls()).isEqualTo(before + 1);
        }
    }

    @Test
    void aTornLogEntryIsNamed() throws IOException {
        rows.append(table, 0, 3);
        Path entry = root.resolve("silver/stay/_delta_log/00000000000000000002.json");
        Files.write(entry, "{\"commitInfo\":{\"time".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> table.latest()).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT);
            assertThat(e.what()).contains("silver.stay");
            assertThat(e.found()).contains("00000000000000000002.json");
            assertThat(e.fix()).contains("rebuild silver.stay");
        });
    }

    @Test
    void temporaryFilesOfACrashAreNoLogEntries() throws IOException {
        rows.append(table, 0, 3);
        Files.writeString(root.resolve("silver/stay/_delta_log/.tmp-torn"), "{");
        Files.writeString(root.resolve("silver/stay/.tmp-torn"), "{");

        try (Lake reader = TestLake.read(root)) {
            assertThat(rows.ids(reader.find(STAYS).orElseThrow().latest())).hasSize(3);
        }
        assertThat(rows.append(table, 3, 4).version()).isEqualTo(2);
    }

    @Test
    void whatWasStagedBeforeACrashIsGone() {
        Path staged = rows.stage(table, 0, 3).path();
        lake.close();
        lake = TestLake.open(root);

        assertThat(staged).doesNotExist();
    }

    @Test
    void rowsOutsideAFileCannotBeDeleted() {
        Snapshot base = rows.append(table, 0, 3);
        String file = base.files().get(0).path();

        assertThatThrownBy(() -> table.commit(
                        TestLake.commit(base, List.of(), Map.of(file, RoaringBitmap.bitmapOf(3)), Set.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(table.latest()).isEqualTo(base);
    }

    private static long[] hashes(String... keys) {
        return Arrays.stream(keys).mapToLong(key -> KeyHash.of(List.of(key))).toArray();
    }
}
