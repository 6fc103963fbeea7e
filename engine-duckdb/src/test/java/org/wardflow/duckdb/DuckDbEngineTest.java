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
import org.wardflow.lake.StagedFile;
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
    void aTimeWithoutAZoneIsUtc() {
        assertThat(value("select cast(timestamp '2026-03-29 01:30:00' as timestamptz)"))
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
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
