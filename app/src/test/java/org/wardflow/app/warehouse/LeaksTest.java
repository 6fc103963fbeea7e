package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wardflow.app.warehouse.PublishedSite.assertRefused;
import static org.wardflow.app.warehouse.PublishedSite.execute;
import static org.wardflow.app.warehouse.PublishedSite.number;
import static org.wardflow.app.warehouse.PublishedSite.scalar;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.warehouse.Logins;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Warehouse;

/** What no role and no login can find out or do by a way round: hashes of ids, figures of other wards, the server itself. */
class LeaksTest {
    private static final Set<Scope> ICU = Set.of(Scope.parse("1/ICU"));
    private static final String STAYS = "select count(*) from gold.fact_bed_stay";
    private static final String DIGEST = "[0-9a-f]{64}";

    /** A column that holds a SHA-256. */
    private record Hash(String table, String column) {}

    @AutoClose
    private static final PublishedSite SITE = new PublishedSite(Site.spec(2, 3), 60);

    /** Whoever guesses an id finds it in a hash that needs no key; and a role must still be able to join and count by what it sees. */
    @Test
    void aHashOfAnIdThatAnybodyCanComputeIsShownOnlyWhereTheIdIs() {
        List<Hash> hashes = List.of(
                new Hash("gold.dim_patient", "patient_key"),
                new Hash("gold.dim_patient", "patient_durable_key"),
                new Hash("gold.fact_patient_flow", "patient_key"),
                new Hash("gold.fact_patient_flow", "patient_durable_key"),
                new Hash("gold.fact_bed_stay", "patient_key"),
                new Hash("gold.fact_bed_stay", "patient_durable_key"),
                new Hash("silver.quarantine", "payload_sha256"),
                new Hash("silver.bed_status_event", "payload_sha256"));
        String join =
                "select count(*) from gold.fact_bed_stay s join gold.fact_patient_flow f on f.encounter_id = s.encounter_id"
                        + " join gold.dim_patient p on p.patient_key = f.patient_key";
        for (AccessPolicy.Role role :
                SITE.site.workspace.content().policy().roles().values()) {
            boolean clear = role.mask(ContractColumn.Classification.PHI) == AccessPolicy.Mask.CLEAR;
            Set<Scope> scopes = Set.of(Scope.parse("1"), Scope.parse("2"));
            hashes.forEach(hash -> {
                String column = hash.column();
                String table = hash.table();
                Set<String> computable = SITE.lakeTexts(
                        "select distinct " + column + " from " + table + " where " + column + " is not null");
                Set<String> shown = SITE.texts(role.name(), scopes, "select distinct " + column + " from " + table);
                assertThat(shown)
                        .as(role.name() + " " + table)
                        .isNotEmpty()
                        .allMatch(value -> value.matches(DIGEST))
                        .allMatch(value -> computable.contains(value) == clear);
            });
            if (role.reach() != AccessPolicy.Reach.HELD) {
                assertThat(SITE.ask(role.name(), scopes, join)).as(role.name()).isEqualTo(SITE.lake(join));
                String patients = "select count(distinct patient_key) from gold.fact_patient_flow";
                assertThat(SITE.ask(role.name(), scopes, patients))
                        .as(role.name())
                        .isEqualTo(SITE.lake(patients));
            }
        }
        assertThat(SITE.texts(
                        "bed_manager",
                        ICU,
                        "select encounter_id from gold.fact_patient_flow where encounter_id !~ '" + DIGEST + "'"))
                .isNotEmpty()
                .isSubsetOf(SITE.lakeTexts("select encounter_id from gold.fact_patient_flow"));
    }

    @Test
    void aFigureByDepartmentWithoutItsHospitalCountsTheViewersWardsOnlyAndThemWhole() {
        Set<Scope> wards = Set.of(Scope.parse("1/ICU"), Scope.parse("1/Cardiology"));
        Set<String> byDepartment = SITE.texts(
                "clinician",
                wards,
                "select table_name from information_schema.columns where table_schema = 'kpi' and column_name = 'department'");
        assertThat(byDepartment).contains("vw_department_inflow", "occupancy_now");
        byDepartment.forEach(
                kpi -> assertThat(SITE.texts("clinician", wards, "select distinct department from kpi." + kpi))
                        .as(kpi)
                        .isSubsetOf("ICU", "Cardiology"));
        assertThat(SITE.ask("clinician", wards, "select coalesce(sum(patient_count), 0) from kpi.vw_department_inflow"))
                .isPositive()
                .isEqualTo(
                        SITE.lake(
                                "select count(*) from gold.fact_patient_flow where has_valid_interval and hospital_id = '1'"
                                        + " and department in ('ICU', 'Cardiology') and admission_ts <= (select max(tick_ts) from bronze.clock)"
                                        + " and (discharge_ts is null or discharge_ts > (select max(tick_ts) from bronze.clock))"));
    }

    @Test
    void aLoginKeepsNothingOnTheServerAndHasLimitsThere() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_limits", "administrator", Set.of());
        try (Connection session = SITE.login("bi_limits", password)) {
            for (String statement :
                    List.of("select lo_from_bytea(0, 'x')", "select lo_create(0)", "select lo_creat(-1)")) {
                assertRefused(session, statement);
            }
            assertThat(scalar(session, "show idle_in_transaction_session_timeout"))
                    .isEqualTo("15min");
            assertThat(scalar(session, "show temp_file_limit")).isEqualTo("4GB");
            assertRefused(session, "set temp_file_limit = -1");
            assertThat(scalar(session, "select rolconnlimit from pg_roles where rolname = current_user"))
                    .isEqualTo(String.valueOf(Logins.SESSIONS_MAX));
        }
        String url = SITE.site.server.url();
        for (String other : List.of("postgres", "template1")) {
            assertThatThrownBy(() -> DriverManager.getConnection(
                                    url.substring(0, url.lastIndexOf('/') + 1) + other, "bi_limits", password)
                            .close())
                    .as(other)
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aSessionThatIsLeftInATransactionDoesNotKeepTheViewsFromBeingMadeAnew() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_idle", "clinician", ICU);
        try (Connection session = SITE.login("bi_idle", password);
                Connection administrator = SITE.administrator()) {
            session.setAutoCommit(false);
            assertThat(number(session, STAYS)).isPositive();
            execute(administrator, "delete from access.derived");
            Warehouse.open(SITE.site.server, SITE.site.workspace.content()).close();
            assertThatThrownBy(() -> number(session, STAYS)).isInstanceOf(SQLException.class);
        }
        assertThat(SITE.ask("clinician", ICU, STAYS)).isPositive();
    }

    @Test
    void theYearOfBirthIsShownOnlyWhereTheAgeIs() {
        Set<Scope> all = Set.of(Scope.EVERYWHERE);
        String years = "select count(*) from gold.dim_patient where birth_date is not null";
        assertThat(SITE.ask("bed_manager", all, years)).isPositive();
        assertThat(SITE.ask("analyst", all, years)).isZero();
        assertThat(SITE.ask("auditor", all, years)).isZero();
    }

    @Test
    void whatWasRejectedIsShownByWard() {
        String elsewhere = "select count(*) from silver.quarantine where department is distinct from 'ICU'";
        assertThat(SITE.ask("bed_manager", Set.of(Scope.parse("1")), elsewhere)).isPositive();
        assertThat(SITE.ask("clinician", ICU, elsewhere)).isZero();
    }

    @Test
    void aLoginThatHoldsALockKeepsNobodyElseFromASession() throws SQLException {
        String password = SITE.warehouse.logins().put("bi_lock", "clinician", ICU);
        try (Connection session = SITE.login("bi_lock", password)) {
            assertRefused(session, "select pg_advisory_lock(hashtext('bi_lock'))");
            assertRefused(session, "lock table access.login in share row exclusive mode");
            // A server that is not ours to change lets them.
            try (Connection administrator = SITE.administrator()) {
                execute(administrator, "select pg_advisory_lock(hashtext('bi_lock'))");
                assertThat(CompletableFuture.supplyAsync(
                                () -> SITE.warehouse.logins().put("bi_lock", "clinician", ICU)))
                        .succeedsWithin(Duration.ofSeconds(60));
            }
        }
    }

    @Test
    @Tag("slow")
    void whoeverMakesALoginWaitsForAnotherWhoDoesButNotForEver() throws SQLException {
        try (Connection administrator = SITE.administrator()) {
            administrator.setAutoCommit(false);
            execute(administrator, "lock table access.login in share row exclusive mode");
            assertThatThrownBy(() -> SITE.warehouse.logins().put("bi_waits", "clinician", ICU))
                    .hasMessageContaining("SQLSTATE 55P03");
            administrator.rollback();
        }
    }
}
