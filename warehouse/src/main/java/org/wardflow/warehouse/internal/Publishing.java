package org.wardflow.warehouse.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WallClock;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableName;
import org.wardflow.warehouse.Publication;

/** Brings all tables to a manifest in the transaction of the connection. */
public final class Publishing {
    /** Told with the cycle's number to sessions that LISTEN, after a publication was committed, if that goes. */
    public static final String CHANNEL = "wardflow_published";

    /** One publisher at a time, whichever process it is in. */
    private static final long LOCK = 7_236_002;

    /** The version of PostgreSQL since which others than a table's owner may have its statistics brought up to date. */
    private static final int ANALYZES_SINCE = 17;

    private final Plan plan;
    private final LakeTables lake;
    private final Connection connection;
    private final Set<TableName> changed = new TreeSet<>();
    private final Set<TableName> whole = new TreeSet<>();
    private final Map<TableName, Snapshot> shown = new LinkedHashMap<>();
    private long deleted;
    private long written;

    private Publishing(Plan plan, LakeTables lake, Connection connection) {
        this.plan = plan;
        this.lake = lake;
        this.connection = connection;
    }

    /**
     * Publishes.
     *
     * @param all writes every table anew
     */
    public static Publication run(Plan plan, LakeTables lake, Connection connection, Manifest manifest, boolean all)
            throws SQLException {
        try {
            return new Publishing(plan, lake, connection).run(manifest, all);
        } catch (CopyRows.Failed e) {
            throw e.reason();
        }
    }

    private Publication run(Manifest manifest, boolean all) throws SQLException {
        long began = WallClock.nanos();
        execute("set local role wardflow_publisher");
        execute("select pg_advisory_xact_lock(" + LOCK + ")");
        Map<String, Standing> standing = standing();
        for (StoredTable table : plan.tables().values()) {
            Optional<Snapshot> snapshot = lake.snapshot(manifest, table.name());
            // A manifest leaves out a damaged table: the warehouse goes on showing what was good.
            if (snapshot.isPresent()) {
                bring(
                        table,
                        snapshot.get(),
                        all ? null : standing.get(table.name().toString()));
            }
        }
        record(manifest);
        return new Publication(
                manifest.cycle(), changed, whole, deleted, written, Duration.ofNanos(WallClock.nanos() - began));
    }

    private void bring(StoredTable table, Snapshot snapshot, @Nullable Standing standing) throws SQLException {
        if (standing != null
                && standing.version() == snapshot.version()
                && standing.lineage().equals(lake.lineage(snapshot))) {
            return;
        }
        changed.add(table.name());
        Optional<TableChanges> changes = standing == null || table.key().isEmpty()
                ? Optional.empty()
                : lake.changes(table.name(), standing.version(), standing.lineage(), snapshot);
        if (changes.isPresent()) {
            change(table, snapshot, changes.get());
        } else {
            whole.add(table.name());
            replace(table, snapshot);
            if (connection.getMetaData().getDatabaseMajorVersion() >= ANALYZES_SINCE) {
                // Else the server finds out by itself, a minute later.
                execute("analyze " + table.sql());
            }
        }
        shown.put(table.name(), snapshot);
    }

    /** All rows go, all rows come. COPY does not reach a table with row-level security, so they come by way of another. */
    private void replace(StoredTable table, Snapshot snapshot) throws SQLException {
        createFresh(table);
        try (CopyRows rows = CopyRows.into(connection, "fresh", table.columnList())) {
            lake.rows(table, snapshot, "", rows);
            rows.finish();
        }
        deleted += update("delete from " + table.sql());
        insertFresh(table);
    }

    /** What has a key of the old and the new images now takes the place of what had it; what has gone, goes. */
    private void change(StoredTable table, Snapshot snapshot, TableChanges changes) throws SQLException {
        if (changes.added().isEmpty() && changes.removed().isEmpty()) {
            return;
        }
        ChangedRows rows = new ChangedRows(connection, table);
        lake.changed(table, snapshot, changes, rows);
        rows.finish();
        written += rows.written();
        deleted += rows.deleted();
    }

    private void createFresh(StoredTable table) throws SQLException {
        execute("create temporary table fresh on commit drop as select %s from %s limit 0"
                .formatted(table.columnList(), table.sql()));
    }

    private void insertFresh(StoredTable table) throws SQLException {
        written += update("insert into %s (%s) select * from fresh".formatted(table.sql(), table.columnList()));
        execute("drop table fresh");
    }

    private void record(Manifest manifest) throws SQLException {
        if (!shown.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into access.published_table (name, version, table_id) select * from unnest(?, ?, ?) on conflict (name)"
                            + " do update set version = excluded.version, table_id = excluded.table_id")) {
                insert.setArray(1, array("text", shown.keySet().stream().map(TableName::toString)));
                insert.setArray(2, array("bigint", shown.values().stream().map(Snapshot::version)));
                insert.setArray(3, array("text", shown.values().stream().map(lake::lineage)));
                insert.executeUpdate();
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into access.publication (cycle, manifest_at, last_tick) values (?, ?, ?) on conflict (only_one) do update"
                        + " set cycle = excluded.cycle, manifest_at = excluded.manifest_at, last_tick = excluded.last_tick,"
                        + " published_at = excluded.published_at")) {
            insert.setLong(1, manifest.cycle());
            insert.setObject(2, utc(manifest.at()));
            insert.setObject(3, lake.lastTick(manifest).map(Publishing::utc).orElse(null));
            insert.executeUpdate();
        }
    }

    /**
     * Tells who listens, in a transaction of its own: any login can fill the server's queue of notices, which must not keep a publication
     * from being committed.
     */
    public static void tell(Connection connection, long cycle) throws SQLException {
        Postgres.execute(connection, "set local role wardflow_publisher");
        Postgres.execute(connection, "select pg_notify('" + CHANNEL + "', '" + cycle + "')");
    }

    private Array array(String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    private Map<String, Standing> standing() throws SQLException {
        Map<String, Standing> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name, version, table_id from access.published_table")) {
            while (rows.next()) {
                found.put(rows.getString(1), new Standing(rows.getLong(2), rows.getString(3)));
            }
        }
        return found;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private long update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        }
    }

    private void execute(String sql) throws SQLException {
        Postgres.execute(connection, sql);
    }

    /** What the warehouse shows of a table: a version, and of which table, as one made anew counts from 0 again. */
    private record Standing(long version, String lineage) {}
}
