package org.wardflow.app.warehouse;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.wardflow.app.home.Folders;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.warehouse.Publisher;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

/** A site that is published, and what its lake, its roles and its logins answer. */
final class PublishedSite implements AutoCloseable {
    final Path folder;
    final Site site;
    final Warehouse warehouse;
    final long cycle;

    /** Publishes what the hospitals send in so many hours. */
    PublishedSite(SimulationSpec spec, int hours) {
        try {
            folder = Files.createTempDirectory("wardflow-site");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        site = new Site(folder, spec);
        site.until(hours);
        warehouse = Warehouse.open(site.server, site.workspace.content());
        cycle = new Publisher(warehouse, site.workspace.lake(), site.workspace.engine())
                .publish(site.workspace.reader().manifest(KnownAt.now()))
                .cycle();
    }

    /** What a role is shown as a number. */
    long ask(String role, Set<Scope> scopes, String sql) {
        return Long.parseLong(text(role, scopes, sql));
    }

    /** The first value that a role is shown. */
    String text(String role, Set<Scope> scopes, String sql) {
        return warehouse.read(new Viewer(role, scopes), connection -> scalar(connection, sql));
    }

    /** The different values that a role is shown. */
    Set<String> texts(String role, Set<Scope> scopes, String sql) {
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

    /** What is so, as a number. */
    long lake(String sql) {
        return Long.parseLong(lakeText(sql));
    }

    /** The first value that is so. */
    String lakeText(String sql) {
        return lakeRows(sql).get(0);
    }

    /** The different values that are so. */
    Set<String> lakeTexts(String sql) {
        return new TreeSet<>(lakeRows(sql));
    }

    private List<String> lakeRows(String sql) {
        List<String> found = new ArrayList<>();
        site.workspace.reader().query(sql, KnownAt.now(), row -> found.add(String.valueOf(row.get(0))));
        return found;
    }

    /** A session of PostgreSQL's superuser. */
    Connection administrator() throws SQLException {
        return Site.connect(site.server);
    }

    /** A session as a BI tool has one. */
    Connection login(String name, String password) throws SQLException {
        return DriverManager.getConnection(site.server.url(), name, password);
    }

    static long number(Connection session, String sql) throws SQLException {
        return Long.parseLong(scalar(session, sql));
    }

    static String scalar(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }

    static void execute(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    static void assertRefused(Connection session, String sql) {
        assertThatThrownBy(() -> execute(session, sql)).as(sql).isInstanceOf(SQLException.class);
    }

    @Override
    public void close() throws IOException {
        warehouse.close();
        site.close();
        Folders.delete(folder);
    }
}
