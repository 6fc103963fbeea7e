package org.wardflow.warehouse.internal;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.RowConsumer;

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
                row.add(value(rows, i, about.getColumnTypeName(i)));
            }
            consumer.row(row);
        }
    }

    private static @Nullable Object value(ResultSet rows, int column, String type) throws SQLException {
        if (type.equals("timestamptz")) {
            OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
        Object value = rows.getObject(column);
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        boolean plain = value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof BigDecimal
                || value instanceof byte[];
        return plain ? value : String.valueOf(value);
    }
}
