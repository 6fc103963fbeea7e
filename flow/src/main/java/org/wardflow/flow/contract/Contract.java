package org.wardflow.flow.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wardflow.flow.contract.internal.ContractParser;
import org.wardflow.lake.Column;
import org.wardflow.lake.TableName;

/**
 * What a table promises, from its {@code contract.yaml} (ODCS 3.1).
 *
 * @param keyFilters further column lists that rows are looked up by
 * @param sortedBy columns that files are sorted by; empty means by the key
 * @param source of a bronze table
 * @param text the document as it was read
 */
public record Contract(
        TableName table,
        String version,
        String purpose,
        List<ContractColumn> columns,
        List<List<String>> keyFilters,
        List<String> sortedBy,
        List<Rule> rules,
        Optional<BronzeSource> source,
        String text) {
    /** Column that the row rules append: {@code |rule|rule|} in contract order, null if none. */
    public static final String FINDINGS = "findings";

    /** Column that the row rules append: the first quarantine rule hit, else null. */
    public static final String QUARANTINE_RULE = "quarantine_rule";

    public Contract {
        columns = List.copyOf(columns);
        keyFilters = keyFilters.stream().map(List::copyOf).toList();
        sortedBy = List.copyOf(sortedBy);
        rules = List.copyOf(rules);
    }

    /**
     * Reads a contract; CONTRACT_INVALID names every problem with its path in the document.
     *
     * @param file its name in messages
     */
    public static Contract parse(TableName table, String file, String text) {
        return new ContractParser(table, file).parse(text);
    }

    /** The same with further columns at its end. */
    public Contract with(List<ContractColumn> added) {
        List<ContractColumn> all = new ArrayList<>(columns);
        all.addAll(added);
        String further = added.stream().map(column -> "\n# with " + column).collect(Collectors.joining());
        return new Contract(table, version, purpose, all, keyFilters, sortedBy, rules, source, text + further);
    }

    public List<String> primaryKey() {
        return columns.stream()
                .filter(ContractColumn::primaryKey)
                .map(ContractColumn::name)
                .toList();
    }

    public Optional<ContractColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** All columns, as the lake stores them. */
    public List<Column> lakeColumns() {
        return columns.stream().map(ContractColumn::column).toList();
    }

    /** The row rules, in order. */
    public List<Rule.OfRow> rowRules() {
        return rules.stream()
                .filter(Rule.OfRow.class::isInstance)
                .map(Rule.OfRow.class::cast)
                .toList();
    }
}
