package org.wardflow.warehouse;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A value of PostgreSQL as the lake's readers have it. */
public final class PostgresValue {
    private PostgresValue() {}

    /**
     * The value of a column in the row that a result stands at: String, Boolean, Integer, Long, Double, BigDecimal, byte[],
     * LocalDate, Instant or null, and anything else as PostgreSQL writes it.
     *
     * @param column from 1
     * @param type the column's type, as PostgreSQL names it
     */
    public static @Nullable Object of(ResultSet rows, int column, String type) throws SQLException {
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
