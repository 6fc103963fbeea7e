package org.wardflow.spark.internal;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.KeyHash;

/** The hashes of one key of the rows of one file, as they come. */
final class KeyHashes {
    private static final int CAPACITY = 256;

    private final FileLayout layout;
    private final List<Integer> columns;
    private long[] hashes = new long[CAPACITY];
    private int[] rows = new int[CAPACITY];
    private int size;

    KeyHashes(FileLayout layout, List<Integer> columns) {
        this.layout = layout;
        this.columns = columns;
    }

    /** A key with a null has no hash. */
    void add(InternalRow row, int position) {
        List<String> key = new ArrayList<>(columns.size());
        for (int column : columns) {
            if (row.isNullAt(column)) {
                return;
            }
            key.add(text(row, column, layout.types().get(column)));
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            rows = Arrays.copyOf(rows, size * 2);
        }
        hashes[size] = KeyHash.of(key);
        rows[size++] = position;
    }

    /** @param rowsOfFile a large file's keys are told with the rows where they stand */
    WrittenFile.Keys get(long rowsOfFile) {
        long[] known = Arrays.copyOf(hashes, size);
        FileKeys keys = rowsOfFile >= FileKeys.LOCATED_ROWS_MIN
                ? FileKeys.located(known, Arrays.copyOf(rows, size))
                : FileKeys.of(known);
        return new WrittenFile.Keys(keys);
    }

    private static String text(InternalRow row, int column, ColumnType type) {
        return switch (type) {
            case STRING -> row.getUTF8String(column).toString();
            case BOOLEAN -> String.valueOf(row.getBoolean(column));
            case INT -> String.valueOf(row.getInt(column));
            case BIGINT, TIMESTAMP -> String.valueOf(row.getLong(column));
            case DECIMAL ->
                BigDecimal.valueOf(
                                row.getDecimal(column, SparkTypes.PRECISION, SparkTypes.SCALE)
                                        .toUnscaledLong(),
                                SparkTypes.SCALE)
                        .toPlainString();
            case DATE -> LocalDate.ofEpochDay(row.getInt(column)).toString();
            case BINARY -> throw new IllegalArgumentException("bytes are no key");
        };
    }
}
