package org.wardflow.warehouse;

import java.lang.System.Logger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.engine.TimeZones;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Manifest;
import org.wardflow.warehouse.internal.LakeTables;
import org.wardflow.warehouse.internal.LoginSql;
import org.wardflow.warehouse.internal.Postgres;
import org.wardflow.warehouse.internal.Publishing;
import org.wardflow.warehouse.internal.ServerZones;
import org.wardflow.warehouse.internal.TableComparison;
import org.wardflow.warehouse.internal.Ticks;

/**
 * Brings a lake's manifests to a warehouse. One transaction holds all tables and the manifest's number, so what is shown is
 * always one state of the lake, and after a crash or an outage the next publication goes on from what was committed. Publishers
 * of several threads or processes wait for one another.
 */
public final class Publisher {
    /** How long a login may do nothing in a transaction: it keeps old rows, and notices, from being cleared away. */
    static final Duration IDLE_MAX = Duration.ofMinutes(15);

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final Logger LOG = System.getLogger(Publisher.class.getName());

    private final AtomicLong looked = new AtomicLong(WallClock.nanos() - LOOK_EVERY.toNanos());
    private final Warehouse warehouse;
    private final Lake lake;
    private final SqlEngine engine;
    private final String branch;
    private final Ticks ticks = new Ticks();

    /** Of a lake that was never restored. */
    public Publisher(Warehouse warehouse, Lake lake, SqlEngine engine) {
        this(warehouse, lake, engine, "");
    }

    /**
     * Of a lake.
     *
     * @param branch differs after each time that the lake was restored from a backup: its tables go on with the same ids and numbers, but
     *     another version may stand behind a number than the one that is shown
     */
    public Publisher(Warehouse warehouse, Lake lake, SqlEngine engine, String branch) {
        this.warehouse = warehouse;
        this.lake = lake;
        this.engine = engine;
        this.branch = branch;
    }

    /**
     * Shows a manifest: what changed since the versions that are shown, or all of a table where that cannot be told. Without
     * effect on the tables if it is shown already; an earlier manifest than the one shown is shown again as it was.
     */
    public Publication publish(Manifest manifest) {
        return publish(manifest, false);
    }

    /** Writes every table anew. */
    public Publication republish(Manifest manifest) {
        return publish(manifest, true);
    }

    private Publication publish(Manifest manifest, boolean all) {
        try (SqlSession session = engine.open()) {
            LakeTables tables = new LakeTables(lake, session, ticks, branch);
            Publication publication = warehouse
                    .publishing()
                    .transaction(
                            "take in cycle " + manifest.cycle(),
                            connection -> Publishing.run(warehouse.plan(), tables, connection, manifest, all));
            afterwards("tell of a publication", connection -> Publishing.tell(connection, manifest.cycle()));
            long now = WallClock.nanos();
            if (now - looked.get() >= LOOK_EVERY.toNanos()) {
                looked.set(now);
                endIdle(IDLE_MAX);
            }
            return publication;
        }
    }

    /**
     * Ends sessions of logins that have done nothing in a transaction for so long, whatever their own setting says; without effect where the
     * warehouse's login is no superuser, who is not told what others do.
     */
    public void endIdle(Duration longest) {
        afterwards("end idle sessions", connection -> LoginSql.endIdle(connection, longest));
    }

    private interface Step {
        void in(Connection connection) throws SQLException;
    }

    /** What a publication can do without. */
    private void afterwards(String what, Step step) {
        try {
            int unused = warehouse.publishing().transaction(what, connection -> {
                step.in(connection);
                return 0;
            });
        } catch (WardflowException e) {
            LOG.log(Logger.Level.WARNING, "the warehouse could not " + what, e);
        }
    }

    /** Compares every table with the lake's at the version that is shown; VERIFY_NOTHING if nothing is shown yet. */
    public List<TableCheck> verify() {
        try (SqlSession session = engine.open()) {
            return Postgres.transaction(warehouse.server(), "be compared", connection -> {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                Published published = Warehouse.published(connection).orElseThrow(Publisher::nothing);
                Manifest manifest = new Manifest(published.cycle(), published.manifestAt(), published.versions());
                return List.copyOf(TableComparison.all(
                        warehouse.plan(), connection, new LakeTables(lake, session, ticks, branch), manifest));
            });
        }
    }

    /**
     * The zones about which PostgreSQL and the engine disagree, and since when, to half a day: what a KPI counts by a local day may then be
     * another number on each.
     */
    public SortedMap<String, Instant> zonesApart(Collection<String> zones) {
        SortedMap<String, Instant> apart = new TreeMap<>();
        try (Connection connection = Postgres.connect(warehouse.server())) {
            ServerZones of = new ServerZones(warehouse.server(), connection);
            for (String zone : zones) {
                TimeZones.disagreement(zone, engine::offsets, of::offsets).ifPresent(since -> apart.put(zone, since));
            }
        } catch (SQLException e) {
            throw Postgres.failed(warehouse.server(), "be asked for its time zones", e);
        }
        return apart;
    }

    private static WardflowException nothing() {
        return new WardflowException(
                ErrorCode.VERIFY_NOTHING,
                "Nothing has been published",
                "an empty warehouse",
                "./wardflow warehouse republish");
    }
}
