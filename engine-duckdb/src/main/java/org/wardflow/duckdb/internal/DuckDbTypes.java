package org.wardflow.duckdb.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;

/** Our column types in DuckDB's words, and its values as Java's. */
final class DuckDbTypes {
    private DuckDbTypes() {}

    static String name(ColumnType type) {
        return switch (type) {
            case STRING -> "varchar";
            case BOOLEAN -> "boolean";
            case INT -> "integer";
            case BIGINT -> "bigint";
            case DECIMAL -> "decimal(18,6)";
            case DATE -> "date";
            case TIMESTAMP -> "timestamptz";
            case BINARY -> "blob";
        };
    }

    static String cast(String expression, ColumnType type) {
        return "cast(" + expression + " as " + name(type) + ")";
    }

    /** The columns in order, each cast to its type. */
    static String casts(List<Column> columns) {
        return columns.stream()
                .map(column -> cast(column.name(), column.type()) + " as " + column.name())
                .collect(Collectors.joining(", "));
    }

    /** Adds a value to an appender; what does not fit the column's type fails there. */
    static void append(DuckDBAppender appender, @Nullable Object value) throws SQLException {
        if (value == null) {
            appender.appendNull();
        } else if (value instanceof String text) {
            appender.append(text);
        } else if (value instanceof byte[] bytes) {
            appender.append(bytes);
        } else if (value instanceof Instant instant) {
            appender.appendEpochMicros(
                    Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000));
        } else if (value instanceof Integer number) {
            appender.append(number.intValue());
        } else if (value instanceof Long number) {
            appender.append(number.longValue());
        } else if (value instanceof Boolean flag) {
            appender.append(flag.booleanValue());
        } else if (value instanceof java.time.LocalDate date) {
            appender.append(date);
        } else if (value instanceof BigDecimal number) {
            appender.append(number.setScale(6));
        } else {
            throw new IllegalArgumentException(
                    "No column holds a " + value.getClass().getName());
        }
    }

    /** A value of a result, as {@link org.wardflow.flow.engine.RowConsumer} gives it. */
    static @Nullable Object value(ResultSet rows, int column, String type) throws SQLException {
        if (type.equals("TIMESTAMP")) {
            LocalDateTime time = rows.getObject(column, LocalDateTime.class);
            return time == null ? null : time.toInstant(ZoneOffset.UTC);
        }
        Object value = rows.getObject(column);
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        } else if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (value instanceof Blob blob) {
            return blob.getBytes(1, Math.toIntExact(blob.length()));
        } else if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        } else if (value instanceof Float number) {
            return number.doubleValue();
        } else if (isPlain(value)) {
            return value;
        }
        return String.valueOf(value);
    }

    private static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof java.time.LocalDate;
    }
}
