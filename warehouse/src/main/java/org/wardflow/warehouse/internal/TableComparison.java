package org.wardflow.warehouse.internal;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.warehouse.TableCheck;

/** Both sides of a table, sorted by its key, read side by side: nothing is kept but the row in hand. */
public final class TableComparison implements RowConsumer {
    private static final int FETCH = 2_000;

    private final StoredTable table;
    private final ResultSet rows;
    private final int[] key;
    private @Nullable List<@Nullable Object> here;
    private long lake;
    private long warehouse;
    private long missing;
    private long extra;
    private long different;

    private TableComparison(StoredTable table, ResultSet rows) throws SQLException {
        this.table = table;
        this.rows = rows;
        this.key = table.key().stream()
                .mapToInt(name -> IntStream.range(0, table.columns().size())
                        .filter(i -> table.columns().get(i).name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .toArray();
        advance();
    }

    /** Compares all tables that a manifest names, as the publisher, who sees every row. */
    public static List<TableCheck> all(Plan plan, Connection connection, LakeTables lake, Manifest manifest)
            throws SQLException {
        Postgres.execute(connection, "set local role wardflow_publisher");
        List<TableCheck> checks = new ArrayList<>();
        for (StoredTable table : plan.tables().values()) {
            Optional<Snapshot> snapshot = lake.snapshot(manifest, table.name());
            if (snapshot.isPresent()) {
                checks.add(compare(connection, lake, table, snapshot.get()));
            }
        }
        return checks;
    }

    /** Compares in a transaction of the connection, so that the rows come in portions. */
    static TableCheck compare(Connection connection, LakeTables lakeTables, StoredTable table, Snapshot snapshot)
            throws SQLException {
        // Texts are sorted by their bytes on either side.
        String order =
                " order by " + table.key().stream().map(StoredTable::quote).collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows =
                    statement.executeQuery("select " + table.columnList() + " from " + table.sql() + order)) {
                TableComparison comparison = new TableComparison(table, rows);
                lakeTables.rows(table, snapshot, order, comparison);
                return comparison.finish();
            }
        } catch (CopyRows.Failed e) {
            throw e.reason();
        }
    }

    @Override
    public void row(List<@Nullable Object> values) {
        try {
            List<@Nullable Object> there = new ArrayList<>();
            values.forEach(value -> there.add(value instanceof String text ? StoredValue.stored(text) : value));
            lake++;
            while (here != null && order(here, there) < 0) {
                extra++;
                advance();
            }
            if (here == null || order(here, there) > 0) {
                missing++;
            } else {
                if (!same(here, there)) {
                    different++;
                }
                advance();
            }
        } catch (SQLException e) {
            throw new CopyRows.Failed(e);
        }
    }

    private TableCheck finish() throws SQLException {
        while (here != null) {
            extra++;
            advance();
        }
        return new TableCheck(table.name(), lake, warehouse, missing, extra, different);
    }

    private void advance() throws SQLException {
        if (!rows.next()) {
            here = null;
            return;
        }
        warehouse++;
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            row.add(value(table.columns().get(i), i + 1));
        }
        here = row;
    }

    private @Nullable Object value(ContractColumn column, int place) throws SQLException {
        Object value = switch (column.type()) {
            case STRING -> rows.getString(place);
            case BOOLEAN -> rows.getObject(place, Boolean.class);
            case INT -> rows.getObject(place, Integer.class);
            case BIGINT -> rows.getObject(place, Long.class);
            case DECIMAL -> rows.getBigDecimal(place);
            case DATE -> rows.getObject(place, LocalDate.class);
            case TIMESTAMP -> rows.getObject(place, OffsetDateTime.class);
            case BINARY -> rows.getBytes(place);
        };
        return value instanceof OffsetDateTime time ? time.toInstant() : value;
    }

    private int order(List<@Nullable Object> first, List<@Nullable Object> second) {
        for (int place : key) {
            int order = compare(first.get(place), second.get(place));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @SuppressWarnings("unchecked") // Both are values of one column, whose type is comparable.
    private static int compare(@Nullable Object first, @Nullable Object second) {
        if (first == null || second == null) {
            return Boolean.compare(first == null, second == null);
        }
        if (first instanceof String text) {
            return Arrays.compareUnsigned(
                    text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    String.valueOf(second).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return ((Comparable<Object>) first).compareTo(second);
    }

    private static boolean same(List<@Nullable Object> first, List<@Nullable Object> second) {
        for (int i = 0; i < first.size(); i++) {
            Object one = first.get(i);
            Object other = second.get(i);
            if (!equal(one, other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(@Nullable Object one, @Nullable Object other) {
        if (one instanceof BigDecimal number && other instanceof BigDecimal wanted) {
            return number.compareTo(wanted) == 0;
        }
        return Objects.deepEquals(one, other);
    }
}
