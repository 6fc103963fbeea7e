package org.wardflow.flow.cycle.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;

/** Small queries, and the phrases that generated SQL is made of. */
final class Rows {
    private Rows() {}

    /** The one row of numbers that a query gives. */
    static List<Long> numbers(SqlSession session, String sql, Map<String, Relation> tables) {
        List<Long> numbers = new ArrayList<>();
        session.query(
                sql,
                tables,
                values ->
                        values.forEach(value -> numbers.add(value instanceof Number number ? number.longValue() : 0L)));
        return numbers;
    }

    /** {@code a, b}, each behind a prefix. */
    static String list(String prefix, List<String> columns) {
        return columns.stream().map(column -> prefix + column).collect(Collectors.joining(", "));
    }

    /** {@code a is not null and b is not null}. */
    static String present(List<String> columns) {
        return columns.stream().map(column -> column + " is not null").collect(Collectors.joining(" and "));
    }
}
