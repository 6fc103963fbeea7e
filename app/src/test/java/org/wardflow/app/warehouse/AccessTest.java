package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.app.warehouse.PublishedSite.assertRefused;
import static org.wardflow.app.warehouse.PublishedSite.execute;
import static org.wardflow.app.warehouse.PublishedSite.number;
import static org.wardflow.app.warehouse.PublishedSite.scalar;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.warehouse.Logins;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

/** Who sees what, asked with a login of PostgreSQL as a BI tool has one; the traps are those that other designs fall into. */
class AccessTest {
    private static final Set<Scope> ICU = Set.of(Scope.parse("1/ICU"));
    private static final String STAYS = "select count(*) from gold.fact_bed_stay";

    @AutoClose
    private static final PublishedSite SITE = new PublishedSite(Site.spec(2, 3), 60);

    @Test
    void aClinicianOfOneDepartmentSeesTheStaysOfItsVisitsAndOfThoseElsewhereTheTimesOnly() {
        long visits = SITE.lake(
                "select count(distinct encounter_id) from gold.fact_bed_stay where hospital_id = '1' and department = 'ICU'");
        long elsewhere = SITE.lake(
                "select count(*) from gold.fact_bed_stay where (hospital_id <> '1' or department <> 'ICU') and encounter_id in "
                        + "(select encounter_id from gold.fact_bed_stay where hospital_id = '1' and department = 'ICU')");
        assertThat(visits).isPositive();
        assertThat(elsewhere).isPositive();
        assertThat(SITE.ask("clinician", ICU, "select count(distinct encounter_id) from gold.fact_bed_stay"))
                .isEqualTo(visits);
        assertThat(SITE.ask(
                        "clinician",
                        ICU,
                        "select count(*) from gold.fact_bed_stay where department is null and bed_id is null"
                                + " and hospital_id is null and start_ts is not null"))
                .isEqualTo(elsewhere);
        assertThat(SITE.ask("clinician", ICU, "select count(*) from gold.fact_bed_stay where department <> 'ICU'"))
                .isZero();
        assertThat(SITE.ask(
                        "clinician", ICU, "select count(*) from gold.fact_department_hour where department <> 'ICU'"))
                .isZero();
        assertThat(SITE.ask("clinician", ICU, "select count(*) from gold.fact_department_hour"))
                .isEqualTo(
                        SITE.lake(
                                "select count(*) from gold.fact_department_hour where hospital_id = '1' and department = 'ICU'"));
        assertThat(SITE.ask("clinician", ICU, "select count(distinct patient_id) from gold.dim_patient"))
                .isEqualTo(SITE.lake("select count(distinct patient_id) from gold.fact_bed_stay where encounter_id in "
                                + "(select encounter_id from gold.fact_bed_stay where hospital_id = '1' and department = 'ICU')"
                                + " or false")
                        + patientsWhoOnlyWaited());
    }

    private static long patientsWhoOnlyWaited() {
        return SITE.lake(
                "select count(distinct patient_id) from gold.fact_patient_flow where hospital_id = '1' and department = 'ICU'"
                        + " and patient_id not in (select patient_id from gold.fact_bed_stay where hospital_id = '1' and department = 'ICU')");
    }

    @Test
    void aNurseSeesAVisitWhileHerDepartmentHoldsItAndADayAfter() {
        String within = " where hospital_id = '1' and department = 'Emergency' and (end_ts is null or end_ts > "
                + "(select max(tick_ts) from bronze.clock) - interval '24 hours')";
        long held = SITE.lake("select count(distinct encounter_id) from gold.fact_bed_stay" + within);
        assertThat(held)
                .isPositive()
                .isLessThan(SITE.lake("select count(distinct encounter_id) from gold.fact_bed_stay where"
                        + " hospital_id = '1' and department = 'Emergency'"));
        Set<Scope> ward = Set.of(Scope.parse("1/Emergency"));
        assertThat(SITE.ask("unit_nurse", ward, "select count(distinct encounter_id) from gold.fact_bed_stay"))
                .isEqualTo(held);
        assertThat(SITE.ask("unit_nurse", ward, "select count(*) from gold.fact_patient_flow"))
                .isEqualTo(held);
    }

    @Test
    void aRoleThatSeesWhatItsWardsHoldNeedsWards() {
        assertThatThrownBy(() -> SITE.ask("unit_nurse", Set.of(Scope.EVERYWHERE), STAYS))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
        assertThat(SITE.ask("unit_nurse", Set.of(), STAYS)).isZero();
    }

    @Test
    void valuesAreMaskedByRole() {
        String patient = "select min(patient_id) from gold.fact_bed_stay where department = 'ICU'";
        String clear = SITE.text("clinician", ICU, patient);
        assertThat(clear)
                .isEqualTo(
                        SITE.lakeText(
                                "select min(s.patient_id) from gold.fact_bed_stay s where department = 'ICU' and hospital_id = '1'"));
        assertThat(SITE.text("bed_manager", ICU, patient)).matches("[0-9a-f]{64}");
        assertThat(SITE.text("data_engineer", Set.of(), patient)).isEqualTo("null");
        assertThat(SITE.text(
                        "bed_manager",
                        ICU,
                        "select count(distinct patient_id) from gold.fact_bed_stay where department = 'ICU'"))
                .isEqualTo(SITE.text(
                        "clinician",
                        ICU,
                        "select count(distinct patient_id) from gold.fact_bed_stay where department = 'ICU'"));
        assertThat(SITE.ask(
                        "analyst",
                        Set.of(Scope.EVERYWHERE),
                        "select count(*) from gold.dim_patient where age not in (0, 18, 40, 65, 80)"))
                .isZero();
        assertThat(SITE.ask(
                        "analyst",
                        Set.of(Scope.EVERYWHERE),
                        "select count(*) from gold.dim_patient where age is not null"))
                .isPositive();
        for (String key : List.of("patient_key", "patient_durable_key")) {
            String joined = "select count(*) from gold.fact_bed_stay s join gold.dim_patient p on p.%1$s = s.%1$s"
                    .formatted(key);
            assertThat(SITE.ask("analyst", Set.of(Scope.EVERYWHERE), joined)).isEqualTo(SITE.lake(joined));
        }
    }

    @Test
    void aRoleThatThePolicyDoesNotHaveSeesNothing() throws SQLException {
        assertThatThrownBy(() -> SITE.ask("janitor", ICU, STAYS))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_UNKNOWN));
        String password = SITE.warehouse.logins().put("bi_gone", "clinician", ICU);
        try (Connection administrator = SITE.administrator()) {
            administrator.createStatement().execute("update access.login set role = 'janitor' where login = 'bi_gone'");
        }
        try (Connection session = SITE.login("bi_gone", password)) {
            assertThat(number(session, STAYS)).isZero();
            assertThat(number(session, "select count(*) from gold.dim_date")).isZero();
            assertThat(number(session, "select count(*) from kpi.occupancy_now"))
                    .isZero();
        }
    }

    @Test
    void aSettingOpensNothing() throws SQLException {
        long allowed = SITE.ask("clinician", ICU, STAYS);
        String password = SITE.warehouse.logins().put("bi_settings", "clinician", ICU);
        try (Connection session = SITE.login("bi_settings", password)) {
            for (String setting : List.of("wardflow.scope", "app.depts", "wardflow.role", "access.login")) {
                execute(session, "select set_config('" + setting + "', '*', false)");
            }
            execute(session, "set search_path = stored_gold, gold, access");
            assertThat(number(session, STAYS)).isEqualTo(allowed);
            execute(session, "set row_security = off");
            assertRefused(session, STAYS);
            execute(session, "set row_security = on");
            for (String role : List.of(
                    "wardflow_owner",
                    "wardflow_whole",
                    "wardflow_reader",
                    "wardflow_role_administrator",
                    "wardflow_role_clinician",
                    "postgres")) {
                assertRefused(session, "set role " + role);
                assertRefused(session, "set session authorization " + role);
                assertRefused(session, "select set_config('role', '" + role + "', false)");
            }
        }
    }

    @Test
    void theStoredTablesAreOutOfReachAndNothingCanBeWritten() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_writer", "administrator", Set.of());
        try (Connection session = SITE.login("bi_writer", password)) {
            for (String statement : List.of(
                    "select count(*) from stored_gold.fact_bed_stay",
                    "select count(*) from access.mask_key",
                    "select count(*) from access.login",
                    "select count(*) from access.scope",
                    "delete from gold.fact_bed_stay",
                    "insert into access.scope (login, hospital_id) values ('bi_writer', '2')",
                    "create table public.mine (id int)",
                    "create temporary table mine (id int)",
                    "create schema mine",
                    "create role mine",
                    "alter role bi_writer bypassrls",
                    "alter view gold.fact_bed_stay owner to bi_writer",
                    "select pg_read_file('postgresql.conf')",
                    "copy gold.dim_hospital to '/tmp/x'")) {
                assertRefused(session, statement);
            }
        }
    }

    @Test
    void aFunctionOfTheUserDoesNotSeeRowsBeforeThePolicyDoes() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_leak", "clinician", ICU);
        try (Connection session = SITE.login("bi_leak", password)) {
            // A cheap expression that fails on the first row of another ward, were it asked before the policy.
            assertThat(
                            number(
                                    session,
                                    "select count(*) from gold.fact_department_hour where 1 / (case when department = 'ICU' then 1 else 0 end) = 1"))
                    .isPositive();
        }
    }

    @Test
    void aConditionOfTheUserDoesNotSeeAFiguresRowsBeforeTheScopeDoes() throws SQLException {
        Set<String> byDepartment = SITE.texts(
                "clinician",
                ICU,
                "select table_name from information_schema.columns where table_schema = 'kpi' and column_name = 'department'");
        assertThat(byDepartment).contains("waits", "occupancy_now", "vw_department_inflow");
        String password = SITE.warehouse.logins().put("bi_barrier", "clinician", ICU);
        List<String> told = new ArrayList<>();
        try (Connection session = SITE.login("bi_barrier", password)) {
            for (String kpi : byDepartment) {
                try {
                    assertThat(number(
                                    session,
                                    "select count(*) from kpi." + kpi
                                            + " where 1 / (case when department = 'ICU' then 1 else 0 end) = 1"))
                            .as(kpi)
                            .isNotNegative();
                } catch (SQLException e) {
                    told.add(kpi + ": " + e.getMessage());
                }
            }
        }
        assertThat(told).isEmpty();
        try (Connection administrator = SITE.administrator()) {
            assertThat(scalar(
                            administrator,
                            "select string_agg(c.relname, ' ') from pg_class c join pg_namespace n on n.oid = c.relnamespace where"
                                    + " n.nspname in ('kpi', 'kpi_whole') and c.relkind = 'v'"
                                    + " and not 'security_barrier=true' = any(coalesce(c.reloptions, '{}'))"))
                    .isEqualTo("null");
        }
    }

    @Test
    void aPlainViewOfASuperuserWouldShowEverythingAndOursDoNot() throws SQLException {
        long allowed = SITE.ask("clinician", ICU, STAYS);
        long all = SITE.lake("select count(*) from gold.fact_bed_stay");
        String password = SITE.warehouse.logins().put("bi_views", "clinician", ICU);
        try (Connection administrator = SITE.administrator()) {
            execute(
                    administrator,
                    "create schema trap; create view trap.plain as select * from stored_gold.fact_bed_stay;"
                            + " create view trap.invoker with (security_invoker = true) as select * from gold.fact_bed_stay;"
                            + " grant usage on schema trap to bi_views; grant select on trap.plain, trap.invoker to bi_views");
        }
        try (Connection session = SITE.login("bi_views", password)) {
            assertThat(number(session, "select count(*) from trap.plain"))
                    .isEqualTo(all)
                    .isGreaterThan(allowed);
            assertThat(number(session, "select count(*) from trap.invoker")).isEqualTo(allowed);
        }
        try (Connection administrator = SITE.administrator()) {
            execute(administrator, "drop schema trap cascade");
            assertThat(
                            number(
                                    administrator,
                                    "select count(*) from pg_views v join pg_roles r on r.rolname = v.viewowner where v.schemaname in"
                                            + " ('gold', 'silver', 'kpi', 'kpi_whole', 'access') and (r.rolsuper or r.rolbypassrls or r.rolcanlogin)"))
                    .isZero();
        }
    }

    @Test
    void everyStoredTableForcesItsPoliciesOnItsOwnerWhoCannotLogIn() throws SQLException {
        try (Connection administrator = SITE.administrator()) {
            assertThat(number(
                            administrator,
                            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r"
                                    + " on r.oid = c.relowner where n.nspname like 'stored%' and c.relkind = 'r' and (not c.relrowsecurity or not"
                                    + " c.relforcerowsecurity or r.rolcanlogin or r.rolsuper or r.rolbypassrls)"))
                    .isZero();
            assertThat(number(
                            administrator,
                            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                    + " where n.nspname like 'stored%' and c.relkind = 'r'"))
                    .isGreaterThan(10);
            execute(administrator, "set role wardflow_owner");
            assertThat(number(administrator, "select count(*) from stored_gold.fact_bed_stay"))
                    .isZero();
        }
    }

    @Test
    void aTotalAboveTheScopeIsWholeOnlyWhereThePolicyGrantsIt() throws SQLException {
        List<String> whole = kpi(new Viewer("bed_manager", ICU), "occupancy_now", Warehouse.Counted.ALL);
        List<String> lake = new ArrayList<>();
        SITE.site
                .workspace
                .reader()
                .kpi("occupancy_now", Optional.empty(), KnownAt.now(), row -> lake.add(row.toString()));
        assertThat(whole).containsExactlyInAnyOrderElementsOf(lake);

        List<String> own = kpi(new Viewer("unit_nurse", ICU), "occupancy_now", Warehouse.Counted.SCOPE);
        assertThat(own).hasSize(1);
        assertThat(lake).contains(own.get(0));

        String password = SITE.warehouse.logins().put("bi_nurse", "unit_nurse", ICU);
        try (Connection session = SITE.login("bi_nurse", password)) {
            assertThat(number(session, "select count(*) from kpi.occupancy_now"))
                    .isEqualTo(1);
            assertRefused(session, "select count(*) from kpi_whole.occupancy_now");
        }
    }

    @Test
    void whatAViewersSqlLeavesInItsSessionIsGoneForTheNext() {
        Viewer viewer = new Viewer("clinician", ICU);
        String mark = SITE.warehouse.read(viewer, connection -> {
            execute(connection, "select set_config('wardflow.as_of', '2001-01-01T00:00:00Z', false)");
            return scalar(connection, "select pg_backend_pid()");
        });
        assertThat(SITE.warehouse.<String>read(viewer, connection -> scalar(connection, "select pg_backend_pid()")))
                .isEqualTo(mark);
        assertThat(SITE.warehouse.<String>read(
                        viewer,
                        connection ->
                                scalar(connection, "select coalesce(current_setting('wardflow.as_of', true), '')")))
                .isEmpty();
    }

    @Test
    void aScopeWithASpaceIsListedAsOne() {
        Logins logins = SITE.warehouse.logins();
        List<String> scopes = List.of("1/\"ICU\", {NULL}", "1", "3/Day Clinic");
        String unused = logins.put(
                "bi_spaces", "clinician", scopes.stream().map(Scope::parse).collect(Collectors.toSet()));
        unused = logins.put("bi_everything", "administrator", Set.of(Scope.EVERYWHERE));
        unused = logins.put("bi_nothing", "administrator", Set.of());
        assertThat(logins.list())
                .contains(
                        new Logins.Login("bi_spaces", "clinician", scopes),
                        new Logins.Login("bi_everything", "administrator", List.of("*")));
        assertThat(logins.list())
                .filteredOn(login -> login.name().equals("bi_nothing"))
                .singleElement()
                .satisfies(login -> assertThat(login.scopes()).isEmpty());
        for (String name : List.of("bi_spaces", "bi_everything", "bi_nothing")) {
            assertThat(logins.remove(name)).isTrue();
        }
    }

    @Test
    void aLoginIsRemovedWithItsSessions() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_removed", "clinician", ICU);
        assertThat(SITE.warehouse.logins().list())
                .extracting(login -> login.name())
                .contains("bi_removed");
        try (Connection session = SITE.login("bi_removed", password)) {
            assertThat(number(session, STAYS)).isPositive();
            assertThat(SITE.warehouse.logins().remove("bi_removed")).isTrue();
            assertThatThrownBy(() -> number(session, STAYS)).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> SITE.login("bi_removed", password)).isInstanceOf(SQLException.class);
        assertThat(SITE.warehouse.logins().remove("bi_removed")).isFalse();
    }

    @Test
    void aLoginThatSomebodyElseMadeIsLeftAlone() throws SQLException {
        try (Connection administrator = SITE.administrator()) {
            execute(administrator, "create role dba login superuser");
            for (String name : List.of("dba", "postgres", "wardflow_owner", "Robert'); drop table students;--")) {
                assertThatThrownBy(() -> SITE.warehouse.logins().put(name, "clinician", ICU))
                        .hasMessageContaining(ErrorCode.USAGE.name());
            }
            execute(administrator, "drop role dba");
        }
    }

    private static List<String> kpi(Viewer viewer, String name, Warehouse.Counted counted) {
        List<String> rows = new ArrayList<>();
        assertThat(SITE.warehouse.kpi(viewer, name, Optional.empty(), row -> rows.add(row.toString())))
                .isEqualTo(counted);
        return rows;
    }
}
