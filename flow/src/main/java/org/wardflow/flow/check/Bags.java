package org.wardflow.flow.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows compared as bags. */
final class Bags {
    private Bags() {}

    /** A line for each row that one side has more often than the other. */
    static List<String> differences(List<String> expected, List<String> found) {
        Map<String, Integer> surplus = new TreeMap<>();
        found.forEach(row -> surplus.merge(row, 1, Integer::sum));
        expected.forEach(row -> surplus.merge(row, -1, Integer::sum));
        List<String> differences = new ArrayList<>();
        surplus.forEach((row, count) -> {
            if (count != 0) {
                differences.add((count > 0 ? "unexpected " : "missing ")
                        + row
                        + (Math.abs(count) > 1 ? " ×" + Math.abs(count) : ""));
            }
        });
        return differences;
    }
}
