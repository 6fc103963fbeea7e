package org.wardflow.warehouse.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.engine.RowConsumer;

/**
 * What became of a table's keys, on its way into PostgreSQL: so many rows a statement, each column of them an array. Nothing is staged and the
 * statements stay prepared, which for a few hundred rows is most of the work. One thread.
 */
final class ChangedRows implements RowConsumer {
    /** Rows in one statement: more would not be quicker. */
    static final int ROWS_MAX = 250;

    private final Connection connection;
    private final StoredTable table;
    private final Arrays put;
    private final Arrays gone;
    private long written;
    private long deleted;

    ChangedRows(Connection connection, StoredTable table) {
        this.connection = connection;
        this.table = table;
        this.put = new Arrays(table.columns());
        this.gone = new Arrays(keys(table));
    }

    /** @param values whether there is a row of the key, true or null; then the table's columns, of which only the key's count without one */
    @Override
    public void row(List<@Nullable Object> values) {
        try {
            Arrays arrays = values.get(0) == null ? gone : put;
            for (int i = 0; i < table.columns().size(); i++) {
                if (arrays == put || table.columns().get(i).primaryKey()) {
                    arrays.add(values.get(i + 1));
                }
            }
            if (arrays.rows() >= ROWS_MAX) {
                finish();
            }
        } catch (SQLException e) {
            throw new CopyRows.Failed(e);
        }
    }

    /** All rows are in the table afterwards. */
    void finish() throws SQLException {
        deleted += gone.run(connection, deleteSql());
        written += put.run(connection, putSql());
    }

    /** Rows written, so far. */
    long written() {
        return written;
    }

    /** Rows deleted, so far. */
    long deleted() {
        return deleted;
    }

    private String putSql() {
        String changes = table.columns().stream()
                .filter(column -> !column.primaryKey())
                .map(column -> "%1$s = excluded.%1$s".formatted(StoredTable.quote(column.name())))
                .collect(Collectors.joining(", "));
        return "insert into %s (%s) select * from unnest(%s) on conflict (%s) do %s"
                .formatted(
                        table.sql(),
                        table.columnList(),
                        put.parameters(),
                        names(keys(table)),
                        changes.isEmpty() ? "nothing" : "update set " + changes);
    }

    private String deleteSql() {
        String same = table.key().stream()
                .map(column -> "t.%1$s = g.%1$s".formatted(StoredTable.quote(column)))
                .collect(Collectors.joining(" and "));
        return "delete from %s t using unnest(%s) as g(%s) where %s"
                .formatted(table.sql(), gone.parameters(), names(keys(table)), same);
    }

    private static List<ContractColumn> keys(StoredTable table) {
        return table.columns().stream().filter(ContractColumn::primaryKey).toList();
    }

    private static String names(List<ContractColumn> columns) {
        return columns.stream().map(column -> StoredTable.quote(column.name())).collect(Collectors.joining(", "));
    }

    /** Rows as an array a column, in PostgreSQL's words. */
    private static final class Arrays {
        private final List<ContractColumn> columns;
        private final List<StringBuilder> texts = new ArrayList<>();
        private int next;

        Arrays(List<ContractColumn> columns) {
            this.columns = columns;
            columns.forEach(column -> texts.add(new StringBuilder()));
        }

        int rows() {
            return next / columns.size();
        }

        String parameters() {
            return columns.stream()
                    .map(column -> "cast(? as " + StoredTable.type(column.type()) + "[])")
                    .collect(Collectors.joining(", "));
        }

        /** The value of the next column. */
        void add(@Nullable Object value) {
            StringBuilder text = texts.get(next % columns.size());
            text.append(next < columns.size() ? '{' : ',');
            if (value == null) {
                text.append("NULL");
            } else {
                quote(StoredValue.text(value), text);
            }
            next++;
        }

        private static void quote(String value, StringBuilder text) {
            text.append('"');
            for (int i = 0; i < value.length(); i++) {
                char sign = value.charAt(i);
                if (sign == '"' || sign == '\\') {
                    text.append('\\');
                }
                text.append(sign);
            }
            text.append('"');
        }

        /** Runs a statement with the rows, if there are any, and forgets them. */
        long run(Connection connection, String sql) throws SQLException {
            if (next == 0) {
                return 0;
            }
            // The connection knows the statement by its text, and has it planned already.
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < columns.size(); i++) {
                    statement.setObject(i + 1, texts.get(i).append('}').toString(), Types.OTHER);
                    texts.get(i).setLength(0);
                }
                next = 0;
                return statement.executeLargeUpdate();
            }
        }
    }
}
