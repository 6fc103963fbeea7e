package org.wardflow.warehouse.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.sql.Parameters;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.TableName;

/** A KPI's one definition as a view at the last tick, and as a function at any instant. */
final class KpiSql {
    /** Where a KPI counts within the viewer's scope. */
    static final String SCOPED = "kpi";

    /** The instant looked at: read once a statement. */
    private static final String NOW = "(select as_of from access.now)";

    /**
     * The same in words that the planner can work out: only so it sees that few rows are later, and takes an index. It is worked out
     * for each row that is compared.
     */
    private static final String KNOWN_NOW =
            "case when current_setting('wardflow.as_of', true) <> '' then current_setting('wardflow.as_of', true)::timestamptz"
                    + " else (select last_tick from access.published) end";

    private KpiSql() {}

    static String view(Kpi kpi, String schema, Plan plan) {
        String sql = figure(kpi, NOW, KNOWN_NOW);
        Set<String> columns = columns(sql);
        boolean byWard = schema.equals(SCOPED) && columns.contains("department");
        // Of visits that came from elsewhere the other ward's row would hold a part, which looks like the whole.
        // Where the figure does not say the hospital, it is made of rows of the own wards alone.
        boolean namesHospital = columns.contains("hospital_id");
        String figure = SqlText.of(sql)
                .replaceTables(table -> byWard && !namesHospital ? own(table, plan) : stored(table))
                .strip();
        if (byWard && namesHospital) {
            figure = "select * from (\n" + figure + "\n) figure where " + RowPolicies.WARD;
        } else if (!schema.equals(SCOPED) && kpi.small().isPresent()) {
            figure = guarded(kpi, figure);
        }
        // Else PostgreSQL may ask a condition of the viewer's of rows before the scope is: an error then tells what
        // they hold.
        return "create view %s.%s with (security_barrier) as\n%s;\ncomment on view %s.%s is %s;"
                .formatted(
                        schema,
                        kpi.name(),
                        figure,
                        schema,
                        kpi.name(),
                        StoredTable.text(kpi.question() + " " + kpi.definition() + " Unit: " + kpi.unit() + ". Grain: "
                                + kpi.grain() + "."));
    }

    /**
     * Of wards outside the viewer's scope a figure is of many visits, of the beginning of a day, and by the definition's own parameters:
     * windows that a viewer may choose to the second would show them single visits.
     */
    private static String guarded(Kpi kpi, String figure) {
        StringBuilder elsewhere = new StringBuilder("(" + RowPolicies.WARD + ") is not true and "
                + StoredTable.quote(kpi.small().orElseThrow()) + " >= " + Kpi.VISITS_MIN);
        kpi.parameters()
                .forEach((name, value) -> elsewhere
                        .append(" and ")
                        .append(parameter(name, value))
                        .append(" = ")
                        .append(value));
        String earlier = SqlText.of(figure(kpi, day(NOW), day(KNOWN_NOW)))
                .replaceTables(KpiSql::stored)
                .strip();
        return "select * from (\n%s\n) figure where %s\nunion all\nselect * from (\n%s\n) figure where %s"
                .formatted(figure, RowPolicies.WARD, earlier, elsewhere);
    }

    private static String day(String instant) {
        return "date_trunc('day', " + instant + ", 'UTC')";
    }

    private static String figure(Kpi kpi, String now, String knownNow) {
        Map<String, String> expressions = new TreeMap<>(Map.of("as_of", now));
        kpi.parameters().forEach((name, value) -> expressions.put(name, parameter(name, value)));
        return Parameters.replace(Later.than(kpi.sql(), knownNow), expressions);
    }

    private static String parameter(String name, long value) {
        return "coalesce(nullif(current_setting('wardflow." + name + "', true), '')::bigint, " + value + ")";
    }

    /** The instant goes by a setting, which changes no right: whoever runs it may look at any instant of the own rows. */
    static String function(Kpi kpi, String schema) {
        return """
                create function %1$s.%2$s(as_of timestamptz) returns setof %1$s.%2$s language plpgsql as $$
                declare
                    before text := current_setting('wardflow.as_of', true);
                begin
                    perform set_config('wardflow.as_of', as_of::text, true);
                    return query select * from %1$s.%2$s;
                    perform set_config('wardflow.as_of', coalesce(before, ''), true);
                end $$;""".formatted(schema, kpi.name());
    }

    /** The words of the outer SELECT, and so its columns. */
    private static Set<String> columns(String sql) {
        Set<String> named = new TreeSet<>();
        int depth = 0;
        boolean selected = false;
        for (SqlText.Token word : SqlText.of(sql).words()) {
            depth += word.text().equals("(") ? 1 : word.text().equals(")") ? -1 : 0;
            if (depth == 0 && word.lower().equals("select")) {
                selected = true;
                named.clear();
            } else if (depth == 0 && word.lower().equals("from")) {
                selected = false;
            } else if (depth == 0 && selected) {
                named.add(word.lower());
            }
        }
        return named;
    }

    private static String own(String table, Plan plan) {
        StoredTable stored = table.startsWith("access.") ? null : plan.tables().get(TableName.parse(table));
        return stored != null && stored.has("hospital_id") && stored.has("department")
                ? "(select * from " + stored(table) + " where " + RowPolicies.WARD + ")"
                : stored(table);
    }

    private static String stored(String table) {
        return table.startsWith("access.") ? table : "stored_" + table;
    }
}
