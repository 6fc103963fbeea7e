package org.wardflow.warehouse.internal;

import java.util.List;
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

    /** Statements that index a table of a plan by the columns that KPIs compare so, where it is not. */
    static List<String> indexes(StoredTable table, Plan plan) {
        return plan.content().kpis().values().stream()
                .flatMap(kpi ->
                        COMPARED.matcher(kpi.sql()).results().filter(compared -> isOf(table, compared, kpi, plan)))
                .map(compared -> compared.group(2))
                .distinct()
                .sorted()
                .map(column -> "create index if not exists %s on %s (%s)"
                        .formatted(
                                StoredTable.quote(table.name().name() + "_" + column + "_later"),
                                table.sql(),
                                StoredTable.quote(column)))
                .toList();
    }

    /** Where only one table of the KPI has the column it is that one's, else the alias before it tells. */
    private static boolean isOf(StoredTable table, MatchResult compared, Kpi kpi, Plan plan) {
        @Nullable String alias = compared.group(1);
        List<String> having = SqlText.of(kpi.sql()).tables().keySet().stream()
                .filter(name -> isTime(plan.tables().get(TableName.parse(name)), compared.group(2)))
                .toList();
        String name = table.name().toString();
        return having.contains(name)
                && (having.size() == 1
                        || (alias != null
                                && Pattern.compile(Pattern.quote(name) + "\\s+" + alias + "\\b")
                                        .matcher(kpi.sql())
                                        .find()));
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
