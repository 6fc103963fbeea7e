package org.wardflow.duckdb.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.FileKeys;

/**
 * {@link org.wardflow.lake.KeyHash} in SQL. {@code md5_number} is many times faster than {@code md5_number_upper}, which is its
 * lower half; the driver is slow with unsigned numbers, so the 64 bits come as a signed one.
 */
final class KeyHashes {
    /** The lower 64 bits of an unsigned number, as two's complement. */
    private static final String SIGNED = "((%1$s & 18446744073709551615)::hugeint"
            + " - case when (%1$s & 9223372036854775808) = 0 then 0 else 18446744073709551616 end)::bigint";

    private final Statement statement;

    KeyHashes(Statement statement) {
        this.statement = statement;
    }

    /**
     * The hashes of each key, all in one pass over the rows; a key with a null has none.
     *
     * @param located whether to note the position of each row as well
     */
    List<FileKeys> of(String relation, List<List<Column>> keys, boolean located) throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        List<String> numbers = new ArrayList<>();
        List<String> signed = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            numbers.add(number(keys.get(i)) + " as n" + i);
            signed.add(SIGNED.formatted("n" + i));
        }
        String sql = "select " + String.join(", ", signed) + " from (select " + String.join(", ", numbers) + " from "
                + relation + " t) h";
        Growing[] found = new Growing[keys.size()];
        Arrays.setAll(found, i -> new Growing());
        try (ResultSet rows = statement.executeQuery(sql)) {
            for (int row = 0; rows.next(); row++) {
                for (int i = 0; i < found.length; i++) {
                    long hash = rows.getLong(i + 1);
                    if (hash != 0 || !rows.wasNull()) {
                        found[i].add(hash, row);
                    }
                }
            }
        }
        return Arrays.stream(found).map(keysOf -> keysOf.keys(located)).toList();
    }

    private static String number(List<Column> key) {
        String text = key.stream()
                .map(column ->
                        column.type() == ColumnType.TIMESTAMP ? "epoch_us(" + column.name() + ")" : column.name())
                .map(value -> value + "::varchar")
                .collect(Collectors.joining(", "));
        String absent = key.stream().map(column -> column.name() + " is null").collect(Collectors.joining(" or "));
        return "case when " + absent + " then null else md5_number(concat_ws(chr(31), " + text + ")) end";
    }

    /** Numbers without boxes. */
    private static final class Growing {
        private long[] hashes = new long[256];
        private int[] rows = new int[256];
        private int size;

        void add(long hash, int row) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, size * 2);
                rows = Arrays.copyOf(rows, size * 2);
            }
            hashes[size] = hash;
            rows[size++] = row;
        }

        FileKeys keys(boolean located) {
            long[] known = Arrays.copyOf(hashes, size);
            return located ? FileKeys.located(known, Arrays.copyOf(rows, size)) : FileKeys.of(known);
        }
    }
}
