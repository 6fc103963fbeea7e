package org.wardflow.warehouse.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.wardflow.warehouse.Server;

/** The time-zone data of a PostgreSQL server, which is its own or its operating system's. */
public final class ServerZones {
    /** The state of a statement that names a zone the server has not heard of. */
    private static final String INVALID_VALUE = "22023";

    private static final String OFFSETS = """
            select cast(extract(epoch from (t at time zone ?) - (t at time zone 'UTC')) as integer)
            from (select i, to_timestamp(? + i * ?) as t from generate_series(0, ? - 1) as s(i)) as instants
            order by i""";

    private final Server server;
    private final Connection connection;

    /** @param connection commits each statement */
    public ServerZones(Server server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /**
     * Seconds east of UTC at instants that are {@code step} apart; of a zone that the server does not know, numbers that are no
     * offset anywhere. WAREHOUSE_UNREACHABLE or WAREHOUSE_FAILED if it cannot be asked.
     */
    public int[] offsets(String zone, Instant from, Duration step, int count) {
        int[] offsets = new int[count];
        Arrays.fill(offsets, Integer.MIN_VALUE);
        try (PreparedStatement statement = connection.prepareStatement(OFFSETS)) {
            statement.setString(1, zone);
            statement.setLong(2, from.getEpochSecond());
            statement.setLong(3, step.toSeconds());
            statement.setInt(4, count);
            try (ResultSet rows = statement.executeQuery()) {
                for (int i = 0; rows.next(); i++) {
                    offsets[i] = rows.getInt(1);
                }
            }
        } catch (SQLException e) {
            if (!INVALID_VALUE.equals(e.getSQLState())) {
                throw Postgres.failed(server, "be asked for its time zones", e);
            }
        }
        return offsets;
    }
}
