package org.wardflow.warehouse.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/**
 * What KPIs want to be later than an instant: what had not ended then, and what happened in the days before. Of all history these are few
 * rows, so they are what a table has indexes for.
 */
final class Later {
    private static final Pattern COMPARED = Pattern.compile("\\b(?:(\\w+)\\.)?(\\w+)(\\s*>=?\\s*):as_of\\b(?!\\s*\\+)");

    private Later() {}

    /** By table, statements that index it by the columns that KPIs compare so, where it is not. */
    static Map<TableName, List<String>> indexes(Plan plan) {
        Map<TableName, SortedSet<String>> compared = new HashMap<>();
        for (Kpi kpi : plan.content().kpis().values()) {
            Set<String> named = SqlText.of(kpi.sql()).tables().keySet();
            COMPARED.matcher(kpi.sql())
                    .results()
                    .forEach(place -> of(place, named, kpi, plan)
                            .ifPresent(table -> compared.computeIfAbsent(table, first -> new TreeSet<>())
                                    .add(place.group(2))));
        }
        Map<TableName, List<String>> indexes = new HashMap<>();
        compared.forEach((table, columns) -> indexes.put(
                table,
                columns.stream()
                        .map(column ->
                                index(Objects.requireNonNull(plan.tables().get(table)), column))
                        .toList()));
        return indexes;
    }

    private static String index(StoredTable table, String column) {
        return "create index if not exists %s on %s (%s)"
                .formatted(
                        StoredTable.quote(table.name().name() + "_" + column + "_later"),
                        table.sql(),
                        StoredTable.quote(column));
    }

    /** The table whose column a KPI compares: the only one of its tables that has it, else the alias before it tells. */
    private static Optional<TableName> of(MatchResult place, Set<String> named, Kpi kpi, Plan plan) {
        @Nullable String alias = place.group(1);
        List<TableName> having = named.stream()
                .map(TableName::parse)
                .filter(name -> isTime(plan.tables().get(name), place.group(2)))
                .toList();
        return having.stream()
                .filter(name -> having.size() == 1
                        || (alias != null
                                && Pattern.compile(Pattern.quote(name.toString()) + "\\s+" + alias + "\\b")
                                        .matcher(kpi.sql())
                                        .find()))
                .findFirst();
    }

    private static boolean isTime(@Nullable StoredTable table, String column) {
        return table != null
                && table.contract()
                        .column(column)
                        .map(ContractColumn::type)
                        .filter(ColumnType.TIMESTAMP::equals)
                        .isPresent();
    }

    /** A KPI's text with an expression for the instant where it is compared so. */
    static String than(String sql, String expression) {
        return COMPARED.matcher(sql)
                .replaceAll(
                        compared -> Matcher.quoteReplacement(compared.group().replace(":as_of", expression)));
    }
}
