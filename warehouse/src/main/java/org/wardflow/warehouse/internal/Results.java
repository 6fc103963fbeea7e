package org.wardflow.warehouse.internal;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.warehouse.PostgresValue;

/** Rows of PostgreSQL as {@link RowConsumer} has them. */
public final class Results {
    private Results() {}

    /** Hands all rows over, the names of the columns first. */
    public static void hand(ResultSet rows, RowConsumer consumer) throws SQLException {
        ResultSetMetaData about = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            names.add(about.getColumnLabel(i));
        }
        consumer.columns(names);
        while (rows.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 1; i <= names.size(); i++) {
                row.add(PostgresValue.of(rows, i, about.getColumnTypeName(i)));
            }
            consumer.row(row);
        }
    }
}
