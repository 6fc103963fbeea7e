package org.wardflow.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.lake.TableName;
import org.wardflow.warehouse.internal.Migration;
import org.wardflow.warehouse.internal.Plan;
import org.wardflow.warehouse.internal.Postgres;
import org.wardflow.warehouse.internal.PublisherConnection;
import org.wardflow.warehouse.internal.Results;
import org.wardflow.warehouse.internal.ViewerConnections;

/**
 * Gold in a PostgreSQL database, for those who may see it. Safe for all threads.
 *
 * <p>Every method throws WAREHOUSE_UNREACHABLE while nobody answers, and WAREHOUSE_FAILED where PostgreSQL refuses.
 */
public final class Warehouse implements AutoCloseable {
    private final Server server;
    private final Content content;
    private final Plan plan;
    private final ViewerConnections viewers;
    private final PublisherConnection publishing;

    private Warehouse(Server server, Content content, Plan plan) {
        this.server = server;
        this.content = content;
        this.plan = plan;
        this.viewers = new ViewerConnections(server);
        this.publishing = new PublisherConnection(server);
    }

    /** Opens a database and brings its schema to what the content says; it need not have been one of ours. */
    public static Warehouse open(Server server, Content content) {
        Plan plan = Plan.of(content);
        int unused = Postgres.transaction(server, "bring its schema up to date", connection -> {
            Migration.run(plan, connection);
            return 0;
        });
        return new Warehouse(server, content, plan);
    }

    /** What it shows; empty before the first publication. */
    public Optional<Published> published() {
        return Postgres.transaction(server, "say what it shows", Warehouse::published);
    }

    /** Work for a viewer. */
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Works as a viewer: in a session of a login that has the viewer's rights and no way to others, in a transaction that sees one
     * publication and is rolled back. Statements end after {@link ViewerConnections#STATEMENT_LIMIT}. ACCESS_UNKNOWN for a role
     * that the policy does not have.
     */
    public <T> T read(Viewer viewer, Work<T> work) {
        Logins.requireWards(requireRole(viewer.role()), viewer.scopes());
        return viewers.read(viewer, work::in);
    }

    /** Whose rows a figure counts. */
    public enum Counted {
        /** All there are. */
        ALL,
        /** Those of the viewer's scope; to be said beside the figure. */
        SCOPE
    }

    /**
     * Computes a KPI for a viewer: of all hospitals if the policy grants that, else within the scope.
     *
     * @param asOf the end of the last closed hour if empty
     */
    public Counted kpi(Viewer viewer, String name, Optional<Instant> asOf, RowConsumer consumer) {
        return kpi(viewer, name, asOf, Map.of(), consumer);
    }

    /**
     * The same.
     *
     * @param parameters others than the defaults; USAGE for one that the KPI does not have
     */
    public Counted kpi(
            Viewer viewer, String name, Optional<Instant> asOf, Map<String, Long> parameters, RowConsumer consumer) {
        Kpi kpi = content.kpis().get(name);
        if (kpi == null) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "There is no KPI " + name,
                    "the content has " + content.kpis().keySet(),
                    "wardflow kpi list shows what each one answers");
        }
        AccessPolicy.Role role = requireRole(viewer.role());
        boolean whole = role.whole().contains(name);
        Map<String, Long> known = kpi.with(parameters);
        return read(viewer, connection -> {
            for (Map.Entry<String, Long> parameter : known.entrySet()) {
                Postgres.set(connection, "wardflow." + parameter.getKey(), String.valueOf(parameter.getValue()));
            }
            String figure = (whole ? "kpi_whole." : "kpi.") + name;
            if (asOf.isEmpty()) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select * from " + figure)) {
                    Results.hand(rows, consumer);
                }
            } else {
                try (PreparedStatement statement = connection.prepareStatement("select * from " + figure + "(?)")) {
                    statement.setObject(1, asOf.get().atOffset(ZoneOffset.UTC));
                    try (ResultSet rows = statement.executeQuery()) {
                        Results.hand(rows, consumer);
                    }
                }
            }
            return whole || seesAll(role, viewer) ? Counted.ALL : Counted.SCOPE;
        });
    }

    private static boolean seesAll(AccessPolicy.Role role, Viewer viewer) {
        return role.reach() == AccessPolicy.Reach.ALL || viewer.scopes().contains(Scope.EVERYWHERE);
    }

    /** The logins of people and tools that connect by themselves. */
    public Logins logins() {
        return new Logins(server, content.policy());
    }

    /** Where it is. */
    public Server server() {
        return server;
    }

    PublisherConnection publishing() {
        return publishing;
    }

    Plan plan() {
        return plan;
    }

    private AccessPolicy.Role requireRole(String role) {
        return Logins.requireRole(content.policy(), role);
    }

    static Optional<Published> published(Connection connection) throws SQLException {
        SortedMap<TableName, Long> versions = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("select name, version from access.published_table")) {
                while (rows.next()) {
                    versions.put(TableName.parse(rows.getString(1)), rows.getLong(2));
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "select cycle, manifest_at, last_tick, published_at from access.publication")) {
                return rows.next()
                        ? Optional.of(new Published(
                                rows.getLong(1),
                                instant(rows, 2).orElseThrow(),
                                instant(rows, 3),
                                instant(rows, 4).orElseThrow(),
                                versions))
                        : Optional.empty();
            }
        }
    }

    private static Optional<Instant> instant(ResultSet rows, int column) throws SQLException {
        @Nullable OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    /** Closes its connections; the database goes on. */
    @Override
    public void close() {
        viewers.close();
        publishing.close();
    }
}
