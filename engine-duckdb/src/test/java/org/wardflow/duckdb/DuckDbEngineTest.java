package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.flow.engine.AllTypes.COLUMNS;
import static org.wardflow.flow.engine.AllTypes.file;
import static org.wardflow.flow.engine.AllTypes.row;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.AllTypes;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

class DuckDbEngineTest {
    @TempDir
    Path folder;

    private DuckDbEngine engine;
    private SqlSession session;
    private AllTypes types;

    @BeforeEach
    void open() {
        engine = TinyLake.engine(folder, TinyLake.tiny());
        session = engine.open();
        types = new AllTypes(session, folder);
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
    }

    @Test
    void filesWithAndWithoutDeletedRowsAreReadInOneGoIfTheyAreSmall() {
        DataFile whole = file(types.append(row("a", 0), row("b", 1)));
        DataFile other = file(types.append(row("c", 2), row("d", 3)));
        DataFile worn =
                new DataFile(other.path(), other.absolute(), 2, 0, RoaringBitmap.bitmapOf(0), other.statistics(), null);
        Scan both = Scan.of(COLUMNS, List.of(whole, worn));
        assertThat(types.names(both)).containsExactly("a", "b", "d");
        assertThat(session.scan(both).text()).containsOnlyOnce("read_parquet");
        assertThat(session.positions(session.scan(both.withPositions()), List.of(whole, worn)))
                .isEqualTo(Map.of(whole.path(), RoaringBitmap.bitmapOf(0, 1), worn.path(), RoaringBitmap.bitmapOf(1)));
        DataFile large =
                new DataFile(whole.path(), whole.absolute(), 65_537, 0, new RoaringBitmap(), whole.statistics(), null);
        Scan apart = Scan.of(COLUMNS, List.of(large, worn));
        assertThat(types.names(apart)).containsExactly("a", "b", "d");
        assertThat(session.scan(apart).text().split("read_parquet", -1)).hasSize(3);
    }

    /** The engine reaches no file but those of its folders, and its settings are locked: copies must be possible all the same. */
    @Test
    void aLargeFileThatIsLookedUpOftenIsReadByRowFromACopy() throws Exception {
        Path lake = Files.createDirectory(folder.resolve("lake"));
        DuckDbSettings settings = new DuckDbSettings(
                1L << 30, 2, folder.resolve("spill"), 1L << 30, folder.resolve("rows"), 1L << 30, List.of(lake));
        TableSpec spec = new TableSpec(
                TableName.parse("gold.large"),
                List.of(new Column("n", ColumnType.BIGINT, false, false)),
                List.of(List.of("n")),
                List.of("n"));
        try (DuckDbEngine large = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession rows = large.open()) {
            DataFile file = file(rows.stage(
                            rows.select("select i * 3 as n from range(200000) t(i)", Map.of()),
                            spec,
                            () -> lake.resolve("large.parquet"))
                    .get(0));
            Scan some = Scan.ofSlices(
                    spec.columns(), List.of(new Slice(file, Optional.of(RoaringBitmap.bitmapOf(7, 150_000)))));
            List<Object> read = new ArrayList<>();
            rows.query("select n from run.it order by n", Map.of("run.it", rows.scan(some)), read::addAll);
            assertThat(read).hasSize(2);
            String text = "";
            for (int i = 0; i < 600 && !text.contains("rows_0"); i++) {
                text = rows.scan(some).text();
                Thread.sleep(50);
            }
            assertThat(text).contains("rows_0").doesNotContain("read_parquet");
            List<Object> found = new ArrayList<>();
            rows.query("select n from run.it order by n", Map.of("run.it", rows.scan(some)), found::addAll);
            assertThat(found).isEqualTo(read);
        }
    }

    /** Kept in order, they took all memory now and then, by who was faster. */
    @Test
    void manyRowsAreWrittenInLittleMemory() {
        DuckDbSettings settings = new DuckDbSettings(200L << 20, 2, folder.resolve("spill"), 4L << 30, List.of(folder));
        List<Column> columns = new ArrayList<>(List.of(new Column("n", ColumnType.BIGINT, false, false)));
        StringBuilder texts = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            columns.add(new Column("t" + i, ColumnType.STRING, false, false));
            texts.append(", md5(cast(n + ")
                    .append(i)
                    .append(" as varchar)) as t")
                    .append(i);
        }
        TableSpec spec = new TableSpec(TableName.parse("gold.large"), columns, List.of(List.of("n")), List.of());
        try (DuckDbEngine small = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession rows = small.open()) {
            Relation kept = rows.materialise("select n" + texts + " from range(300000) t(n)", Map.of());
            for (int i = 0; i < 3; i++) {
                Path file = folder.resolve("large" + i + ".parquet");
                assertThat(rows.stage(kept, spec, () -> file))
                        .singleElement()
                        .satisfies(staged -> assertThat(staged.rows()).isEqualTo(300_000));
            }
        }
    }

    @Test
    void keysOfWhichNotAllFitIntoMemoryAreToldApartInParts() {
        DuckDbSettings settings =
                new DuckDbSettings(20L << 20, 1, folder.resolve("distinct"), 1L << 30, List.of(folder));
        String keys =
                "select distinct k, cast(i %% 2 as varchar) as n from (select i, lpad(cast(i %% %s as varchar), 30, '-') as k from range(%s) t(i))";
        try (DuckDbEngine small = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession session = small.open()) {
            String many = keys.formatted(3_000_000, 3_100_000);
            assertThatThrownBy(() -> session.materialise(many, Map.of()))
                    .isInstanceOfSatisfying(
                            WardflowException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MEMORY_FULL));
            Relation told = session.distinct(many, Map.of());
            assertThat(told.size()).isEqualTo(3_000_000);
            session.query(
                    "select count(*), count(distinct hash(k, n)), min(k), max(n) from run.it",
                    Map.of("run.it", told),
                    row -> assertThat(row).containsExactly(3_000_000L, 3_000_000L, "-".repeat(29) + "0", "1"));
            session.drop(told);
            Relation few = session.distinct(keys.formatted(10, 30), Map.of());
            assertThat(few.size()).isEqualTo(10);
        }
    }

    @Test
    void manyKeysComeInSlicesThatHoldEachOnceAndFewAsTheyAre() {
        DuckDbSettings settings = new DuckDbSettings(200L << 20, 2, folder.resolve("slices"), 1L << 30, List.of(folder))
                .withKeysAtOnce(100);
        try (DuckDbEngine slicing = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession keyed = slicing.open()) {
            Relation few = keyed.materialise("select i, 'k' || i as k from range(100) t(i)", Map.of());
            Relation many = keyed.materialise("select i, 'k' || i as k from range(1001) t(i)", Map.of());
            assertThat(keyed.slices(few)).containsExactly(few);
            List<Relation> slices = keyed.slices(many);
            assertThat(slices)
                    .hasSize(11)
                    .allSatisfy(slice -> assertThat(slice.size()).isLessThan(200));
            List<Object> keys = new ArrayList<>();
            slices.forEach(slice ->
                    keyed.query("select i from run.slice", Map.of("run.slice", slice), row -> keys.add(row.get(0))));
            assertThat(keys)
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 1001)
                            .boxed()
                            .map(Object.class::cast)
                            .toList());
        }
    }

    @Test
    void slicesAreRangesOfTheFirstColumnAndOfOneValueByHash() {
        DuckDbSettings settings = new DuckDbSettings(200L << 20, 2, folder.resolve("ranges"), 1L << 30, List.of(folder))
                .withKeysAtOnce(100);
        try (DuckDbEngine slicing = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession keyed = slicing.open()) {
            // Shuffled, the first with a twentieth of nulls; in the second nearly all keys have one first column.
            Relation spread = keyed.materialise(
                    "select case when i % 20 > 0 then i end as k, i from range(2000) t(i) order by hash(i)", Map.of());
            Relation alike = keyed.materialise(
                    "select case when i < 50 then 'a' else 'b' end as k, i from range(1000) t(i)", Map.of());
            List<Relation> ranges = keyed.slices(spread);
            assertThat(ranges).hasSize(20);
            Object end = null;
            for (Relation range : ranges.subList(1, ranges.size())) {
                List<List<Object>> found = new ArrayList<>();
                keyed.query(
                        "select min(k), max(k), count(*) - count(k) from run.it",
                        Map.of("run.it", range),
                        row -> found.add(List.copyOf(row)));
                assertThat(found.get(0).get(2)).as("nulls are in the first").isEqualTo(0L);
                assertThat((Long) found.get(0).get(0)).isGreaterThan(end == null ? 0L : (Long) end);
                end = found.get(0).get(1);
            }
            List<Relation> parts = keyed.slices(alike);
            assertThat(parts)
                    .hasSizeGreaterThan(9)
                    .allSatisfy(part -> assertThat(part.size()).isBetween(1L, 200L));
            assertThat(parts.stream().mapToLong(Relation::size).sum()).isEqualTo(1000);
        }
    }

    /** As a command that reads does beside the process that writes. */
    @Test
    void enginesThatSpillBesideEachOtherReadTheirOwnRows() {
        DuckDbSettings settings = new DuckDbSettings(64L << 20, 1, folder.resolve("spill"), 4L << 30, List.of(folder));
        String rows =
                "select md5(cast(i + %1$s as varchar)) || md5(cast(i - %1$s as varchar)) as t from range(1500000) r(i)";
        try (DuckDbEngine one = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession first = one.open()) {
            Relation ones = first.materialise(rows.formatted(0), Map.of());
            try (DuckDbEngine other = DuckDbEngine.start(settings, TinyLake.tiny());
                    SqlSession second = other.open()) {
                Relation others = second.materialise(rows.formatted(7_000_000), Map.of());
                String digest = "select bit_xor(hash(t)) from run.it";
                String found = text(first, digest, ones);
                assertThat(text(second, digest, others)).isNotEqualTo(found);
                assertThat(text(first, "select bit_xor(hash(t)) from (" + rows.formatted(0) + ")", ones))
                        .isEqualTo(found);
            }
            assertThat(text(first, "select count(distinct t) from run.it", ones))
                    .isEqualTo("1500000");
        }
    }

    private static String text(SqlSession session, String sql, Relation relation) {
        List<String> found = new ArrayList<>();
        session.query(sql, Map.of("run.it", relation), row -> found.add(String.valueOf(row.get(0))));
        return found.get(0);
    }

    @Test
    void whatIsDroppedMakesRoomForTheNextUnderItsName() {
        Relation first = session.materialise("select 1 as a", Map.of());
        Relation held = session.materialise("select 2 as a", Map.of());
        session.drop(first);
        Relation second = session.materialise("select 3 as b, 4 as c", Map.of());
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(types.value("select b + c from run.it", Map.of("run.it", second)))
                .isEqualTo(7);
        assertThat(types.value("select a from run.it", Map.of("run.it", held))).isEqualTo(2);
        Relation large = session.materialise("select * from range(5000) t(i)", Map.of());
        session.drop(large);
        assertThatThrownBy(() -> types.value("select count(*) from run.it", Map.of("run.it", large)))
                .isInstanceOf(WardflowException.class);
    }

    @Test
    void aTimeWithoutAZoneIsUtc() {
        assertThat(types.value("select cast(timestamp '2026-03-29 01:30:00' as timestamptz)"))
                .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    }

    /** Not the SQL is to be corrected then. */
    @Test
    void aFileThatCannotBeReadIsTheDisksFault() {
        StagedFile staged = types.append(row("one", 1));
        DataFile gone = new DataFile(
                "gone.parquet", folder.resolve("gone.parquet"), 1, 0, new RoaringBitmap(), staged.statistics(), null);
        assertThatThrownBy(() -> session.scan(Scan.of(COLUMNS, List.of(gone))))
                .hasMessageContaining("DISK_FAILED")
                .hasMessageContaining("check the disk");
    }

    @Test
    void whatIsLookedUpAgainAndAgainIsNotDeflated() {
        assertThat(codec("bronze.names")).isEqualTo("SNAPPY");
        assertThat(codec("silver.names")).isEqualTo("UNCOMPRESSED");
        assertThat(codec("gold.names")).isEqualTo("UNCOMPRESSED");
    }

    private Object codec(String table) {
        Column name = new Column("name", ColumnType.STRING, true, false);
        TableSpec spec = new TableSpec(TableName.parse(table), List.of(name), List.of(), List.of());
        Relation rows = session.rows(List.of(name), List.of(List.of("Ada")));
        StagedFile staged =
                session.stage(rows, spec, () -> folder.resolve(table)).get(0);
        return Objects.requireNonNull(
                types.value("select any_value(compression) from parquet_metadata('" + staged.path() + "')"));
    }

    @Test
    void threadsGoToOneQueryOrToMany() {
        assertThat(engine.parallelism()).isEqualTo(2);
        assertThat(types.value("select current_setting('threads')")).isEqualTo(2L);
        engine.useThreads(1);
        assertThat(types.value("select current_setting('threads')")).isEqualTo(1L);
        engine.useThreads(2);
        assertThat(types.value("select current_setting('threads')")).isEqualTo(2L);
    }

    @Test
    void aQueryThatNeedsMoreMemoryThanTheEngineMayUseSaysWhatToRaise() {
        assertThatThrownBy(() -> types.value("select len(list(i)) from range(1_000_000_000) r(i)"))
                .hasMessageContaining("MEMORY_FULL")
                .hasMessageMatching("(?s).*limit is reached \\([0-9.]+ [KMG]iB/[0-9.]+ [KMG]iB used\\).*")
                .hasMessageContaining("engine.memory");
    }

    @Test
    void aQueryThatSpillsMoreThanItMaySaysWhatToRaise() {
        DuckDbSettings settings = new DuckDbSettings(48L << 20, 1, folder.resolve("spill"), 8L << 20, List.of(folder));
        try (DuckDbEngine small = DuckDbEngine.start(settings, TinyLake.tiny());
                SqlSession rows = small.open()) {
            assertThatThrownBy(() -> rows.materialise(
                            "select md5(cast(i as varchar)) || md5(cast(-i as varchar)) as t from range(3000000) r(i)",
                            Map.of()))
                    .hasMessageContaining("DISK_FULL")
                    .hasMessageContaining("than engine.spill allows (")
                    .hasMessageContaining("raise engine.spill");
        }
    }

    @Test
    void settingsAndFilesOutsideAreClosed() {
        assertThatThrownBy(() -> types.value("set memory_limit = '1TB'")).hasMessageContaining("SQL_FAILED");
        assertThatThrownBy(() -> session.requireReadOnly("set threads = 1")).hasMessageContaining("QUERY_INVALID");
        assertThatThrownBy(() -> types.value("install delta")).hasMessageContaining("SQL_FAILED");
        assertThatThrownBy(() -> types.value("select count(*) from read_text('/etc/hostname')"))
                .hasMessageContaining("SQL_FAILED");
    }
}
