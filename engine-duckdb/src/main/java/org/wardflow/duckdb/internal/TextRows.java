package org.wardflow.duckdb.internal;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;

/** Tables made of rows that are given as text. */
public final class TextRows {
    private static final String STAGE = "wardflow_text";

    private TextRows() {}

    /** Creates a table; a text that does not read as its column's type fails. */
    public static void create(
            DuckDBConnection connection, String table, List<Column> columns, List<List<@Nullable String>> rows)
            throws SQLException {
        List<String> texts = new ArrayList<>();
        List<String> casts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            texts.add("c" + i + " varchar");
            casts.add(cast("c" + i, columns.get(i).type()) + " as "
                    + columns.get(i).name());
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create or replace temp table " + STAGE + " (" + String.join(", ", texts) + ")");
            try (DuckDBAppender appender = connection.createAppender("temp", "main", STAGE)) {
                for (List<@Nullable String> row : rows) {
                    appender.beginRow();
                    for (String value : row) {
                        appender.append(value);
                    }
                    appender.endRow();
                }
            }
            statement.execute("create or replace table " + table + " as select " + String.join(", ", casts) + " from "
                    + STAGE + "; drop table " + STAGE);
        }
    }

    private static String cast(String column, ColumnType type) {
        return type == ColumnType.BINARY ? "encode(" + column + ")" : DuckDbTypes.cast(column, type);
    }
}
