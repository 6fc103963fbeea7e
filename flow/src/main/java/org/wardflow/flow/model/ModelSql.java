package org.wardflow.flow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.sql.Cast;

/** The SELECT that gives a table's rows: the model's own, judged by the row rules of the contract, each column cast. */
public final class ModelSql {
    private static final String HIT = "wardflow_hit_";

    /** What a column is where a rule hits. */
    private record Hit(Rule.OfRow rule, String expression) {}

    private ModelSql() {}

    /** Columns as in the contract, in its order; tables named as in the model. */
    public static String of(Model model, Cast cast) {
        return of(model, cast, model.contract().columns());
    }

    /** The same with some of the columns. */
    public static String of(Model model, Cast cast, List<ContractColumn> columns) {
        List<Rule.OfRow> rules = model.contract().rowRules();
        StringBuilder sql = new StringBuilder("select ");
        sql.append(columns.stream()
                .map(column -> cast.cast(expression(column, rules), column.type()) + " as " + column.name())
                .collect(Collectors.joining(", ")));
        sql.append(" from ");
        if (rules.isEmpty()) {
            return sql.append('(')
                    .append(own(model))
                    .append("\n) as wardflow_model")
                    .toString();
        }
        sql.append("(select wardflow_model.*");
        for (Rule.OfRow rule : rules) {
            sql.append(", coalesce(")
                    .append(rule.when())
                    .append(", false) as ")
                    .append(HIT)
                    .append(rule.id());
        }
        return sql.append(" from (")
                .append(own(model))
                .append("\n) as wardflow_model) as wardflow_judged")
                .toString();
    }

    /** The model's own SELECT, as it stands in the file. */
    public static String own(Model model) {
        String text = model.sql().strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    /** A column after the rules: the first repair that hits wins; every predicate saw the row as the model gave it. */
    private static String expression(ContractColumn column, List<Rule.OfRow> rules) {
        if (!rules.isEmpty() && column.name().equals(Contract.FINDINGS)) {
            return findings(rules);
        }
        if (!rules.isEmpty() && column.name().equals(Contract.QUARANTINE_RULE)) {
            return firstHit(
                    rules.stream()
                            .filter(rule -> rule.action() == Rule.Action.QUARANTINE)
                            .map(rule -> new Hit(rule, "'" + rule.id() + "'"))
                            .toList(),
                    "null");
        }
        List<Hit> repairs = new ArrayList<>();
        for (Rule.OfRow rule : rules) {
            String set = rule.set().get(column.name());
            if (set != null) {
                repairs.add(new Hit(rule, "(" + set + ")"));
            }
        }
        return firstHit(repairs, column.name());
    }

    private static String firstHit(List<Hit> hits, String otherwise) {
        if (hits.isEmpty()) {
            return otherwise;
        }
        return hits.stream()
                .map(hit -> "when " + HIT + hit.rule().id() + " then " + hit.expression())
                .collect(Collectors.joining(" ", "case ", " else " + otherwise + " end"));
    }

    /** The ids between bars, in the order of the contract; null if no rule hits. */
    private static String findings(List<Rule.OfRow> rules) {
        String words = rules.stream()
                .map(rule -> "case when " + HIT + rule.id() + " then '" + rule.id() + "' end")
                .collect(Collectors.joining(", "));
        return "'|' || nullif(concat_ws('|', " + words + "), '') || '|'";
    }
}
