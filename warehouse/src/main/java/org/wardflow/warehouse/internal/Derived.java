package org.wardflow.warehouse.internal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.wardflow.core.Sha256;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.contract.ContractColumn.Classification;

/**
 * What users see: the views of the tables, the KPIs and the roles. Run as wardflow_owner.
 *
 * <p>A view that masks cannot be one of its invoker, who would need the right to read what it masks. So each view belongs to a
 * role that cannot log in, and that row-level security binds: {@code wardflow_reader} for tables, {@code wardflow_totals} for
 * KPIs within the viewer's scope, {@code wardflow_whole} for those of all hospitals. The policies ask {@code current_user},
 * which is the viewer whoever owns the view.
 */
final class Derived {
    static final List<String> SCHEMAS = List.of("gold", "silver", "kpi", "kpi_whole", "prelude");

    private final Plan plan;
    private final StringBuilder sql = new StringBuilder();

    private Derived(Plan plan) {
        this.plan = plan;
    }

    static String sql(Plan plan) {
        return new Derived(plan).build();
    }

    static String digest(Plan plan) {
        StringBuilder text = new StringBuilder(sql(plan));
        plan.tables().values().forEach(table -> text.append(table.createSql()).append(plan.indexes(table)));
        return Sha256.of(text.toString());
    }

    private String build() {
        schemas();
        RowPolicies policies = new RowPolicies(plan);
        add(policies.visits());
        for (StoredTable table : plan.tables().values()) {
            add(policies.of(table));
        }
        role("wardflow_reader");
        MaskedViews views = new MaskedViews(plan.content().policy(), policies);
        for (StoredTable table : plan.tables().values()) {
            add(views.of(table));
        }
        kpis("wardflow_totals", "kpi");
        kpis("wardflow_whole", "kpi_whole");
        role("wardflow_owner");
        add("delete from access.role_policy");
        plan.content().policy().roles().values().forEach(this::role);
        return sql.toString();
    }

    private void schemas() {
        add(
                "create schema prelude; create schema gold authorization wardflow_reader; create schema silver authorization"
                        + " wardflow_reader; create schema kpi authorization wardflow_totals; create schema kpi_whole authorization"
                        + " wardflow_whole");
        add("grant usage on schema prelude to public");
        add(plan.content().warehousePrelude());
        String stored = plan.tables().values().stream()
                .map(StoredTable::schema)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!stored.isEmpty()) {
            add("grant usage on schema " + stored
                    + " to wardflow_publisher, wardflow_reader, wardflow_totals, wardflow_whole");
        }
    }

    private void kpis(String owner, String schema) {
        role(owner);
        add("set local search_path = prelude, pg_catalog");
        for (Kpi kpi : plan.content().kpis().values()) {
            add(KpiSql.view(kpi, schema, plan));
            add(KpiSql.function(kpi, schema));
        }
        add("reset search_path");
    }

    /** A role of the policy: what it may touch. Which rows and values it sees there is decided row by row. */
    private void role(AccessPolicy.Role role) {
        String name = group(role.name());
        role("wardflow_reader");
        add("grant usage on schema gold, silver to " + name);
        add("grant select on all tables in schema gold, silver to " + name);
        role("wardflow_totals");
        add("grant usage on schema kpi to " + name);
        for (Kpi kpi : plan.content().kpis().values()) {
            if (mayRead(role, kpi)) {
                add("grant select on kpi." + kpi.name() + " to " + name);
            }
        }
        role("wardflow_whole");
        add("grant usage on schema kpi_whole to " + name);
        for (String kpi : role.whole()) {
            Kpi known = plan.content().kpis().get(kpi);
            if (known != null && mayRead(role, known)) {
                add("grant select on kpi_whole." + kpi + " to " + name);
            }
        }
        role("wardflow_owner");
        add("insert into access.role_policy (role, reach, demographic, pseudonym, phi) values (%s)"
                .formatted(List.of(
                                role.name(),
                                role.reach().name(),
                                role.mask(Classification.DEMOGRAPHIC).name(),
                                role.mask(Classification.PSEUDONYM).name(),
                                role.mask(Classification.PHI).name())
                        .stream()
                        .map(StoredTable::text)
                        .collect(Collectors.joining(", "))));
    }

    /** A login needs no right to the board's pages; a right beyond that one is needed everywhere. */
    private static boolean mayRead(AccessPolicy.Role role, Kpi kpi) {
        return kpi.right() == AccessPolicy.Right.BOARD || role.rights().contains(kpi.right());
    }

    /** The PostgreSQL role that logins of a role are members of. */
    static String group(String role) {
        return "wardflow_role_" + role.toLowerCase(Locale.ROOT);
    }

    private void role(String name) {
        add("set local role " + name);
    }

    private void add(String statement) {
        sql.append(statement.strip());
        if (!statement.strip().endsWith(";")) {
            sql.append(';');
        }
        sql.append('\n');
    }
}
