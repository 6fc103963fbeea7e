package org.wardflow.warehouse.internal;

import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.sql.Parameters;
import org.wardflow.flow.sql.SqlText;

/** A KPI's one definition as a view at the last tick, and as a function at any instant. */
final class KpiSql {
    private KpiSql() {}

    static String view(Kpi kpi, String schema) {
        String sql = Parameters.asOf(kpi.sql(), "(select as_of from access.now)");
        return "create view %s.%s as\n%s;\ncomment on view %s.%s is %s;"
                .formatted(
                        schema,
                        kpi.name(),
                        SqlText.of(sql).replaceTables(KpiSql::stored).strip(),
                        schema,
                        kpi.name(),
                        StoredTable.text(kpi.question() + " " + kpi.definition() + " Unit: " + kpi.unit() + ". Grain: "
                                + kpi.grain() + "."));
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

    private static String stored(String table) {
        return table.startsWith("access.") ? table : "stored_" + table;
    }
}
