package org.wardflow.flow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.flow.engine.AllTypes.COLUMNS;
import static org.wardflow.flow.engine.AllTypes.SPEC;
import static org.wardflow.flow.engine.AllTypes.TIME;
import static org.wardflow.flow.engine.AllTypes.file;
import static org.wardflow.flow.engine.AllTypes.row;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.StagedFile.ColumnStatistics;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** What every engine has to do, whatever its SQL: its module's tests extend this. */
public abstract class SqlEngineContract {
    private static final int FEW = 1_000;

    @TempDir
    private Path parent;

    private Path folder;
    private SqlEngine engine;
    private SqlSession session;
    private AllTypes types;

    /** The engine, over a content that is empty; it may read below the folder. */
    protected abstract SqlEngine start(Path folder) throws IOException;

    @BeforeEach
    final void open() throws IOException {
        folder = Files.createDirectories(parent.resolve("a=b ü %20{x}*"));
        engine = start(folder);
        session = engine.open();
        types = new AllTypes(session, folder);
    }

    @AfterEach
    final void close() {
        session.close();
        engine.close();
    }

    @Test
    void aTimeZoneHasItsOffsetsOfWinterAndSummer() {
        Instant january = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(engine.offsets("America/Chicago", january, Duration.ofDays(182), 3))
                .containsExactly(-6 * 3_600, -5 * 3_600, -6 * 3_600);
        assertThat(engine.offsets("Asia/Kolkata", january, Duration.ofHours(1), 2))
                .containsExactly(19_800, 19_800);
        assertThat(TimeZones.disagreement("UTC", engine::offsets, TimeZones::ofJava))
                .isEmpty();
        assertThat(TimeZones.digest(engine, List.of())).isEmpty();
        assertThat(TimeZones.digest(engine, List.of("UTC")))
                .isNotEqualTo(TimeZones.digest(engine, List.of("Asia/Kolkata")));
    }

    @Test
    void filesThatLackRowsAreRefused() {
        Relation kept = session.rows(COLUMNS, List.of(text("b", "2"), text("a", "1"), text("c", "3")));
        Relation claimed = Relation.part(kept, 4);
        assertThatThrownBy(() -> session.stage(claimed, SPEC, () -> folder.resolve("lacking")))
                .hasMessageContaining("ENGINE_FAILED")
                .hasMessageContaining("silver.all_types")
                .hasMessageContaining("3 of 4");
    }

    @Test
    void rowsThatFillMoreThanOneFileAreAllThere() {
        Column number = new Column("n", ColumnType.BIGINT, false, false);
        TableSpec narrow = new TableSpec(TableName.parse("silver.narrow"), List.of(number), List.of(), List.of("n"));
        int many = 500_001;
        List<StagedFile> staged;
        try (RowAppender rows = session.append(narrow, folder.resolve("narrow"))) {
            for (long n = 0; n < many; n++) {
                rows.append(n);
            }
            staged = rows.finish();
        }
        assertThat(staged).hasSizeGreaterThan(1);
        assertThat(staged.stream().mapToLong(StagedFile::rows).sum()).isEqualTo(many);
    }

    @Test
    void aFailureTellsNoValue() {
        assertThatThrownBy(() -> types.value("select cast('secret' as int)"))
                .hasMessageContaining("SQL_FAILED")
                .hasMessageNotContaining("secret");
    }

    @Test
    void everyTypeGoesThroughAFileUnchanged() {
        List<@Nullable Object> row = row("ä'\n", 7);
        List<@Nullable Object> nulls = Arrays.asList(new @Nullable Object[COLUMNS.size()]);
        List<List<@Nullable Object>> found =
                types.rows(session.scan(Scan.of(COLUMNS, List.of(file(types.append(nulls, row))))));
        assertThat(found.get(0)).isEqualTo(nulls);
        assertThat(found.get(1).subList(0, 7)).isEqualTo(row.subList(0, 7));
        assertThat((byte[]) found.get(1).get(7)).isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aStagedFileTellsItsBoundsAndKeys() {
        StagedFile staged = types.append(row("b", 9), row("a", 7), row("a", 8), Arrays.asList(new @Nullable Object[8]));
        assertThat(staged.rows()).isEqualTo(4);
        assertThat(staged.statistics().get("c_int")).isEqualTo(new ColumnStatistics("7", "9", 1));
        assertThat(staged.statistics().get("c_string")).isEqualTo(new ColumnStatistics("a", "b", 1));
        assertThat(staged.statistics().get("c_boolean")).isEqualTo(new ColumnStatistics("true", "true", 1));
        assertThat(staged.statistics().get("c_decimal")).isEqualTo(new ColumnStatistics("1.500000", "1.500000", 1));
        assertThat(staged.statistics().get("c_date")).isEqualTo(new ColumnStatistics("2026-03-29", "2026-03-29", 1));
        String micros = String.valueOf(TIME.getEpochSecond() * 1_000_000 + 123_456);
        assertThat(staged.statistics().get("c_timestamp")).isEqualTo(new ColumnStatistics(micros, micros, 1));
        assertThat(staged.statistics()).doesNotContainKey("c_binary");
        assertThat(staged.keys().get(0).hashes())
                .containsExactlyInAnyOrder(KeyHash.of(List.of("a")), KeyHash.of(List.of("b")));
        assertThat(staged.keys().get(1).hashes()).containsExactly(KeyHash.of(List.of("5", micros, "2026-03-29")));
    }

    @Test
    void identifyingColumnsHaveNoBounds() {
        Column phi = new Column("name", ColumnType.STRING, true, true);
        TableSpec spec = new TableSpec(TableName.parse("silver.names"), List.of(phi), List.of(), List.of());
        Relation rows = session.rows(List.of(phi), List.of(List.of("Ada")));
        assertThat(session.stage(rows, spec, () -> folder.resolve("names")))
                .singleElement()
                .satisfies(file -> assertThat(file.statistics()).isEmpty());
    }

    @Test
    void filesAreSortedAndHashedAlikeWhetherRowsAreKeptOrComputed() {
        Relation kept = session.rows(COLUMNS, List.of(text("b", "2"), text("a", "1"), text("c", "3")));
        Relation computed = session.select("select * from run.kept", Map.of("run.kept", kept));
        StagedFile first =
                session.stage(kept, SPEC, () -> folder.resolve("kept")).get(0);
        StagedFile second =
                session.stage(computed, SPEC, () -> folder.resolve("computed")).get(0);
        assertThat(types.rows(session.scan(Scan.of(COLUMNS, List.of(file(first))))).stream()
                        .map(row -> row.get(0)))
                .containsExactly("a", "b", "c");
        assertThat(first.keys().get(0).hashes())
                .isEqualTo(second.keys().get(0).hashes())
                .hasSize(3);
        assertThat(first.statistics()).isEqualTo(second.statistics());
    }

    @Test
    void aRelationWithoutRowsGivesNoFile() {
        Relation none = session.select("select * from run.none", Map.of("run.none", session.rows(COLUMNS, List.of())));
        assertThat(session.stage(none, SPEC, () -> folder.resolve("none"))).isEmpty();
        assertThat(folder.resolve("none")).isEmptyDirectory();
        try (RowAppender rows = session.append(SPEC, folder.resolve("rows"))) {
            assertThat(rows.finish()).isEmpty();
        }
    }

    @Test
    void deletedRowsAreLeftOutAndWantedOnesAlone() {
        DataFile file = file(types.append(row("a", 0), row("b", 1), row("c", 2), row("d", 3)));
        DataFile worn =
                new DataFile(file.path(), file.absolute(), 4, 0, RoaringBitmap.bitmapOf(1, 3), file.statistics(), null);
        assertThat(types.names(Scan.of(COLUMNS, List.of(worn)))).containsExactly("a", "c");
        Slice slice = new Slice(worn, Optional.of(RoaringBitmap.bitmapOf(0, 1)));
        Scan wanted = new Scan(COLUMNS, List.of(slice), Optional.empty(), List.of(), false);
        assertThat(types.names(wanted)).containsExactly("a", "b");
        Relation keys = session.rows(COLUMNS.subList(0, 1), List.of(List.of("c"), List.of("d")));
        Scan found = Scan.of(COLUMNS, List.of(worn)).only(new Scan.Keys(List.of("c_string"), keys));
        assertThat(types.names(found)).containsExactly("c");
        assertThat(session.positions(session.scan(found.withPositions()), List.of(worn)))
                .isEqualTo(Map.of(worn.path(), RoaringBitmap.bitmapOf(2)));
        assertThat(types.names(Scan.of(COLUMNS, List.of()))).isEmpty();
    }

    @Test
    void aFileFromBeforeAColumnReadsAsNull() {
        DataFile old = file(types.append(row("a", 1)));
        List<Column> grown = new ArrayList<>(COLUMNS);
        grown.add(new Column("later", ColumnType.DATE, false, false));
        Relation scan = session.scan(Scan.of(grown, List.of(old)));
        assertThat(types.rows(scan).get(0)).hasSize(9).last().isNull();
        assertThat(types.rows(session.scan(Scan.of(grown, List.of(old)).with(List.of("later")))))
                .isEmpty();
    }

    @Test
    void aFileReadTwiceGivesItsRowsTwice() {
        DataFile file = file(types.append(row("a", 0), row("b", 1)));
        Slice all = new Slice(file, Optional.empty());
        Slice one = new Slice(file, Optional.of(RoaringBitmap.bitmapOf(1)));
        assertThat(types.names(Scan.ofSlices(COLUMNS, List.of(all, one, all))))
                .containsExactly("a", "a", "b", "b", "b");
    }

    @Test
    void rowsAreKeptWhetherFewOrMany() {
        for (int rows : new int[] {0, FEW, FEW + 1}) {
            Relation kept = session.materialise("select i as id from range(" + rows + ") r(i)", Map.of());
            assertThat(kept.size()).isEqualTo(rows);
            assertThat(types.value("select count(distinct id) from run.kept", Map.of("run.kept", kept)))
                    .isEqualTo((long) rows);
            session.drop(kept);
        }
    }

    @Test
    void keysAreHashedAsFilesHashThem() {
        Relation rows = session.rows(COLUMNS, List.of(text("a", "1"), text("a", "2"), text("b", "3")));
        long[] hashes = session.keyHashes(rows, List.of(COLUMNS.get(3), COLUMNS.get(6), COLUMNS.get(5)));
        StagedFile staged =
                session.stage(rows, SPEC, () -> folder.resolve("staged")).get(0);
        assertThat(hashes).isEqualTo(staged.keys().get(1).hashes()).hasSize(1);
    }

    @Test
    void arithmeticIsThatOfAnsiSql() {
        assertThat(types.value("select 7 / 2")).isEqualTo(3.5);
        assertThatThrownBy(() -> types.value("select 1 / 0")).isInstanceOf(WardflowException.class);
        assertThatThrownBy(() -> types.value("select max(1 / x) from (values (2), (0)) t(x)"))
                .isInstanceOf(WardflowException.class);
        assertThatThrownBy(() -> types.value("select 1 % 0")).isInstanceOf(WardflowException.class);
        assertThat(types.value("select 7 % 4")).isEqualTo(3);
        assertThat(types.value("select 1 / nullif(0, 0)")).isNull();
        List<@Nullable Object> sorted = new ArrayList<>();
        session.query(
                "select x from (values (2), (null), (1)) t(x) order by x", Map.of(), row -> sorted.add(row.get(0)));
        assertThat(sorted).isEqualTo(Arrays.asList(null, 1, 2));
    }

    /** A recursive query ends by what it asks for: a chain of merges may be of any length. */
    @Test
    void aRecursionHasNoLimitOfItsOwn() {
        assertThat(types.value("with recursive w (n) as (select 1 as n union all select n + 1 from w where n < 150)"
                        + " select count(*) from w"))
                .isEqualTo(150L);
    }

    /** Of a file that is large enough to say at which rows its keys are. */
    @Nested
    class PickedRows {
        private static final int ROWS = 40_000;
        private static final List<Column> COLUMNS = List.of(
                new Column("id", ColumnType.STRING, true, true),
                new Column("place", ColumnType.BIGINT, true, false),
                new Column("twin", ColumnType.STRING, false, true));
        private static final TableSpec SPEC = new TableSpec(
                TableName.parse("silver.picked"), COLUMNS, List.of(List.of("id"), List.of("twin")), List.of("place"));

        private StagedFile staged;

        @BeforeEach
        void stageRowsInAnotherOrderThanTheFileHasThem() {
            Relation rows = session.materialise(
                    "select 'k' || i as id, (i * 7919) %% %s as place, case when i %% 10 > 0 then 't' || cast((i - i %% 2) / 2 as bigint) end as twin from range(%s) r(i)"
                            .formatted(ROWS, ROWS),
                    Map.of());
            staged = session.stage(rows, SPEC, () -> folder.resolve("staged")).get(0);
        }

        @Test
        void aKeyIsFoundAtTheRowThatTheFileHasItAt() {
            FileKeys keys = keys(staged, 0);
            assertThat(keys.isLocated()).isTrue();
            assertThat(keys.distinct()).isEqualTo(ROWS);
            for (int i = 0; i < ROWS; i += 997) {
                assertThat(places(List.of("id"), "k" + i, rowsOf(keys, "k" + i)))
                        .containsExactly((long) i * 7919 % ROWS);
            }
        }

        @Test
        void rowsWithoutAKeyAreCountedAndKeysMayHaveSeveralRows() {
            FileKeys keys = keys(staged, 1);
            assertThat(keys.hashes()).hasSize(ROWS / 10 * 9);
            assertThat(places(List.of("twin"), "t1", rowsOf(keys, "t1")))
                    .containsExactlyInAnyOrder(2L * 7919, 3L * 7919);
        }

        @Test
        void aRowOfAnotherKeyIsLeftOutThoughItWasPicked() {
            RoaringBitmap picked = rowsOf(keys(staged, 0), "k5");
            picked.add(ROWS - 1);

            assertThat(places(List.of("id"), "k5", picked)).containsExactly(5L * 7919);
        }

        /** They may lie in a file. */
        private static FileKeys keys(StagedFile staged, int filter) {
            try {
                return staged.keys().get(filter).read(new LocalFileIo());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static RoaringBitmap rowsOf(FileKeys keys, String key) {
            long wanted = KeyHash.of(List.of(key));
            RoaringBitmap rows = new RoaringBitmap();
            for (int i = 0; i < keys.hashes().length; i++) {
                if (keys.hashes()[i] == wanted) {
                    rows.add(keys.rows()[i]);
                }
            }
            return rows;
        }

        /** The places of the rows read, each checked to stand where the scan says. */
        private List<Long> places(List<String> columns, String key, RoaringBitmap picked) {
            DataFile file =
                    new DataFile("staged", staged.path(), staged.rows(), 0, new RoaringBitmap(), Map.of(), null);
            Relation wanted = session.rows(
                    List.of(new Column(columns.get(0), ColumnType.STRING, true, true)), List.of(List.of(key)));
            Scan scan = Scan.ofSlices(COLUMNS, List.of(new Slice(file, Optional.of(picked))))
                    .only(new Scan.Keys(columns, wanted))
                    .withPositions();
            Map<Long, Long> places = new TreeMap<>();
            RowConsumer consumer = row -> places.put(number(row.get(1)), number(row.get(0)));
            session.query(
                    "select place, " + Scan.POSITION + " from run.t", Map.of("run.t", session.scan(scan)), consumer);
            // Sorted by place, from 0 without a gap: a row's position is its place.
            assertThat(places)
                    .allSatisfy((position, place) -> assertThat(position).isEqualTo(place));
            return new ArrayList<>(places.values());
        }

        private static long number(Object value) {
            return ((Number) value).longValue();
        }
    }

    private static List<@Nullable String> text(String text, String number) {
        return Arrays.asList(text, "true", number, "5", "1.5", "2026-03-29", TIME.toString(), "bytes");
    }
}
