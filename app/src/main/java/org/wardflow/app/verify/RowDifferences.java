package org.wardflow.app.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.flow.contract.Contract;

/** Says how rows differ, column by column, for rows of one key; a value that identifies a patient is shown as a hash. */
public final class RowDifferences {
    private static final int HASH_LETTERS = 8;

    private final List<String> columns;
    private final List<Integer> key;
    private final List<Boolean> identifies;

    /** Of a table with this contract; the columns are those of the rows to come, the primary key among them. */
    public RowDifferences(Contract contract, List<String> columns) {
        this.columns = columns;
        this.key = contract.primaryKey().stream().map(columns::indexOf).toList();
        this.identifies = columns.stream()
                .map(name -> contract.column(name)
                        .map(column -> column.classification().identifies())
                        .orElse(true))
                .toList();
    }

    /**
     * A line a difference, in the order of the keys' text.
     *
     * @param missing expected rows that were not found
     * @param surplus found rows that were not expected
     */
    public List<String> describe(
            List<List<@Nullable String>> missing, List<List<@Nullable String>> surplus, int limit) {
        Map<List<@Nullable String>, List<@Nullable String>> surplusByKey = new HashMap<>();
        surplus.forEach(row -> surplusByKey.put(keyOf(row), row));
        List<String> lines = new ArrayList<>();
        for (List<@Nullable String> row : sorted(missing)) {
            List<@Nullable String> other = surplusByKey.remove(keyOf(row));
            lines.add(name(row) + (other == null ? ": expected, not found" : ": " + changes(row, other)));
        }
        for (List<@Nullable String> row : sorted(List.copyOf(surplusByKey.values()))) {
            lines.add(name(row) + ": found, not expected");
        }
        return lines.subList(0, Math.min(limit, lines.size()));
    }

    /** By the text of the rows, so that the same difference prints the same lines. */
    private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    private List<@Nullable String> keyOf(List<@Nullable String> row) {
        List<@Nullable String> values = new ArrayList<>();
        key.forEach(index -> values.add(row.get(index)));
        return values;
    }

    private String name(List<@Nullable String> row) {
        List<String> parts = new ArrayList<>();
        for (int index : key) {
            parts.add(columns.get(index) + "=" + shown(index, row.get(index)));
        }
        return String.join(" ", parts);
    }

    private String changes(List<@Nullable String> expected, List<@Nullable String> found) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!Objects.equals(expected.get(i), found.get(i))) {
                parts.add("%s expected %s, found %s"
                        .formatted(columns.get(i), shown(i, expected.get(i)), shown(i, found.get(i))));
            }
        }
        return String.join("; ", parts);
    }

    private String shown(int column, @Nullable String value) {
        if (value == null) {
            return "null";
        }
        return identifies.get(column) ? "#" + hash(value) : value;
    }

    private static String hash(String value) {
        return Sha256.of(value).substring(0, HASH_LETTERS);
    }
}
