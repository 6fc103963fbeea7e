package org.wardflow.warehouse.internal;

import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.AccessPolicy.Rows;
import org.wardflow.lake.TableName;

/** Row-level security of the stored tables. */
final class RowPolicies {
    private static final TableName STAYS = TableName.parse("gold.fact_bed_stay");
    private static final TableName VISITS = TableName.parse("gold.fact_patient_flow");

    /** How long a role that sees visits while its ward holds them sees them after they have left it. */
    private static final String HELD_AFTER = "24 hours";

    /** Rows of the viewer's wards. */
    static final String WARD = ward("department");

    private static final String HOSPITAL = hospital("hospital_id");
    private static final String HELD = " and (m.is_held or not (select held from access.me))";
    /** Of a table that the policy does not name. */
    private static final String NOBODY = "false";

    private static final String EVERYWHERE = "(select everywhere from access.me)";

    private final Plan plan;

    RowPolicies(Plan plan) {
        this.plan = plan;
    }

    /** Rows of the viewer's wards, where that column names the ward. */
    static String ward(String department) {
        return wardOf("hospital_id", StoredTable.quote(department));
    }

    private static String wardOf(String hospital, String department) {
        return "((select everywhere from access.me)"
                + " or %1$s in (select hospital_id from access.my_hospital)".formatted(hospital)
                + " or (%1$s, %2$s) in (select hospital_id, department from access.my_ward))"
                        .formatted(hospital, department);
    }

    /** Rows of hospitals in which the viewer has a ward, where that column names the hospital. */
    static String hospital(String column) {
        return "((select everywhere from access.me) or " + StoredTable.quote(column)
                + " in (select hospital_id from access.my_hospital union all select hospital_id from access.my_ward))";
    }

    /**
     * Values of visits that were in one of the viewer's wards at that time, or that name one of them in the same hospital. Where a visit
     * was is told by the last stay that had begun, else by where it came in. Only values are looked at, of which most rows have none.
     */
    String wardThen(StoredTable table, String value, String time) {
        if (!plan.tables().containsKey(STAYS) || !plan.tables().containsKey(VISITS)) {
            return EVERYWHERE;
        }
        String row = StoredTable.quote(table.name().name());
        String named = row + "." + StoredTable.quote(value);
        return """
                %1$s is not null and (%2$s or coalesce(
                    (select %3$s is true or %4$s is true from stored_gold.fact_bed_stay s
                        where s.encounter_id = %6$s.encounter_id and s.start_ts <= %6$s.%7$s order by s.stay_no desc limit 1),
                    (select %5$s is true or %4$s is true from stored_gold.fact_patient_flow s
                        where s.encounter_id = %6$s.encounter_id), false))""".formatted(
                        named,
                        EVERYWHERE,
                        wardOf("s.hospital_id", "s.department"),
                        AccessPolicy.isDepartment(value) ? wardOf("s.hospital_id", named) : NOBODY,
                        wardOf("s.hospital_id", "s.arrival_department"),
                        row,
                        StoredTable.quote(time));
    }

    /**
     * The visits and patients that the viewer may see. The role that owns these views sees all rows, so that the policies that
     * ask them do not ask themselves.
     */
    String visits() {
        if (!plan.tables().containsKey(STAYS) || !plan.tables().containsKey(VISITS)) {
            return "";
        }
        return """
                set local role wardflow_owner;
                grant select on stored_gold.fact_bed_stay, stored_gold.fact_patient_flow to wardflow_whole;
                set local role wardflow_whole;
                create view access.my_visit as
                select encounter_id, patient_id,
                    end_ts is null or end_ts > (select last_tick from access.published) - interval '%2$s' as is_held
                from stored_gold.fact_bed_stay
                where %1$s
                union all
                select encounter_id, patient_id, false
                from stored_gold.fact_patient_flow
                where %1$s or %3$s;
                grant select on access.my_visit to wardflow_reader, wardflow_totals;
                set local role wardflow_owner;""".formatted(WARD, HELD_AFTER, ward("arrival_department"));
    }

    /** The policies and rights of a table. */
    String of(StoredTable table) {
        @Nullable Rows rows = plan.content().policy().tables().get(table.name());
        return """
                alter table %1$s enable row level security;
                alter table %1$s force row level security;
                grant select, insert, update, delete on %1$s to wardflow_publisher;
                do $$ begin if current_setting('server_version_num')::int >= 170000 then
                    execute 'grant maintain on %1$s to wardflow_publisher'; end if; end $$;
                grant select on %1$s to wardflow_reader, wardflow_totals, wardflow_whole;
                create policy publisher on %1$s to wardflow_publisher using (true) with check (true);
                create policy whole on %1$s for select to wardflow_whole using (true);
                create policy reader on %1$s for select to wardflow_reader using (%2$s);
                create policy totals on %1$s for select to wardflow_totals using (%3$s);""".formatted(table.sql(), reader(rows, table), totals(rows, table));
    }

    private static String reader(@Nullable Rows rows, StoredTable table) {
        if (rows == null) {
            return NOBODY;
        }
        return switch (rows) {
            case OPEN -> "exists (select 1 from access.me)";
            case HOSPITAL -> HOSPITAL;
            case WARD -> WARD;
            case VISIT -> EVERYWHERE + mine(table, "encounter_id", HELD);
            case PATIENT -> EVERYWHERE + mine(table, "patient_id", HELD);
        };
    }

    /** A KPI counts the stays in the viewer's wards and the visits they are of, whenever they were; of patients it shows nobody. */
    private static String totals(@Nullable Rows rows, StoredTable table) {
        if (rows == null) {
            return NOBODY;
        }
        return switch (rows) {
            case OPEN, PATIENT -> "exists (select 1 from access.me)";
            case HOSPITAL -> HOSPITAL;
            case WARD -> WARD;
            case VISIT -> table.name().equals(STAYS) ? WARD : EVERYWHERE + mine(table, "encounter_id", "");
        };
    }

    /** Asked by row, so that a few rows cost a few looks: a list of all that are mine would grow with history, and be made for each question. */
    private static String mine(StoredTable table, String column, String further) {
        return " or exists (select from access.my_visit m where m.%2$s = %1$s.%2$s%3$s)"
                .formatted(StoredTable.quote(table.name().name()), column, further);
    }
}
