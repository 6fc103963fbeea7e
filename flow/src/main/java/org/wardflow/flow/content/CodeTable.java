package org.wardflow.flow.content;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.Rule;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;

/**
 * A code system, read whole by models as {@code codes.name}.
 *
 * @param rows values as text, in the order of the columns
 * @param zones the time zones in the column that the file beside the table names for them
 * @param digest SHA-256 of the file, part of the hash of every model that reads it
 */
public record CodeTable(
        String name,
        List<Column> columns,
        List<List<@Nullable String>> rows,
        String source,
        String version,
        String licence,
        Set<String> zones,
        String digest) {
    public CodeTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        zones = Set.copyOf(zones);
    }

    /** The values of one column by those of another, in the order of the file; IllegalArgumentException if there is no such column. */
    public Map<String, String> texts(String key, String value) {
        int from = index(key);
        int to = index(value);
        Map<String, String> texts = new LinkedHashMap<>();
        rows.forEach(row -> texts.put(String.valueOf(row.get(from)), String.valueOf(row.get(to))));
        return texts;
    }

    private int index(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("codes.%s has no column %s".formatted(name, column));
    }

    /** The name of the table that is made of the contracts. */
    public static final String RULE = "rule";

    /**
     * The row rules of all contracts, {@code codes.rule (table_name, rule_id, action)}, in their order: a rule that somebody adds to a
     * contract is counted as those that were there.
     */
    static CodeTable ofRules(Collection<Contract> contracts) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Contract contract : contracts) {
            for (Rule.OfRow rule : contract.rowRules()) {
                rows.add(List.of(
                        contract.table().toString(),
                        rule.id(),
                        rule.action().name().toLowerCase(Locale.ROOT)));
            }
        }
        List<Column> columns = Stream.of("table_name", "rule_id", "action")
                .map(name -> new Column(name, ColumnType.STRING, false, false))
                .toList();
        return new CodeTable(RULE, columns, rows, "the contracts", "", "", Set.of(), Sha256.of(rows.toString()));
    }
}
