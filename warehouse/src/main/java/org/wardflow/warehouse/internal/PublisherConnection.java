package org.wardflow.warehouse.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.wardflow.warehouse.Server;

/**
 * The connection that publications share, so that the server keeps what it has prepared for them. After a failure, and where the server has
 * gone meanwhile, the next one has a connection of its own. One publication at a time.
 */
public final class PublisherConnection implements AutoCloseable {
    private static final int VALID_SECONDS = 5;

    private final Server server;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable Connection> kept = new AtomicReference<>();

    public PublisherConnection(Server server) {
        this.server = server;
    }

    /** Does work in one transaction: all of it is committed, or nothing. */
    public <T> T transaction(String what, Postgres.Work<T> work) {
        boolean done = false;
        lock.lock();
        try {
            Connection connection = open();
            T result = work.in(connection);
            connection.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            throw Postgres.failed(server, what, e);
        } finally {
            if (!done) {
                close();
            }
            lock.unlock();
        }
    }

    private Connection open() throws SQLException {
        Connection known = kept.get();
        if (known != null && known.isValid(VALID_SECONDS)) {
            return known;
        }
        close();
        Connection made = Postgres.connect(server);
        kept.set(made);
        made.setAutoCommit(false);
        return made;
    }

    /** Ends the connection, and with it the work in hand; what is not committed is rolled back. */
    @Override
    public void close() {
        Connection known = kept.getAndSet(null);
        if (known != null) {
            try {
                known.close();
            } catch (SQLException e) {
                // It is of no further use either way.
            }
        }
    }
}
