package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.KeyHash;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.StagedFile.ColumnStatistics;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

class DuckDbEngineTest {
    private static final List<Column> COLUMNS = Arrays.stream(ColumnType.values())
            .map(type -> new Column("c_" + type.name().toLowerCase(Locale.ROOT), type, false, false))
            .toList();
    private static final TableSpec SPEC = new TableSpec(
            TableName.parse("silver.all_types"),
            COLUMNS,
            List.of(List.of("c_string"), List.of("c_bigint", "c_timestamp", "c_date")),
            List.of("c_int"));
    private static final Instant TIME = Instant.parse("2026-03-29T01:30:00.123456Z");

    @TempDir
    Path folder;

    private DuckDbEngine engine;
    private SqlSession session;

    @BeforeEach
    void open() {
        engine = TinyLake.engine(folder, TinyLake.tiny());
        session = engine.open();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void everyTypeGoesThroughAFileUnchanged() {
        List<@Nullable Object> row = row("ä'\n", 7);
        List<@Nullable Object> nulls = Arrays.asList(new @Nullable Object[COLUMNS.size()]);
        List<List<@Nullable Object>> found = rows(session.scan(Scan.of(COLUMNS, List.of(file(append(nulls, row))))));
        assertThat(found.get(0)).isEqualTo(nulls);
        assertThat(found.get(1).subList(0, 7)).isEqualTo(row.subList(0, 7));
        assertThat((byte[]) found.get(1).get(7)).isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aStagedFileTellsItsBoundsAndKeys() {
        StagedFile staged = append(row("b", 9), row("a", 7), row("a", 8), Arrays.asList(new @Nullable Object[8]));
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
        assertThat(rows(session.scan(Scan.of(COLUMNS, List.of(file(first))))).stream()
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
        DataFile file = file(append(row("a", 0), row("b", 1), row("c", 2), row("d", 3)));
        DataFile worn =
                new DataFile(file.path(), file.absolute(), 4, 0, RoaringBitmap.bitmapOf(1, 3), file.statistics(), null);
        assertThat(names(Scan.of(COLUMNS, List.of(worn)))).containsExactly("a", "c");
        Slice slice = new Slice(worn, Optional.of(RoaringBitmap.bitmapOf(0, 1)));
        Scan wanted = new Scan(COLUMNS, List.of(slice), Optional.empty(), List.of(), false);
        assertThat(names(wanted)).containsExactly("a", "b");
        Relation keys = session.rows(COLUMNS.subList(0, 1), List.of(List.of("c"), List.of("d")));
        Scan found = Scan.of(COLUMNS, List.of(worn)).only(new Scan.Keys(List.of("c_string"), keys));
        assertThat(names(found)).containsExactly("c");
        assertThat(session.positions(session.scan(found.withPositions()), List.of(worn)))
                .isEqualTo(Map.of(worn.path(), RoaringBitmap.bitmapOf(2)));
        assertThat(names(Scan.of(COLUMNS, List.of()))).isEmpty();
    }

    @Test
    void filesWithAndWithoutDeletedRowsAreReadInOneGoIfTheyAreSmall() {
        DataFile whole = file(append(row("a", 0), row("b", 1)));
        DataFile other = file(append(row("c", 2), row("d", 3)));
        DataFile worn =
                new DataFile(other.path(), other.absolute(), 2, 0, RoaringBitmap.bitmapOf(0), other.statistics(), null);
        Scan both = Scan.of(COLUMNS, List.of(whole, worn));
        assertThat(names(both)).containsExactly("a", "b", "d");
        assertThat(session.scan(both).text()).containsOnlyOnce("read_parquet");
        assertThat(session.positions(session.scan(both.withPositions()), List.of(whole, worn)))
                .isEqualTo(Map.of(whole.path(), RoaringBitmap.bitmapOf(0, 1), worn.path(), RoaringBitmap.bitmapOf(1)));
        DataFile large =
                new DataFile(whole.path(), whole.absolute(), 65_537, 0, new RoaringBitmap(), whole.statistics(), null);
        Scan apart = Scan.of(COLUMNS, List.of(large, worn));
        assertThat(names(apart)).containsExactly("a", "b", "d");
        assertThat(session.scan(apart).text().split("read_parquet", -1)).hasSize(3);
    }

    @Test
    void whatIsDroppedMakesRoomForTheNextUnderItsName() {
        Relation first = session.materialise("select 1 as a", Map.of());
        Relation held = session.materialise("select 2 as a", Map.of());
        session.drop(first);
        Relation second = session.materialise("select 3 as b, 4 as c", Map.of());
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(value("select b + c from run.it", Map.of("run.it", second))).isEqualTo(7);
        assertThat(value("select a from run.it", Map.of("run.it", held))).isEqualTo(2);
        Relation large = session.materialise("select * from range(5000) t(i)", Map.of());
        session.drop(large);
        assertThatThrownBy(() -> value("select count(*) from run.it", Map.of("run.it", large)))
                .isInstanceOf(WardflowException.class);
    }

    @Test
    void aFileFromBeforeAColumnReadsAsNull() {
        DataFile old = file(append(row("a", 1)));
        List<Column> grown = new ArrayList<>(COLUMNS);
        grown.add(new Column("later", ColumnType.DATE, false, false));
        Relation scan = session.scan(Scan.of(grown, List.of(old)));
        assertThat(rows(scan).get(0)).hasSize(9).last().isNull();
        assertThat(rows(session.scan(Scan.of(grown, List.of(old)).with(List.of("later")))))
                .isEmpty();
    }

    @Test
    void arithmeticIsThatOfAnsiSql() {
        assertThat(value("select 7 / 2")).isEqualTo(3.5);
        assertThatThrownBy(() -> value("select 1 / 0")).isInstanceOf(WardflowException.class);
        assertThat(value("select cast(timestamp '2026-03-29 01:30:00' as timestamptz)"))
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
        List<@Nullable Object> sorted = new ArrayList<>();
        session.query(
                "select x from (values (2), (null), (1)) t(x) order by x", Map.of(), row -> sorted.add(row.get(0)));
        assertThat(sorted).isEqualTo(Arrays.asList(null, 1, 2));
    }

    /** Not the SQL is to be corrected then. */
    @Test
    void aFileThatCannotBeReadIsTheDisksFault() {
        StagedFile staged = append(row("one", 1));
        DataFile gone = new DataFile(
                "gone.parquet", folder.resolve("gone.parquet"), 1, 0, new RoaringBitmap(), staged.statistics(), null);
        assertThatThrownBy(() -> session.scan(Scan.of(SPEC.columns(), List.of(gone))))
                .hasMessageContaining("DISK_FAILED")
                .hasMessageContaining("check the disk");
    }

    @Test
    void threadsGoToOneQueryOrToMany() {
        assertThat(engine.parallelism()).isEqualTo(2);
        assertThat(value("select current_setting('threads')")).isEqualTo(2L);
        engine.useThreads(1);
        assertThat(value("select current_setting('threads')")).isEqualTo(1L);
        engine.useThreads(2);
        assertThat(value("select current_setting('threads')")).isEqualTo(2L);
    }

    @Test
    void aQueryThatNeedsMoreMemoryThanTheEngineMayUseSaysWhatToRaise() {
        assertThatThrownBy(() -> value("select len(list(i)) from range(1_000_000_000) r(i)"))
                .hasMessageContaining("MEMORY_FULL")
                .hasMessageContaining("engine.memory");
    }

    @Test
    void rowsThatFillMoreThanOneFileAreAllThere() {
        TableSpec narrow = new TableSpec(
                TableName.parse("silver.narrow"),
                List.of(new Column("n", ColumnType.BIGINT, false, false)),
                List.of(),
                List.of());
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
    void settingsAndFilesOutsideAreClosed() {
        assertThatThrownBy(() -> value("set memory_limit = '1TB'")).hasMessageContaining("ENGINE_FAILED");
        assertThatThrownBy(() -> session.requireReadOnly("set threads = 1")).hasMessageContaining("QUERY_INVALID");
        assertThatThrownBy(() -> value("install delta")).hasMessageContaining("ENGINE_FAILED");
        assertThatThrownBy(() -> value("select count(*) from read_text('/etc/hostname')"))
                .hasMessageContaining("ENGINE_FAILED");
    }

    private int appended;

    @SafeVarargs
    private final StagedFile append(List<@Nullable Object>... rows) {
        try (RowAppender appender = session.append(SPEC, folder.resolve("appended" + appended++))) {
            for (List<@Nullable Object> row : rows) {
                appender.append(row.toArray());
            }
            return appender.finish().get(0);
        }
    }

    private static List<@Nullable Object> row(String text, int number) {
        return Arrays.asList(
                text,
                true,
                number,
                5L,
                new BigDecimal("1.500000"),
                LocalDate.parse("2026-03-29"),
                TIME,
                "bytes".getBytes(StandardCharsets.UTF_8));
    }

    private static List<@Nullable String> text(String text, String number) {
        return Arrays.asList(text, "true", number, "5", "1.5", "2026-03-29", TIME.toString(), "bytes");
    }

    private static DataFile file(StagedFile staged) {
        return new DataFile(
                staged.path().toString(),
                staged.path(),
                staged.rows(),
                0,
                new RoaringBitmap(),
                staged.statistics(),
                null);
    }

    private List<String> names(Scan scan) {
        return rows(session.scan(scan)).stream()
                .map(row -> String.valueOf(row.get(0)))
                .sorted()
                .toList();
    }

    private List<List<@Nullable Object>> rows(Relation relation) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        session.query("select * from run.rows", Map.of("run.rows", relation), rows::add);
        return rows;
    }

    private @Nullable Object value(String sql) {
        return value(sql, Map.of());
    }

    private @Nullable Object value(String sql, Map<String, Relation> tables) {
        List<@Nullable Object> values = new ArrayList<>();
        session.query(sql, tables, row -> values.add(row.get(0)));
        return values.isEmpty() ? null : values.get(0);
    }
}
