package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.warehouse.Logins;
import org.wardflow.warehouse.Publication;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

/** What no role and no login can find out or do by a way round: hashes of ids, figures of other wards, the server itself. */
class LeaksTest {
    private static final Set<Scope> ICU = Set.of(Scope.parse("1/ICU"));
    private static final String STAYS = "select count(*) from gold.fact_bed_stay";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    @SuppressWarnings("NullAway.Init")
    private static Warehouse warehouse;

    @BeforeAll
    static void start() {
        site = new Site(folder, Site.spec(2, 3));
        site.until(60);
        warehouse = Warehouse.open(site.server, site.workspace.content());
        Publication unused = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine())
                .publish(site.workspace.reader().manifest(KnownAt.now()));
    }

    @AfterAll
    static void stop() {
        warehouse.close();
        site.close();
    }

    /** Whoever guesses an id finds it in a hash that needs no key; and a role must still be able to join and count by what it sees. */
    @Test
    void aHashOfAnIdThatAnybodyCanComputeIsShownOnlyWhereTheIdIs() {
        String hash = "[0-9a-f]{64}";
        Map<String, String> hashes = new TreeMap<>(Map.of(
                "gold.dim_patient", "patient_key",
                "gold.fact_patient_flow", "patient_key",
                "gold.fact_bed_stay", "patient_key",
                "silver.quarantine", "payload_sha256",
                "silver.bed_status_event", "payload_sha256"));
        String join =
                "select count(*) from gold.fact_bed_stay s join gold.fact_patient_flow f on f.encounter_id = s.encounter_id"
                        + " join gold.dim_patient p on p.patient_key = f.patient_key";
        for (AccessPolicy.Role role : site.workspace.content().policy().roles().values()) {
            boolean clear = role.mask(ContractColumn.Classification.PHI) == AccessPolicy.Mask.CLEAR;
            Set<Scope> scopes = Set.of(Scope.parse("1"), Scope.parse("2"));
            hashes.forEach((table, column) -> {
                Set<String> computable =
                        lakeTexts("select distinct " + column + " from " + table + " where " + column + " is not null");
                Set<String> shown = texts(role.name(), scopes, "select distinct " + column + " from " + table);
                assertThat(shown)
                        .as(role.name() + " " + table)
                        .isNotEmpty()
                        .allMatch(value -> value.matches(hash))
                        .allMatch(value -> computable.contains(value) == clear);
            });
            if (role.reach() != AccessPolicy.Reach.HELD) {
                assertThat(ask(role.name(), scopes, join)).as(role.name()).isEqualTo(lake(join));
                String patients = "select count(distinct patient_key) from gold.fact_patient_flow";
                assertThat(ask(role.name(), scopes, patients)).as(role.name()).isEqualTo(lake(patients));
            }
        }
        assertThat(texts(
                        "bed_manager",
                        ICU,
                        "select encounter_id from gold.fact_patient_flow where encounter_id !~ '" + hash + "'"))
                .isNotEmpty()
                .isSubsetOf(lakeTexts("select encounter_id from gold.fact_patient_flow"));
    }

    @Test
    void aFigureByDepartmentWithoutItsHospitalCountsTheViewersWardsOnlyAndThemWhole() {
        Set<Scope> wards = Set.of(Scope.parse("1/ICU"), Scope.parse("1/Cardiology"));
        Set<String> byDepartment = texts(
                "clinician",
                wards,
                "select table_name from information_schema.columns where table_schema = 'kpi' and column_name = 'department'");
        assertThat(byDepartment).contains("vw_department_inflow", "occupancy_now");
        byDepartment.forEach(kpi -> assertThat(texts("clinician", wards, "select distinct department from kpi." + kpi))
                .as(kpi)
                .isSubsetOf("ICU", "Cardiology"));
        assertThat(ask("clinician", wards, "select coalesce(sum(patient_count), 0) from kpi.vw_department_inflow"))
                .isPositive()
                .isEqualTo(
                        lake(
                                "select count(*) from gold.fact_patient_flow where has_valid_interval and hospital_id = '1'"
                                        + " and department in ('ICU', 'Cardiology') and admission_ts <= (select max(tick_ts) from bronze.clock)"
                                        + " and (discharge_ts is null or discharge_ts > (select max(tick_ts) from bronze.clock))"));
    }

    @Test
    void aLoginKeepsNothingOnTheServerAndHasLimitsThere() throws SQLException {
        String password = warehouse.logins().put("bi_limits", "administrator", Set.of());
        try (Connection session = login("bi_limits", password)) {
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
        String url = site.server.url();
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
        String password = warehouse.logins().put("bi_idle", "clinician", ICU);
        try (Connection session = login("bi_idle", password);
                Connection administrator = Site.connect(site.server)) {
            session.setAutoCommit(false);
            assertThat(number(session, STAYS)).isPositive();
            execute(administrator, "delete from access.derived");
            Warehouse.open(site.server, site.workspace.content()).close();
            assertThatThrownBy(() -> number(session, STAYS)).isInstanceOf(SQLException.class);
        }
        assertThat(ask("clinician", ICU, STAYS)).isPositive();
    }

    @Test
    void theYearOfBirthIsShownOnlyWhereTheAgeIs() {
        Set<Scope> all = Set.of(Scope.EVERYWHERE);
        String years = "select count(*) from gold.dim_patient where birth_date is not null";
        assertThat(ask("bed_manager", all, years)).isPositive();
        assertThat(ask("analyst", all, years)).isZero();
        assertThat(ask("auditor", all, years)).isZero();
    }

    @Test
    void whatWasRejectedIsShownByWard() {
        String elsewhere = "select count(*) from silver.quarantine where department is distinct from 'ICU'";
        assertThat(ask("bed_manager", Set.of(Scope.parse("1")), elsewhere)).isPositive();
        assertThat(ask("clinician", ICU, elsewhere)).isZero();
    }

    @Test
    void aLoginThatHoldsALockKeepsNobodyElseFromASession() throws SQLException {
        String password = warehouse.logins().put("bi_lock", "clinician", ICU);
        try (Connection session = login("bi_lock", password)) {
            assertRefused(session, "select pg_advisory_lock(hashtext('bi_lock'))");
            assertRefused(session, "lock table access.login in share row exclusive mode");
            // A server that is not ours to change lets them.
            try (Connection administrator = Site.connect(site.server)) {
                execute(administrator, "select pg_advisory_lock(hashtext('bi_lock'))");
                assertThat(CompletableFuture.supplyAsync(
                                () -> warehouse.logins().put("bi_lock", "clinician", ICU)))
                        .succeedsWithin(Duration.ofSeconds(60));
            }
        }
    }

    @Test
    @Tag("slow")
    void whoeverMakesALoginWaitsForAnotherWhoDoesButNotForEver() throws SQLException {
        try (Connection administrator = Site.connect(site.server)) {
            administrator.setAutoCommit(false);
            execute(administrator, "lock table access.login in share row exclusive mode");
            assertThatThrownBy(() -> warehouse.logins().put("bi_waits", "clinician", ICU))
                    .hasMessageContaining("SQLSTATE 55P03");
            administrator.rollback();
        }
    }

    private static long ask(String role, Set<Scope> scopes, String sql) {
        return Long.parseLong(text(role, scopes, sql));
    }

    private static String text(String role, Set<Scope> scopes, String sql) {
        return warehouse.read(new Viewer(role, scopes), connection -> scalar(connection, sql));
    }

    private static Set<String> texts(String role, Set<Scope> scopes, String sql) {
        return warehouse.read(new Viewer(role, scopes), connection -> {
            Set<String> found = new TreeSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(String.valueOf(rows.getString(1)));
                }
            }
            return found;
        });
    }

    private static Set<String> lakeTexts(String sql) {
        Set<String> found = new TreeSet<>();
        site.workspace.reader().query(sql, KnownAt.now(), row -> found.add(String.valueOf(row.get(0))));
        return found;
    }

    private static long lake(String sql) {
        return Long.parseLong(lakeText(sql));
    }

    private static String lakeText(String sql) {
        List<String> found = new ArrayList<>();
        site.workspace.reader().query(sql, KnownAt.now(), row -> found.add(String.valueOf(row.get(0))));
        return found.get(0);
    }

    private static Connection login(String name, String password) throws SQLException {
        return DriverManager.getConnection(site.server.url(), name, password);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        return Long.parseLong(scalar(connection, sql));
    }

    private static String scalar(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertRefused(Connection session, String sql) {
        assertThatThrownBy(() -> execute(session, sql)).as(sql).isInstanceOf(SQLException.class);
    }
}
