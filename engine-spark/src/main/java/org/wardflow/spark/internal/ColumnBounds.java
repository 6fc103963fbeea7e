package org.wardflow.spark.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.ColumnType;

/** The least and the greatest value of a column in one file, as they come. */
final class ColumnBounds {
    private final String name;
    private final ColumnType type;
    private final int column;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private @Nullable UTF8String first;
    private @Nullable UTF8String last;
    private long values;
    private long nulls;

    ColumnBounds(String name, ColumnType type, int column) {
        this.name = name;
        this.type = type;
        this.column = column;
    }

    void add(InternalRow row) {
        if (row.isNullAt(column)) {
            nulls++;
            return;
        }
        values++;
        switch (type) {
            case STRING -> add(row.getUTF8String(column));
            case BOOLEAN -> add(row.getBoolean(column) ? 1 : 0);
            case INT, DATE -> add(row.getInt(column));
            case BIGINT, TIMESTAMP -> add(row.getLong(column));
            case DECIMAL ->
                add(row.getDecimal(column, SparkTypes.PRECISION, SparkTypes.SCALE)
                        .toUnscaledLong());
            case BINARY -> throw new IllegalStateException("bug: no bounds are kept of bytes");
        }
    }

    WrittenFile.Bounds get() {
        boolean some = values > 0;
        boolean text = type == ColumnType.STRING;
        return new WrittenFile.Bounds(
                name,
                some ? (text ? String.valueOf(first) : text(least)) : null,
                some ? (text ? String.valueOf(last) : text(greatest)) : null,
                nulls);
    }

    private void add(long value) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    private void add(UTF8String value) {
        if (first == null || value.compareTo(first) < 0) {
            first = value.copy();
        }
        if (last == null || value.compareTo(last) > 0) {
            last = value.copy();
        }
    }

    private String text(long value) {
        return switch (type) {
            case BOOLEAN -> String.valueOf(value == 1);
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case DECIMAL -> BigDecimal.valueOf(value, SparkTypes.SCALE).toPlainString();
            default -> String.valueOf(value);
        };
    }
}
