package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.warehouse.HomeWarehouse;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.Kpi;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/** A warehouse in a PostgreSQL of one's own, by a login that is no superuser, as docs/warehouse.md says. */
class OwnServerTest {
    private static final String STAYS = "select count(*) from gold.fact_bed_stay";
    private static final String PATIENT = "select min(patient_id) from gold.fact_bed_stay where department = 'ICU'";
    private static final String ENDED = "the session is ended";

    @AutoClose
    private static final Place PLACE = new Place();

    /** A home with data, and a server where roles of no other test are. */
    private static final class Place implements AutoCloseable {
        private final Path folder;
        private final EmbeddedPostgres postgres;
        private final SmallHome small;

        Place() {
            try {
                folder = Files.createTempDirectory("wardflow-own-server");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
            small = SmallHome.make(folder);
        }

        Path home(String user, String database) throws IOException {
            Path home = small.copy(user + "-" + database);
            Files.writeString(folder.resolve("password"), "pass word");
            Files.writeString(Home.settings(home), """
                    warehouse:
                      mode: server
                      url: %s
                      user: %s
                      password: ${file:%s}
                    """.formatted(url(database), user, folder.resolve("password")));
            return home;
        }

        String url(String database) {
            return "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
        }

        /** By the server's own superuser. */
        void superuser(String database, String... statements) throws SQLException {
            try (Connection connection = connect(database)) {
                for (String statement : statements) {
                    connection.createStatement().execute(statement);
                }
            }
        }

        Connection connect(String database) throws SQLException {
            return DriverManager.getConnection(url(database), EmbeddedPostgres.ADMINISTRATOR, postgres.password());
        }

        /** What is so, whoever may see it. */
        String truth(String sql) throws SQLException {
            try (Connection connection = connect("warehouse")) {
                return text(connection, sql.replace(" gold.", " stored_gold."));
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            Folders.delete(folder);
        }
    }

    @Test
    void aLoginThatMayMakeRolesAndOwnsItsDatabaseIsEnough() throws Exception {
        PLACE.superuser(
                "postgres",
                "create role keeper login createrole noinherit password 'pass word'",
                "create database warehouse owner keeper");
        Path home = PLACE.home("keeper", "warehouse");
        Session session = new Session(home);

        Session.Outcome published = session.run("warehouse", "republish");
        assertThat(published.err()).isEmpty();
        assertThat(published.out()).contains("Published cycle");
        assertThat(session.run("verify", "--warehouse").out())
                .contains("every table of the warehouse is equal to the lake's");

        String password = made(session, "clinician");
        try (Connection login = login(password)) {
            assertRowsAndValues(login);
            assertFigures(home, login);
            assertClosed(login);
        }
        assertOthersSessionsEnd(session, password);
        assertAnotherRoleIsTheOnlyOne(session);
        assertViewersAreServedByOneProcessAfterAnother(home);
        assertAnotherKeeperIsToldWhatToAskFor();
        Session.Outcome removed = session.run("warehouse", "login", "bi_icu", "--remove");
        assertThat(removed.out()).as(removed.err()).contains("Removed bi_icu");
        assertThat(session.audited())
                .contains("\"what\":\"login.put\",\"object\":\"bi_icu: clinician, [1/ICU]\"")
                .contains("\"what\":\"login.remove\",\"object\":\"bi_icu\"")
                .doesNotContain(password);
        assertThat(text(PLACE.connect("warehouse"), "select count(*) from pg_roles where rolname = 'bi_icu'"))
                .isEqualTo("0");
    }

    private static String made(Session session, String role) {
        Session.Outcome made = session.run("warehouse", "login", "bi_icu", "--role", role, "--scope", "1/ICU");
        assertThat(made.exitCode()).as(made.err()).isZero();
        return made.out()
                .lines()
                .filter(line -> line.startsWith("password"))
                .map(line -> line.substring(10))
                .findFirst()
                .orElseThrow();
    }

    private static Connection login(String password) throws SQLException {
        return DriverManager.getConnection(PLACE.url("warehouse"), "bi_icu", password);
    }

    private static void assertRowsAndValues(Connection login) throws SQLException {
        String visits = " where encounter_id in (select encounter_id from gold.fact_bed_stay"
                + " where hospital_id = '1' and department = 'ICU')";
        assertThat(text(login, STAYS)).isEqualTo(PLACE.truth(STAYS + visits)).isNotEqualTo(PLACE.truth(STAYS));
        assertThat(text(login, STAYS + " where department <> 'ICU'")).isEqualTo("0");
        assertThat(text(login, PATIENT)).isEqualTo(PLACE.truth(PATIENT));
    }

    /** All KPIs that the role has a right to can be asked, the others not, and those by department tell of one. */
    private static void assertFigures(Path home, Connection login) throws SQLException {
        try (Workspace workspace = workspace(home)) {
            Set<AccessPolicy.Right> rights = Objects.requireNonNull(
                            workspace.content().policy().roles().get("clinician"))
                    .rights();
            for (Kpi kpi : workspace.content().kpis().values()) {
                String question = "select count(*) from kpi." + kpi.name();
                if (rights.contains(kpi.right())) {
                    assertThat(text(login, question)).as(kpi.name()).isNotNull();
                } else {
                    assertThatThrownBy(() -> text(login, question)).hasMessageContaining("permission denied");
                }
            }
        }
        assertThat(text(login, "select string_agg(distinct department, ' ') from kpi.occupancy_now"))
                .isEqualTo("ICU");
    }

    private static void assertClosed(Connection login) {
        for (String refused : List.of(
                "select count(*) from stored_gold.fact_bed_stay",
                "select count(*) from access.mask_key",
                "select count(*) from kpi_whole.occupancy_now",
                "insert into access.scope (login, hospital_id) values ('bi_icu', '2')",
                "create table public.mine (id int)",
                "create temporary table mine (id int)",
                "create schema mine",
                "set role keeper",
                "set role wardflow_owner",
                "set role wardflow_whole",
                "set role wardflow_role_clinician",
                "set role wardflow_role_administrator")) {
            assertThatThrownBy(() -> login.createStatement().execute(refused))
                    .as(refused)
                    .isInstanceOf(SQLException.class);
        }
    }

    /** Views that are made anew, and a login that goes, do not wait for a session that is left in a transaction. */
    private static void assertOthersSessionsEnd(Session session, String password) throws SQLException {
        try (Connection left = login(password)) {
            left.setAutoCommit(false);
            assertThat(text(left, STAYS)).isNotNull();
            PLACE.superuser("warehouse", "delete from access.derived");
            Session.Outcome anew = session.run("warehouse", "status");
            assertThat(anew.exitCode()).as(anew.err()).isZero();
            assertThatThrownBy(() -> text(left, STAYS)).as(ENDED).isInstanceOf(SQLException.class);
        }
        try (Connection left = login(password)) {
            assertThat(text(left, STAYS)).isNotNull();
            Session.Outcome removed = session.run("warehouse", "login", "bi_icu", "--remove");
            assertThat(removed.exitCode()).as(removed.err()).isZero();
            assertThatThrownBy(() -> text(left, STAYS)).as(ENDED).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> login(password)).isInstanceOf(SQLException.class);
    }

    private static void assertAnotherRoleIsTheOnlyOne(Session session) throws SQLException {
        made(session, "clinician");
        try (Connection login = login(made(session, "bed_manager"))) {
            assertThat(text(login, PATIENT)).matches("[0-9a-f]{64}");
            assertThat(text(
                            login,
                            "select string_agg(r.rolname, ' ') from pg_auth_members m join pg_roles r on r.oid = m.roleid"
                                    + " where m.member = current_user::regrole"))
                    .isEqualTo("wardflow_role_bed_manager");
        }
    }

    private static void assertViewersAreServedByOneProcessAfterAnother(Path home) {
        Set<Scope> scopes = Set.of(Scope.parse("1/ICU"));
        List<String> answers = new ArrayList<>();
        for (int process = 0; process < 2; process++) {
            try (Workspace workspace = workspace(home);
                    HomeWarehouse warehouse = HomeWarehouse.open(workspace)) {
                for (AccessPolicy.Role role :
                        workspace.content().policy().roles().values()) {
                    answers.add(warehouse
                            .warehouse()
                            .<String>read(new Viewer(role.name(), scopes), connection -> text(connection, STAYS)));
                }
            }
        }
        assertThat(answers.subList(0, answers.size() / 2))
                .isNotEmpty()
                .isEqualTo(answers.subList(answers.size() / 2, answers.size()));
    }

    /** The roles belong to the server, and are those of whoever made them. */
    private static void assertAnotherKeeperIsToldWhatToAskFor() throws Exception {
        PLACE.superuser(
                "postgres",
                "create role heir login createrole password 'pass word'",
                "alter database warehouse owner to heir");
        Path home = PLACE.home("heir", "warehouse");
        Session session = new Session(home);
        for (String roles : List.of("wardflow_owner, wardflow_publisher", "bi_icu, wardflow_viewer_")) {
            String refused = session.run("warehouse", "status").err();
            assertThat(refused).contains("as its superuser: grant " + roles, " to heir with admin option");
            PLACE.superuser("warehouse", refused.substring(refused.indexOf("grant ")));
        }
        assertThat(session.run("verify", "--warehouse").out()).contains("every table of the warehouse is equal");
        assertViewersAreServedByOneProcessAfterAnother(home);
        made(session, "bed_manager");
        PLACE.superuser("postgres", "alter database warehouse owner to keeper");
    }

    @Test
    void whatALoginMayNotDoIsSaidWithTheStatementThatGrantsIt() throws Exception {
        PLACE.superuser(
                "postgres", "create role poor login password 'pass word'", "create database poor owner postgres");
        assertThat(new Session(PLACE.home("poor", "poor"))
                        .run("warehouse", "status")
                        .err())
                .contains(
                        "The warehouse's login lacks rights",
                        "Found: poor,",
                        "as its superuser: alter role poor createrole; alter database poor owner to poor\n");
    }

    private static Workspace workspace(Path home) {
        return Workspace.forReading(
                Home.open(home), SettingsFile.read(Home.settings(home), Map.of()), Clock.systemUTC());
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }
}
