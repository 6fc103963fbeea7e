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

    /** The distinct hashes of each key, all in one pass over the rows; a key with a null has none. */
    List<long[]> of(String relation, List<List<Column>> keys) throws SQLException {
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
            while (rows.next()) {
                for (int i = 0; i < found.length; i++) {
                    long hash = rows.getLong(i + 1);
                    if (hash != 0 || !rows.wasNull()) {
                        found[i].add(hash);
                    }
                }
            }
        }
        return Arrays.stream(found).map(Growing::distinct).toList();
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
        private long[] numbers = new long[256];
        private int size;

        void add(long number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size++] = number;
        }

        long[] distinct() {
            Arrays.sort(numbers, 0, size);
            int kept = 0;
            for (int i = 0; i < size; i++) {
                if (i == 0 || numbers[i] != numbers[kept - 1]) {
                    numbers[kept++] = numbers[i];
                }
            }
            return Arrays.copyOf(numbers, kept);
        }
    }
}
