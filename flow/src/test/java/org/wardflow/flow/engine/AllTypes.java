package org.wardflow.flow.engine;

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
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** Writes and reads rows with a column of every type through a session, for the tests of an engine. */
public final class AllTypes {
    /** A column of each type, in the order of the types. */
    public static final List<Column> COLUMNS = Arrays.stream(ColumnType.values())
            .map(type -> new Column("c_" + type.name().toLowerCase(Locale.ROOT), type, false, false))
            .toList();

    /** Sorted by the number of a row. */
    public static final TableSpec SPEC = new TableSpec(
            TableName.parse("silver.all_types"),
            COLUMNS,
            List.of(List.of("c_string"), List.of("c_bigint", "c_timestamp", "c_date")),
            List.of("c_int"));

    static final Instant TIME = Instant.parse("2026-03-29T01:30:00.123456Z");

    private final SqlSession session;
    private final Path folder;
    private int appended;

    /**
     * Through one session.
     *
     * @param session stays the caller's
     * @param folder for files; the engine may read it
     */
    public AllTypes(SqlSession session, Path folder) {
        this.session = session;
        this.folder = folder;
    }

    /** A row as an appender takes it. */
    public static List<@Nullable Object> row(String text, int number) {
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

    /** The rows in a file of their own. */
    @SafeVarargs
    public final StagedFile append(List<@Nullable Object>... rows) {
        try (RowAppender appender = session.append(SPEC, folder.resolve("appended" + appended++))) {
            for (List<@Nullable Object> row : rows) {
                appender.append(row.toArray());
            }
            return appender.finish().get(0);
        }
    }

    /** The staged file as a table would have it, with no row deleted. */
    public static DataFile file(StagedFile staged) {
        return new DataFile(
                staged.path().toString(),
                staged.path(),
                staged.rows(),
                0,
                new RoaringBitmap(),
                staged.statistics(),
                null);
    }

    /** The first column of a scan, sorted. */
    public List<String> names(Scan scan) {
        return rows(session.scan(scan)).stream()
                .map(row -> String.valueOf(row.get(0)))
                .sorted()
                .toList();
    }

    /** All rows, in the engine's order. */
    public List<List<@Nullable Object>> rows(Relation relation) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        session.query("select * from run.rows", Map.of("run.rows", relation), rows::add);
        return rows;
    }

    /** What a query over no table gives in its first row and column; null if there is no row. */
    public @Nullable Object value(String sql) {
        return value(sql, Map.of());
    }

    /** The same over relations. */
    public @Nullable Object value(String sql, Map<String, Relation> tables) {
        List<@Nullable Object> values = new ArrayList<>();
        session.query(sql, tables, row -> values.add(row.get(0)));
        return values.isEmpty() ? null : values.get(0);
    }
}
