package org.wardflow.duckdb.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Relation;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.StagedFile.ColumnStatistics;
import org.wardflow.lake.TableSpec;

/** Writes Parquet files and says what is in them. */
final class ParquetStage {
    /** A look-up that knows the rows of its keys reads the row groups around them, so small ones; a full scan costs the same. */
    private static final int ROW_GROUP_ROWS = 4_096;

    /** A little more than a compaction makes of several files. */
    private static final int ROW_GROUPS_PER_FILE = 120;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** So many rows are written in their order at most. */
    static final long ORDERED_ROWS_MAX = 20_000;

    private final Statement statement;
    private final TableSpec spec;

    ParquetStage(Statement statement, TableSpec spec) {
        this.statement = statement;
        this.spec = spec;
    }

    /** @param path of the file, or of a folder of files if there may be more rows than one takes */
    List<StagedFile> write(Relation relation, Path path) throws SQLException {
        String order = spec.sortedBy().isEmpty() ? "" : " order by " + String.join(", ", spec.sortedBy());
        String copy =
                "copy (select %s from %s t%s) to %s (format parquet, compression %s, row_group_size %s%s%s, return_stats)"
                        .formatted(
                                DuckDbTypes.casts(spec.columns()),
                                relation.text(),
                                order,
                                DuckDbSession.literal(path.toString()),
                                codec(),
                                ROW_GROUP_ROWS,
                                isOneFile(relation) ? "" : ", row_groups_per_file " + ROW_GROUPS_PER_FILE,
                                // To keep an order, DuckDB holds what is encoded until what comes before it is: now
                                // and then all of its memory full, which it cannot spill.
                                order.isEmpty() && isLarge(relation) ? ", preserve_order false" : "");
        List<StagedFile> staged = new ArrayList<>();
        try (ResultSet files = statement.executeQuery(copy)) {
            while (files.next()) {
                Path file = Path.of(files.getString("filename"));
                long rows = files.getLong("count");
                if (rows == 0) {
                    delete(file);
                } else {
                    staged.add(new StagedFile(
                            file, rows, statistics((Map<?, ?>) files.getObject("column_statistics")), List.of()));
                }
            }
        }
        relation.rows().ifPresent(rows -> StagedFile.requireRows(spec.name(), staged, rows));
        List<StagedFile> hashed = new ArrayList<>();
        for (StagedFile file : staged) {
            boolean located = file.rows() >= FileKeys.LOCATED_ROWS_MIN;
            // Only the file itself tells the order of its rows.
            String rows = relation.rows().isPresent() && staged.size() == 1 && !located
                    ? relation.text()
                    : "read_parquet(" + DuckDbSession.literal(file.path().toString()) + ")";
            List<List<Column>> keys = spec.keyFilters().stream()
                    .map(filter -> filter.stream().map(this::column).toList())
                    .toList();
            List<FileKeys> found = new KeyHashes(statement).of(rows, keys, located);
            hashed.add(new StagedFile(
                    file.path(), file.rows(), file.statistics(), located ? beside(file.path(), found) : found));
        }
        return hashed;
    }

    /** Twelve bytes a row and filter are more than Java has memory for, in a commit of many million rows. */
    private static List<FileKeys> beside(Path staged, List<FileKeys> keys) {
        List<FileKeys> kept = new ArrayList<>();
        for (FileKeys each : keys) {
            Path file = FileKeys.beside(staged, kept.size());
            try {
                Files.write(file, each.bytes());
            } catch (IOException e) {
                throw Failures.ofFile("The keys of rows cannot be written", e);
            }
            kept.add(FileKeys.in(file, each.distinct()));
        }
        return kept;
    }

    /**
     * Rows of computed tables are looked up again and again, and a third of the time that takes would go into inflating what encodings
     * have made small already; bronze is texts, and mostly read once.
     */
    private String codec() {
        return spec.name().layer().equals("bronze") ? "snappy" : "uncompressed";
    }

    private static boolean isLarge(Relation relation) {
        return relation.rows().isEmpty() || relation.rows().getAsLong() > ORDERED_ROWS_MAX;
    }

    private static boolean isOneFile(Relation relation) {
        return relation.rows().isPresent()
                && relation.rows().getAsLong() <= (long) ROW_GROUP_ROWS * ROW_GROUPS_PER_FILE;
    }

    private Column column(String name) {
        return spec.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(spec.name() + " has no column " + name));
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw Failures.ofFile("An empty file cannot be deleted", e);
        }
    }

    private Map<String, ColumnStatistics> statistics(Map<?, ?> byColumn) {
        Map<String, ColumnStatistics> statistics = new HashMap<>();
        for (Column column : spec.columns()) {
            Object found = byColumn.get("\"" + column.name() + "\"");
            if (found instanceof Map<?, ?> values && !column.phi() && column.type() != ColumnType.BINARY) {
                statistics.put(
                        column.name(),
                        new ColumnStatistics(
                                bound(values.get("min"), column.type()),
                                bound(values.get("max"), column.type()),
                                Long.parseLong(String.valueOf(values.get("null_count")))));
            }
        }
        return statistics;
    }

    private static @Nullable String bound(@Nullable Object value, ColumnType type) {
        if (value == null) {
            return null;
        }
        String text = value.toString();
        return switch (type) {
            case BOOLEAN -> String.valueOf(text.equals("1") || text.equals("true"));
            case TIMESTAMP -> micros(text);
            default -> text;
        };
    }

    /** DuckDB prints an instant as {@code 2020-01-01 00:00:00.123456+00}; years beyond four digits have no bound. */
    private static @Nullable String micros(String text) {
        if (!text.endsWith("+00") || text.length() < 22) {
            return null;
        }
        LocalDateTime seconds;
        try {
            seconds = LocalDateTime.parse(text.substring(0, 19), TIME);
        } catch (DateTimeParseException e) {
            return null;
        }
        String fraction = text.substring(19, text.length() - 3).replace(".", "");
        long micros = Long.parseLong((fraction + "000000").substring(0, 6));
        return String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, seconds.toInstant(ZoneOffset.UTC)) + micros);
    }
}
