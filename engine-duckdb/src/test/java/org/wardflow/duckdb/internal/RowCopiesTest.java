package org.wardflow.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.WallClock;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.TableChanges.Slice;

class RowCopiesTest {
    private static final long ROWS = RowCopies.ROWS_MIN + 10_000;
    private static final List<Column> COLUMNS = List.of(
            column("id", ColumnType.STRING),
            column("flag", ColumnType.BOOLEAN),
            column("small", ColumnType.INT),
            column("large", ColumnType.BIGINT),
            column("amount", ColumnType.DECIMAL),
            column("day", ColumnType.DATE),
            column("at", ColumnType.TIMESTAMP),
            column("payload", ColumnType.BINARY),
            column("added_later", ColumnType.STRING));

    @TempDir
    Path folder;

    private DuckDBConnection root;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        root = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        statement = root.createStatement();
        statement.execute("set global TimeZone = 'UTC'");
        statement.execute("attach ':memory:' as " + Shared.DATABASE);
    }

    @AfterEach
    void disconnect() throws SQLException {
        statement.close();
        root.close();
    }

    private static Column column(String name, ColumnType type) {
        return new Column(name, type, false, false);
    }

    private DataFile file(String name, long rows) throws SQLException {
        Path path = folder.resolve(name + ".parquet");
        statement.execute("""
                copy (
                    select case when i % 7 = 0 then null else concat(i % 1000, repeat('ü', cast(i % 40 as int)), chr(0)) end as id,
                        case i % 3 when 0 then true when 1 then false end as flag,
                        cast(case when i % 5 <> 0 then 2147483647 - i end as int) as small,
                        cast(-9223372036854775808 + i * 1000003 as bigint) as large,
                        cast(case when i % 2 = 0 then 999999999999.999999 - i else -i * 0.000001 end as decimal(18, 6)) as amount,
                        date '0001-01-01' + cast(i * 25 % 3000000 as int) as day,
                        case when i % 11 <> 0 then timestamptz '1583-01-01 00:00:00.000001Z' + to_microseconds(i * 77777777777) end as at,
                        case when i % 13 <> 0 then encode(concat('p', md5(cast(i as varchar)))) end as payload
                    from range(ROWS) r(i)) to 'FILE' (format parquet, row_group_size 4096)""".replace("ROWS", String.valueOf(rows)).replace("FILE", path.toString()));
        return new DataFile(path.toString(), path, rows, 1_000, new RoaringBitmap(), Map.of(), null);
    }

    private Set<String> columns() {
        return Set.of("id", "flag", "small", "large", "amount", "day", "at", "payload");
    }

    private static RoaringBitmap some(long seed, int count, long rows) {
        RoaringBitmap some = new RoaringBitmap();
        new Random(seed).ints(count, 0, (int) rows).forEach(some::add);
        return some;
    }

    private String sql(RowCopies copies, DataFile file, RoaringBitmap only, Optional<Scan.Keys> keys) {
        Scan scan = new Scan(COLUMNS, List.of(new Slice(file, Optional.of(only))), keys, List.of("large"), true);
        return new ScanSql(scan, Map.of(file.absolute().toString(), columns()), copies).text();
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        String order = " t order by " + Scan.POSITION;
        try (ResultSet rows = statement.executeQuery("select cast(t as varchar) || typeof(t) from " + sql + order)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    private void lookOften(RowCopies copies, DataFile file) throws Exception {
        for (int i = 0; i < RowCopies.LOOKUPS_MIN; i++) {
            assertThat(sql(copies, file, some(1, 3, file.rows()), Optional.empty()))
                    .contains("read_parquet");
            copies.settle();
        }
    }

    private long files() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("rows"))) {
            return files.filter(file -> file.toString().endsWith(".duckdb")).count();
        }
    }

    @Test
    void aCopyGivesTheSameRowsAsItsFile() throws Exception {
        DataFile file = file("a", ROWS);
        statement.execute("create table work.main.k as select distinct id from read_parquet('" + file.absolute()
                + "') where large % 3 = 0");
        Optional<Scan.Keys> keys = Optional.of(new Scan.Keys(List.of("id"), Relation.kept("work.main.k", 1)));
        try (RowCopies none = new RowCopies(root, folder.resolve("none"), 0, Long.MAX_VALUE);
                RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, Long.MAX_VALUE)) {
            lookOften(copies, file);
            for (int count : List.of(0, 1, 150, RowCopies.POSITIONS_MAX - 100)) {
                for (Optional<Scan.Keys> wanted : List.of(Optional.<Scan.Keys>empty(), keys)) {
                    RoaringBitmap only = some(count, count, ROWS);
                    String copied = sql(copies, file, only, wanted);
                    assertThat(copied).contains(count == 0 ? "read_parquet" : "rows_0.main.rows");
                    List<String> expected = rows(sql(none, file, only, wanted));
                    assertThat(rows(copied)).isEqualTo(expected);
                    assertThat(expected).hasSizeBetween(count < 150 ? 0 : count / 10, only.getCardinality());
                }
            }
        }
    }

    @Test
    void aRowIsFoundByTheIndex() throws Exception {
        DataFile file = file("a", ROWS);
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, Long.MAX_VALUE)) {
            lookOften(copies, file);
            String sql = sql(copies, file, some(7, 1_900, ROWS), Optional.empty());
            try (ResultSet plan = statement.executeQuery("explain analyze select * from " + sql)) {
                plan.next();
                assertThat(plan.getString(2)).contains("Index Scan");
            }
        }
    }

    @Test
    void fewLookUpsManyRowsSmallFilesAndWhatIsOverTheLimitAreReadFromTheFile() throws Exception {
        DataFile large = file("large", ROWS);
        DataFile other = file("other", ROWS);
        DataFile small = file("small", RowCopies.ROWS_MIN - 1);
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), large.sizeBytes() + 1, Long.MAX_VALUE)) {
            lookOften(copies, large);
            lookOften(copies, other);
            lookOften(copies, small);
            assertThat(sql(copies, large, some(1, 3, ROWS), Optional.empty())).contains("rows_0.main.rows");
            RoaringBitmap many = new RoaringBitmap();
            many.add(0L, (long) RowCopies.POSITIONS_MAX + 1);
            assertThat(sql(copies, large, many, Optional.empty())).contains("read_parquet");
            assertThat(sql(copies, other, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
            assertThat(sql(copies, small, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
            assertThat(files()).isEqualTo(1);
        }
    }

    @Test
    void aCopyThatNobodyUsesGoesAndMakesRoom() throws Exception {
        DataFile first = file("first", ROWS);
        DataFile second = file("second", ROWS);
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), first.sizeBytes() + 1, Long.MAX_VALUE)) {
            lookOften(copies, first);
            RoaringBitmap one = some(1, 1, ROWS);
            for (int i = 0; i < RowCopies.UNUSED_LOOKUPS_MAX + 2_000; i++) {
                String unused = sql(copies, second, one, Optional.empty());
            }
            copies.settle();
            assertThat(sql(copies, second, one, Optional.empty())).contains("rows_1.main.rows");
            assertThat(files()).isEqualTo(1);
            assertThat(sql(copies, first, one, Optional.empty())).contains("read_parquet");
        }
    }

    /** DuckDB keeps an index in memory as a whole once it was looked into: files of many short rows would fill the memory. */
    @Test
    void notMoreRowsAreCopiedThanTheirIndexesHaveMemoryFor() throws Exception {
        DataFile first = file("a", ROWS);
        DataFile second = file("b", ROWS);
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, ROWS * 2 - 1)) {
            lookOften(copies, first);
            assertThat(sql(copies, first, some(1, 3, ROWS), Optional.empty())).contains("rows_0.main.rows");
            lookOften(copies, second);
            assertThat(sql(copies, second, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
        }
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, ROWS * 2)) {
            lookOften(copies, first);
            lookOften(copies, second);
            assertThat(sql(copies, second, some(1, 3, ROWS), Optional.empty())).contains("rows_1.main.rows");
        }
    }

    @Test
    void aFileThatCannotBeCopiedIsReadAsItIs() throws Exception {
        DataFile file = file("a", ROWS);
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, Long.MAX_VALUE)) {
            Files.createDirectories(folder.resolve("rows/rows_0.duckdb/in the way"));
            lookOften(copies, file);
            assertThat(sql(copies, file, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
        }
    }

    @Test
    void onADiskThatIsNearlyFullNothingIsCopied() throws Exception {
        DataFile file = file("a", ROWS);
        long little = RowCopies.FREE_BYTES_MIN + file.sizeBytes();
        try (RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, Long.MAX_VALUE, () -> little)) {
            lookOften(copies, file);
            assertThat(sql(copies, file, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
            assertThat(files()).isZero();
        }
        try (RowCopies copies =
                new RowCopies(root, folder.resolve("rows"), 1L << 30, Long.MAX_VALUE, () -> little + 1)) {
            lookOften(copies, file);
            assertThat(sql(copies, file, some(1, 3, ROWS), Optional.empty())).contains("rows_0.main.rows");
        }
    }

    @Test
    void whatAnEarlierProcessLeftIsDeletedAndAFolderThatCannotBeEmptiedIsNotUsed() throws Exception {
        Path rows = Files.createDirectories(folder.resolve("rows"));
        Files.writeString(rows.resolve("rows_0.duckdb"), "left");
        new RowCopies(root, rows, 1L << 30, Long.MAX_VALUE).close();
        assertThat(files()).isZero();
        Files.createDirectories(rows.resolve("kept/by somebody"));
        DataFile file = file("a", ROWS);
        try (RowCopies copies = new RowCopies(root, rows, 1L << 30, Long.MAX_VALUE)) {
            lookOften(copies, file);
            assertThat(sql(copies, file, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
        }
    }

    @Test
    void closingBreaksACopyOffAndNoneIsMadeAfterIt() throws Exception {
        DataFile file = file("a", ROWS);
        RowCopies copies = new RowCopies(root, folder.resolve("rows"), 1L << 30, Long.MAX_VALUE);
        for (int i = 0; i < RowCopies.LOOKUPS_MIN; i++) {
            String unused = sql(copies, file, some(1, 3, ROWS), Optional.empty());
        }
        copies.close();
        assertThat(sql(copies, file, some(1, 3, ROWS), Optional.empty())).contains("read_parquet");
    }

    @Test
    void closingWaitsForWhatDoesNotBreakOffButNotForLongerThanItsLimit() throws Exception {
        DataFile file = file("a", ROWS);
        CountDownLatch oneSecond = new CountDownLatch(1);
        RowCopies slow = stuck(file, "slow", oneSecond);
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(oneSecond::countDown);
        assertThat(secondsToClose(slow)).isBetween(0.9, RowCopies.CLOSE_SECONDS_MAX - 1.0);

        CountDownLatch forEver = new CountDownLatch(1);
        RowCopies stuck = stuck(file, "stuck", forEver);
        assertThat(secondsToClose(stuck))
                .isBetween(RowCopies.CLOSE_SECONDS_MAX - 0.1, RowCopies.CLOSE_SECONDS_MAX + 20.0);
        forEver.countDown();
    }

    /** Copies whose first one is under way until the latch opens: the disk does not answer. */
    private RowCopies stuck(DataFile file, String name, CountDownLatch answer) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        RowCopies copies = new RowCopies(root, folder.resolve(name), 1L << 30, Long.MAX_VALUE, () -> {
            asked.countDown();
            await(answer);
            return 0;
        });
        for (int i = 0; i < RowCopies.LOOKUPS_MIN; i++) {
            String unused = sql(copies, file, some(1, 3, file.rows()), Optional.empty());
        }
        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        return copies;
    }

    private static void await(CountDownLatch answer) {
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double secondsToClose(RowCopies copies) {
        long began = WallClock.nanos();
        copies.close();
        return (WallClock.nanos() - began) / 1e9;
    }
}
