package org.wardflow.spark.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;

/** Our column types in Spark's words, and values in its and in Java's. */
final class SparkTypes {
    /** Digits of a decimal. */
    static final int PRECISION = 18;

    /** Of these, behind the point. */
    static final int SCALE = 6;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private SparkTypes() {}

    static DataType of(ColumnType type) {
        return switch (type) {
            case STRING -> DataTypes.StringType;
            case BOOLEAN -> DataTypes.BooleanType;
            case INT -> DataTypes.IntegerType;
            case BIGINT -> DataTypes.LongType;
            case DECIMAL -> DataTypes.createDecimalType(PRECISION, SCALE);
            case DATE -> DataTypes.DateType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case BINARY -> DataTypes.BinaryType;
        };
    }

    static StructType schema(List<Column> columns) {
        StructType schema = new StructType();
        for (Column column : columns) {
            schema = schema.add(column.name(), of(column.type()));
        }
        return schema;
    }

    static String cast(String expression, ColumnType type) {
        return "cast(" + expression + " as " + of(type).sql() + ")";
    }

    /** The columns in order, each cast to its type. */
    static String casts(List<Column> columns) {
        return columns.stream()
                .map(column -> cast(column.name(), column.type()) + " as " + column.name())
                .collect(Collectors.joining(", "));
    }

    /** A value of a result, as {@link org.wardflow.flow.engine.RowConsumer} gives it. */
    static @Nullable Object given(@Nullable Object value) {
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        } else if (value instanceof Float number) {
            return number.doubleValue();
        }
        boolean plain = value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Number
                || value instanceof LocalDate
                || value instanceof Instant
                || value instanceof byte[];
        return plain ? value : String.valueOf(value);
    }

    /** A value from outside as Spark's rows hold it; what does not fit the column's type fails. */
    static @Nullable Object held(@Nullable Object value, ColumnType type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case STRING -> UTF8String.fromString((String) value);
            case BOOLEAN -> (Boolean) value;
            case INT -> (Integer) value;
            case BIGINT -> ((Number) value).longValue();
            case DECIMAL -> Decimal.apply(((BigDecimal) value).setScale(SCALE), PRECISION, SCALE);
            case DATE -> Math.toIntExact(((LocalDate) value).toEpochDay());
            case TIMESTAMP -> micros((Instant) value);
            case BINARY -> (byte[]) value;
        };
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / NANOS_PER_MICRO);
    }
}
