package org.wardflow.proof.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;

/** Rows of either engine as sorted text, so that bags can be compared. */
final class Rows {
    private Rows() {}

    static List<List<String>> of(Dataset<Row> rows) {
        return sorted(rows.collectAsList().stream()
                .map(row -> IntStream.range(0, row.length())
                        .mapToObj(i -> text(row.isNullAt(i) ? null : row.get(i)))
                        .toList())
                .toList());
    }

    static List<List<String>> of(SqlSession session, String sql, Map<String, Relation> tables) {
        List<List<String>> rows = new ArrayList<>();
        session.query(sql, tables, row -> rows.add(row.stream().map(Rows::text).toList()));
        return sorted(rows);
    }

    private static List<List<String>> sorted(List<List<String>> rows) {
        return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
