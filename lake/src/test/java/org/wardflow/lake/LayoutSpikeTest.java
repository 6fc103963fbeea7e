package org.wardflow.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.WallClock;

/**
 * The figures of docs/adr/0002-file-layout.md: finding and changing a few keys of a large table, with deletion vectors and
 * key filters, and by rewriting hash buckets. {@code -Dspike.rows=10000000} for the size told there.
 */
@Tag("slow")
class LayoutSpikeTest {
    private static final long ROWS = Long.getLong("spike.rows", 1_000_000);
    private static final long RECENT = ROWS / 100;
    private static final int REPEATS = 7;
    private static final List<String> KEY = List.of("id");
    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.STRING, true, true),
            new Column("seq", ColumnType.BIGINT, false, false),
            new Column("ward", ColumnType.STRING, false, false),
            new Column("started", ColumnType.TIMESTAMP, false, false),
            new Column("ended", ColumnType.TIMESTAMP, false, false),
            new Column("note", ColumnType.STRING, false, false));

    /** A key does not tell its age, as with ids that are hashes; only the order of arrival does. */
    private static final String ROW = "md5(i::varchar) as id, i as seq, 'W' || (i % 40) as ward,"
            + " timestamptz '2020-01-01 00:00:00Z' + interval (i) second as started,"
            + " timestamptz '2020-01-02 00:00:00Z' + interval (i) second as ended,"
            + " 'note ' || (i * 7919 % 100003) as note";

    @TempDir
    Path root;

    private Connection duck;
    private Lake lake;

    @BeforeEach
    void open() throws SQLException {
        duck = DriverManager.getConnection("jdbc:duckdb:");
        sql("set TimeZone = 'UTC'");
        sql("set memory_limit = '3GB'");
        sql("set temp_directory = '" + root.resolve("spill") + "'");
        lake = TestLake.open(root);
    }

    @AfterEach
    void close() throws SQLException {
        lake.close();
        duck.close();
    }

    @Test
    void deletionVectorsWithKeyFilters() throws Exception {
        Table table = lake.create(spec("vectors", List.of(KEY)));
        for (long[] range : tiers()) {
            commit(
                    table,
                    List.of(stage(table, "range(" + range[0] + ", " + range[1] + ") t(i)", ROW)),
                    Map.of(),
                    Set.of());
        }
        System.out.println("files " + table.latest().files().size() + ", bytes " + bytes(root));
        for (int keys : new int[] {1, 100}) {
            measure("vectors", keys, true, wanted -> changeByVectors(table, wanted));
            long files = measure("vectors", keys, false, wanted -> changeByVectors(table, wanted));
            assertThat(keys > 1 || files <= 3)
                    .as("a change of one key reads few files")
                    .isTrue();
        }
    }

    @Test
    void hashBucketsOf64() throws Exception {
        buckets(64);
    }

    @Test
    void hashBucketsOf256() throws Exception {
        buckets(256);
    }

    private void buckets(int buckets) throws Exception {
        Table table = lake.create(spec("buckets", List.of()));
        sql("create table source as select *, " + bucketOf("id", buckets) + " as bucket from (select " + ROW
                + " from range(" + ROWS + ") t(i)) order by bucket, id");
        List<StagedFile> staged = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            staged.add(stage(table, "source where bucket = " + bucket, "* exclude (bucket)"));
        }
        sql("drop table source");
        List<String> files = new ArrayList<>(commit(table, staged, Map.of(), Set.of()).files().stream()
                .map(DataFile::path)
                .toList());
        for (int keys : new int[] {1, 100}) {
            measure(buckets + " buckets", keys, false, wanted -> changeBuckets(table, files, wanted));
        }
    }

    /** The sizes that recency-tiered compaction leaves behind: large old files, then four of each smaller size. */
    private static List<long[]> tiers() {
        List<long[]> ranges = new ArrayList<>();
        long until = ROWS;
        for (long size = 100; size < CompactionPlan.FILE_ROWS_MAX && until > 0; size *= CompactionPlan.FAN_IN) {
            for (int i = 0; i < CompactionPlan.FAN_IN / 2 && until > 0; i++) {
                ranges.add(0, new long[] {Math.max(0, until - size), until});
                until = Math.max(0, until - size);
            }
        }
        while (until > 0) {
            ranges.add(0, new long[] {Math.max(0, until - CompactionPlan.FILE_ROWS_MAX), until});
            until = Math.max(0, until - CompactionPlan.FILE_ROWS_MAX);
        }
        return ranges;
    }

    private Work changeByVectors(Table table, List<String> wanted) throws SQLException {
        Snapshot base = table.latest();
        long[] hashes =
                wanted.stream().mapToLong(key -> KeyHash.of(List.of(key))).toArray();
        List<DataFile> files = base.slicesWithKeys(KEY, hashes).stream()
                .map(TableChanges.Slice::file)
                .toList();
        String list = list(wanted);
        Map<String, DataFile> byName =
                files.stream().collect(Collectors.toMap(file -> file.absolute().toString(), file -> file));
        sql("create or replace temp table found as select *, filename as file, file_row_number as position"
                + " from read_parquet([" + names(files) + "], filename = true, file_row_number = true)"
                + " where id in (" + list + ")");
        Map<String, RoaringBitmap> deleted = new HashMap<>();
        try (Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery("select file, position from found")) {
            while (rows.next()) {
                DataFile file = byName.get(rows.getString(1));
                int position = Math.toIntExact(rows.getLong(2));
                if (file != null && !file.deleted().contains(position)) {
                    deleted.computeIfAbsent(file.path(), unseen -> new RoaringBitmap())
                            .add(position);
                }
            }
        }
        String changed = "(select distinct on (id) id, seq, ward, started, ended, 'changed' as note from found)";
        commit(table, List.of(stage(table, changed, "*")), deleted, Set.of());
        return new Work(files.size());
    }

    private Work changeBuckets(Table table, List<String> files, List<String> wanted) throws SQLException {
        Snapshot base = table.latest();
        Map<String, Path> paths = base.files().stream().collect(Collectors.toMap(DataFile::path, DataFile::absolute));
        Set<Integer> touched = new LinkedHashSet<>();
        for (String key : wanted) {
            touched.add(Math.floorMod(KeyHash.of(List.of(key)), files.size()));
        }
        List<StagedFile> added = new ArrayList<>();
        Set<String> removed = new LinkedHashSet<>();
        for (int bucket : touched) {
            String rows = "(select * replace (if(id in (" + list(wanted) + "), 'changed', note) as note)"
                    + " from read_parquet('" + paths.get(files.get(bucket)) + "'))";
            added.add(stage(table, rows, "*"));
            removed.add(files.get(bucket));
        }
        Snapshot after = commit(table, added, Map.of(), removed);
        List<DataFile> fresh = after.files()
                .subList(after.files().size() - added.size(), after.files().size());
        int next = 0;
        for (int bucket : touched) {
            files.set(bucket, fresh.get(next++).path());
        }
        return new Work(touched.size());
    }

    /** The same bucket as {@link KeyHash} gives, for a power of two. */
    private static String bucketOf(String column, int buckets) {
        return "(md5_number(" + column + ") % " + buckets + ")::int";
    }

    private long measure(String layout, int keys, boolean recent, Change change) throws Exception {
        SplittableRandom random = new SplittableRandom(keys);
        long[] micros = new long[REPEATS];
        long files = 0;
        long before = 0;
        for (int i = 0; i < REPEATS; i++) {
            if (i == 1) {
                before = bytes(root);
            }
            List<String> wanted = new ArrayList<>();
            for (int k = 0; k < keys; k++) {
                wanted.add(md5(recent ? ROWS - 1 - random.nextLong(RECENT) : random.nextLong(ROWS)));
            }
            long start = WallClock.nanos();
            files = Math.max(files, change.apply(wanted).filesRead());
            micros[i] = (WallClock.nanos() - start) / 1_000;
        }
        long written = (bytes(root) - before) / (REPEATS - 1);
        long[] warm = Arrays.copyOfRange(micros, 1, REPEATS);
        Arrays.sort(warm);
        System.out.printf(
                Locale.ROOT,
                "%-12s %4s keys %-6s: p50 %8.1f ms, max %8.1f ms, %,12d bytes written, %3s files read%n",
                layout,
                keys,
                recent ? "recent" : "random",
                warm[warm.length / 2] / 1000.0,
                warm[warm.length - 1] / 1000.0,
                written,
                files);
        return files;
    }

    private StagedFile stage(Table table, String relation, String columns) throws SQLException {
        Path file = table.newStagingFile();
        long rows;
        try (Statement statement = duck.createStatement()) {
            rows = statement.executeUpdate("copy (select " + columns + " from " + relation + " order by id) to '" + file
                    + "' (format parquet, row_group_size 122880)");
        }
        List<FileKeys> keys = new ArrayList<>();
        if (!table.spec().keyFilters().isEmpty()) {
            keys.add(FileKeys.of(hashes(file, rows)));
        }
        return new StagedFile(file, rows, Map.of(), keys);
    }

    private long[] hashes(Path file, long rows) throws SQLException {
        long[] hashes = new long[Math.toIntExact(rows)];
        int next = 0;
        try (Statement statement = duck.createStatement();
                ResultSet found =
                        statement.executeQuery("select ((n >> 32) & 4294967295)::bigint, (n & 4294967295)::bigint"
                                + " from (select md5_number(id) as n from '" + file + "')")) {
            while (found.next()) {
                hashes[next++] = (found.getLong(1) << 32) | found.getLong(2);
            }
        }
        return hashes;
    }

    private String md5(long i) throws SQLException {
        try (Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery("select md5('" + i + "')")) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }

    private static Snapshot commit(
            Table table, List<StagedFile> added, Map<String, RoaringBitmap> deleted, Set<String> removed) {
        return TestLake.committed(table.commit(TestLake.commit(table.latest(), added, deleted, removed)));
    }

    private static TableSpec spec(String name, List<List<String>> filters) {
        return new TableSpec(new TableName("silver", name), COLUMNS, filters, KEY);
    }

    private static String list(List<String> keys) {
        return keys.stream().map(key -> "'" + key + "'").collect(Collectors.joining(","));
    }

    private static String names(List<DataFile> files) {
        return files.stream().map(file -> "'" + file.absolute() + "'").collect(Collectors.joining(","));
    }

    private static long bytes(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            long bytes = 0;
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(path);
            }
            return bytes;
        }
    }

    private void sql(String sql) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute(sql);
        }
    }

    private record Work(int filesRead) {}

    private interface Change {
        Work apply(List<String> keys) throws SQLException;
    }
}
