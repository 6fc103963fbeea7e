package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.lake.TestLake.STAYS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class LakeTest {
    @TempDir
    Path root;

    private final TestLake rows = new TestLake();
    private Lake lake;

    @BeforeEach
    void open() {
        lake = TestLake.open(root);
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
        rows.close();
    }

    @Test
    void aTableIsFoundAgainWithItsWholeSpecification() {
        lake.create(TestLake.SPEC);

        try (Lake reader = TestLake.read(root)) {
            Table found = reader.find(STAYS).orElseThrow();
            assertThat(found.spec()).isEqualTo(TestLake.SPEC);
            assertThat(found.latest().version()).isZero();
            assertThat(found.latest().files()).isEmpty();
            assertThat(reader.tables()).containsExactly(STAYS);
            assertThat(reader.find(TableName.parse("gold.absent"))).isEmpty();
        }
    }

    @Test
    void aTableIsCreatedOnce() {
        lake.create(TestLake.SPEC);

        assertThatThrownBy(() -> lake.create(TestLake.SPEC))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CONFLICT));
    }

    @Test
    void whatTheWriterHoldsInMemoryIsWhatAReaderLoads() {
        Table table = lake.create(TestLake.SPEC);
        rows.append(table, 0, 10);
        Snapshot before = rows.append(table, 10, 2_000);
        Snapshot written = TestLake.committed(table.commit(new Commit(
                "MERGE",
                before,
                List.of(rows.stage(table, 2_000, 2_100)),
                Map.of(before.files().get(0).path(), RoaringBitmap.bitmapOf(0, 9)),
                Set.of(),
                Map.of("wardflow.source", "{\"offset\":7}"),
                true)));

        try (Lake reader = TestLake.read(root)) {
            Snapshot read = reader.find(STAYS).orElseThrow().latest();
            assertThat(read.version()).isEqualTo(3).isEqualTo(written.version());
            assertThat(read.files()).isEqualTo(written.files());
            assertThat(read.committedAt()).isEqualTo(written.committedAt());
            assertThat(read.domains())
                    .isEqualTo(written.domains())
                    .containsExactlyEntriesOf(Map.of("wardflow.source", "{\"offset\":7}"));
            assertThat(read.visibleRows()).isEqualTo(2_098);
            assertThat(rows.ids(read)).hasSize(2_098).doesNotContain("p0", "p9").contains("p1", "p2099");
        }
    }

    @Test
    void aReaderFollowsTheWriter() {
        Table table = lake.create(TestLake.SPEC);
        try (Lake reader = TestLake.read(root)) {
            Table same = reader.find(STAYS).orElseThrow();
            assertThat(same.latest().visibleRows()).isZero();
            rows.append(table, 0, 5);
            rows.append(table, 5, 9);
            assertThat(same.latest().visibleRows()).isEqualTo(9);
        }
    }

    @Test
    void aChangeOfAnOldSnapshotIsAConflictAndLeavesNoFile() {
        Table table = lake.create(TestLake.SPEC);
        Snapshot old = table.latest();
        rows.append(table, 0, 5);
        Set<String> before = TestLake.names(root.resolve("silver/stay"));

        CommitOutcome outcome = table.commit(TestLake.commit(old, List.of(rows.stage(table, 5, 6))));

        assertThat(outcome).isEqualTo(new CommitOutcome.Conflicted(1));
        assertThat(TestLake.names(root.resolve("silver/stay"))).isEqualTo(before);
    }

    @Test
    void aPastVersionIsRead() {
        Table table = lake.create(TestLake.SPEC);
        Snapshot first = rows.append(table, 0, 5);
        Snapshot second = rows.append(table, 5, 9);
        TestLake.committed(table.commit(TestLake.commit(
                second, List.of(), Map.of(), Set.of(second.files().get(0).path()))));

        assertThat(rows.ids(table.latest())).containsExactly("p5", "p6", "p7", "p8");
        assertThat(rows.ids(table.at(1))).isEqualTo(rows.ids(first)).hasSize(5);
        assertThat(table.at(2).files()).isEqualTo(second.files());
        try (Lake reader = TestLake.read(root)) {
            Table read = reader.find(STAYS).orElseThrow();
            assertThat(read.at(2).files()).isEqualTo(second.files());
            assertThat(rows.ids(read.at(1))).isEqualTo(rows.ids(first));
            assertThat(read.latest().files()).isEqualTo(table.latest().files());
        }
        assertThatThrownBy(() -> table.at(4))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_GONE));
    }

    @Test
    void theSixteenNewestVersionsAreReadFromMemory() {
        FaultyIo io = new FaultyIo(new LocalFileIo(), FaultyIo.Fault.ONCE_BEFORE, Long.MAX_VALUE);
        lake.close();
        lake = Lake.openForWriting(root, io, Clock.systemUTC());
        Table table = lake.create(TestLake.SPEC);
        for (int i = 1; i <= 16; i++) {
            TestLake.committed(table.commit(TestLake.commit(table.latest(), List.of())));
        }
        long before = io.calls();

        for (long version = 1; version <= 16; version++) {
            assertThat(table.at(version).version()).isEqualTo(version);
        }
        assertThat(io.calls()).isEqualTo(before);
        assertThat(table.at(0).version()).isZero();
        assertThat(io.calls()).isGreaterThan(before);
    }

    @Test
    void aCommitReadsNoMoreOfTheLogTheLongerItIs() {
        FaultyIo io = new FaultyIo(new LocalFileIo(), FaultyIo.Fault.ONCE_BEFORE, Long.MAX_VALUE);
        rows.append(lake.create(TestLake.SPEC), 100, 110);
        lake.close();
        // Of a table that it made itself Delta Kernel knows more than of one that it has read.
        lake = Lake.openForWriting(root, io, Clock.systemUTC());
        Table table = lake.find(STAYS).orElseThrow();
        long[] calls = new long[40];
        for (int i = 0; i < calls.length; i++) {
            Commit commit = new Commit(
                    "MERGE",
                    table.latest(),
                    List.of(rows.stage(table, i, i + 1)),
                    Map.of(),
                    Set.of(),
                    i % 2 == 0 ? Map.of("even", Integer.toString(i)) : Map.of("odd", Integer.toString(i)),
                    true);
            long before = io.calls();
            TestLake.committed(table.commit(commit));
            calls[i] = io.calls() - before;
        }

        assertThat(calls[39]).isEqualTo(calls[2]);
        assertThat(table.latest().domains()).isEqualTo(Map.of("even", "38", "odd", "39"));
        try (Lake reader = TestLake.read(root)) {
            assertThat(reader.find(STAYS).orElseThrow().latest().domains())
                    .isEqualTo(table.latest().domains());
        }
    }

    @Test
    void rowsAreNumberedOnIfAnotherProgramAskedForRowTracking() throws IOException {
        rows.append(lake.create(TestLake.SPEC), 0, 10);
        otherProgramWrites("protocol", "\"writerFeatures\":[", "\"writerFeatures\":[\"rowTracking\",");
        Table table = lake.find(STAYS).orElseThrow();

        for (int version = 3; version <= 5; version++) {
            rows.append(table, version * 10L, version * 10L + 10);
            assertThat(Files.readString(log().resolve("0000000000000000000" + version + ".json")))
                    .contains("\\\"rowIdHighWaterMark\\\":" + ((version - 2) * 10 - 1));
        }
    }

    /** As Spark's ALTER TABLE … RENAME COLUMN does it; a column that it adds has a name of its own in files from the beginning. */
    @Test
    void aColumnThatAnotherProgramRenamedIsRefusedAndNotReadAsNull() throws IOException {
        rows.append(lake.create(TestLake.SPEC), 0, 10);
        otherProgramWrites("metaData", "\\\"name\\\":\\\"ward\\\"", "\\\"name\\\":\\\"unit\\\"");
        Table table = lake.find(STAYS).orElseThrow();

        assertThatThrownBy(table::latest)
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_CHANGE))
                .hasMessageContaining("unit, which its files call ward");
    }

    /** Version 2: an action of version 0 with a change; then the lake is opened again. */
    private void otherProgramWrites(String action, String from, String to) throws IOException {
        lake.close();
        String first = Files.readAllLines(log().resolve("00000000000000000000.json")).stream()
                .filter(line -> line.startsWith("{\"" + action + "\""))
                .findFirst()
                .orElseThrow();
        Files.writeString(
                log().resolve("00000000000000000002.json"),
                "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"OTHER\"}}\n" + first.replace(from, to) + "\n");
        lake = TestLake.open(root);
    }

    private Path log() {
        return root.resolve("silver/stay/_delta_log");
    }

    @Test
    void theHistoryTellsRowsAndFiles() {
        Table table = lake.create(TestLake.SPEC);
        Snapshot base = rows.append(table, 0, 5);
        TestLake.committed(table.commit(new Commit(
                "MERGE",
                base,
                List.of(rows.stage(table, 5, 7)),
                Map.of(base.files().get(0).path(), RoaringBitmap.bitmapOf(1, 2)),
                Set.of(),
                Map.of(),
                true)));

        List<HistoryEntry> history = table.history(2);

        assertThat(history).extracting(HistoryEntry::operation).containsExactly("MERGE", "MERGE");
        assertThat(history.get(0))
                .usingRecursiveComparison()
                .ignoringFields("committedAt")
                .isEqualTo(new HistoryEntry(2, history.get(0).committedAt(), "MERGE", 1, 0, 2, 2));
        assertThat(table.history(10))
                .hasSize(3)
                .last()
                .extracting(HistoryEntry::operation)
                .isEqualTo("CREATE");
    }
}
