package org.wardflow.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.roaringbitmap.RoaringBitmap;

/** Rows in and out of tables, for tests: an engine in small. Every table has the columns id, ward and at. */
final class TestLake implements AutoCloseable {
    static final TableName STAYS = TableName.parse("silver.stay");
    static final List<String> KEY = List.of("id");
    static final TableSpec SPEC = new TableSpec(
            STAYS,
            List.of(
                    new Column("id", ColumnType.STRING, true, true),
                    new Column("ward", ColumnType.STRING, false, false),
                    new Column("at", ColumnType.TIMESTAMP, false, false)),
            List.of(KEY),
            KEY);

    private final Connection duck;

    TestLake() {
        try {
            duck = DriverManager.getConnection("jdbc:duckdb:");
            sql("set TimeZone = 'UTC'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Lake open(Path root) {
        return Lake.openForWriting(root, new LocalFileIo(), Clock.systemUTC());
    }

    static Lake read(Path root) {
        return Lake.openForReading(root, new LocalFileIo(), Clock.systemUTC());
    }

    static Commit commit(Snapshot base, List<StagedFile> added) {
        return commit(base, added, Map.of(), Set.of());
    }

    static Commit commit(
            Snapshot base, List<StagedFile> added, Map<String, RoaringBitmap> deleted, Set<String> removed) {
        return new Commit("MERGE", base, added, deleted, removed, Map.of(), true);
    }

    static Snapshot committed(CommitOutcome outcome) {
        return outcome.fold(
                CommitOutcome.Committed::snapshot,
                conflicted -> {
                    throw new AssertionError("conflicted with " + conflicted.winnerVersion());
                },
                unknown -> {
                    throw new AssertionError("unknown " + unknown.attemptedVersion());
                });
    }

    /** Stages one file with the rows {@code from}, … {@code until - 1}. */
    StagedFile stage(Table table, long from, long until) {
        Path file = table.newStagingFile();
        sql("copy (select 'p' || i as id, 'W' || (i % 3) as ward, timestamptz '2026-01-01 00:00:00Z'"
                + " + interval (i) microsecond as at from range(" + from + ", " + until + ") t(i)) to '" + file
                + "' (format parquet)");
        long start = 1_767_225_600_000_000L;
        return new StagedFile(
                file,
                until - from,
                Map.of(
                        "id", new StagedFile.ColumnStatistics("p" + from, "p" + (until - 1), 0),
                        "ward", new StagedFile.ColumnStatistics("W0", "W2", 0),
                        "at",
                                new StagedFile.ColumnStatistics(
                                        Long.toString(start + from), Long.toString(start + until - 1), 0)),
                List.of(keys(LongStream.range(from, until)
                        .map(i -> KeyHash.of(List.of("p" + i)))
                        .toArray())));
    }

    private static FileKeys keys(long[] hashes) {
        return hashes.length < FileKeys.LOCATED_ROWS_MIN
                ? FileKeys.of(hashes)
                : FileKeys.located(hashes, IntStream.range(0, hashes.length).toArray());
    }

    /** Appends one file of rows. */
    Snapshot append(Table table, long from, long until) {
        return committed(table.commit(commit(table.latest(), List.of(stage(table, from, until)))));
    }

    /** The visible ids of a file, in its order. */
    List<String> ids(DataFile file) {
        return ids(file, RoaringBitmap.bitmapOfRange(0, file.rows()), file.deleted());
    }

    /** The ids that a reader of the snapshot sees, sorted. */
    List<String> ids(Snapshot snapshot) {
        return snapshot.files().stream()
                .flatMap(file -> ids(file).stream())
                .sorted()
                .toList();
    }

    /** The ids of a slice of changes. */
    List<String> ids(List<TableChanges.Slice> slices) {
        return slices.stream()
                .flatMap(slice -> slice
                        .only()
                        .map(only -> ids(slice.file(), only, new RoaringBitmap()))
                        .orElseGet(() -> ids(slice.file()))
                        .stream())
                .sorted()
                .toList();
    }

    private List<String> ids(DataFile file, RoaringBitmap wanted, RoaringBitmap hidden) {
        String sql = "select id from read_parquet('" + file.absolute()
                + "', file_row_number = true) order by file_row_number";
        try (Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> ids = new ArrayList<>();
            for (int row = 0; found.next(); row++) {
                if (wanted.contains(row) && !hidden.contains(row)) {
                    ids.add(found.getString(1));
                }
            }
            return ids;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one row that a query gives. */
    List<Long> numbers(String sql) {
        try (Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            List<Long> numbers = new ArrayList<>();
            for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                numbers.add(found.getLong(i));
            }
            return numbers;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void sql(String sql) {
        try (Statement statement = duck.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Set<String> names(Path folder) {
        if (!Files.exists(folder)) {
            return Set.of();
        }
        try (var paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        duck.close();
    }
}
