package org.wardflow.warehouse.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WardflowException;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.Viewer;

/**
 * Sessions for viewers. Each kind of viewer, a role within some scopes, has a login of its own with a password that only this
 * process knows: a session that could act as another viewer by {@code set role} could be talked into it by SQL.
 */
public final class ViewerConnections implements AutoCloseable {
    private static final int NAME_LETTERS = 24;
    /** Sessions in use at once, at most. */
    public static final int BUSY_MAX = 40;

    /** Sessions kept for the next, at most. */
    public static final int IDLE_MAX = 20;

    /** How long one waits for a session. */
    public static final Duration WAIT = Duration.ofSeconds(10);

    /** How long a statement may take. */
    public static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);

    private static final int VALID_SECONDS = 2;

    private final Server server;
    private final Semaphore permits = new Semaphore(BUSY_MAX, true);
    private final Map<Viewer, Server> logins = new HashMap<>();
    private final Deque<Idle> idle = new ArrayDeque<>();

    public ViewerConnections(Server server) {
        this.server = server;
    }

    /** Works in a transaction that is rolled back. */
    public <T> T read(Viewer viewer, Postgres.Work<T> work) {
        acquire();
        try {
            Connection connection = lend(viewer);
            boolean clean = false;
            try {
                T result = within(connection, work);
                clean = true;
                return result;
            } catch (SQLException e) {
                clean = !connection.isClosed();
                throw Postgres.failed(server, "answer", e);
            } finally {
                giveBack(viewer, connection, clean);
            }
        } catch (SQLException e) {
            throw Postgres.failed(server, "answer", e);
        } finally {
            permits.release();
        }
    }

    /** One that is at hand and still answers, which after a restart of the server none does, else a new one. */
    private Connection lend(Viewer viewer) throws SQLException {
        Optional<Connection> known = idle(viewer);
        while (known.isPresent() && !known.get().isValid(VALID_SECONDS)) {
            known.get().close();
            known = idle(viewer);
        }
        return known.isPresent() ? known.get() : Postgres.connect(login(viewer));
    }

    private static <T> T within(Connection connection, Postgres.Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            Postgres.execute(connection, "set local statement_timeout = " + STATEMENT_LIMIT.toMillis());
            return work.in(connection);
        } finally {
            connection.rollback();
        }
    }

    private void giveBack(Viewer viewer, Connection connection, boolean clean) {
        try {
            if (clean) {
                // What a viewer's SQL left in the session must not meet the next one.
                connection.setAutoCommit(true);
                Postgres.execute(connection, "discard all");
                if (keep(viewer, connection)) {
                    return;
                }
            }
            connection.close();
        } catch (SQLException e) {
            // It is of no further use either way.
        }
    }

    private boolean keep(Viewer viewer, Connection connection) {
        synchronized (idle) {
            return idle.size() < IDLE_MAX && idle.offerFirst(new Idle(viewer, connection));
        }
    }

    private Optional<Connection> idle(Viewer viewer) {
        synchronized (idle) {
            Optional<Idle> found =
                    idle.stream().filter(one -> one.viewer().equals(viewer)).findFirst();
            found.ifPresent(idle::remove);
            if (found.isEmpty() && idle.size() == IDLE_MAX) {
                close(idle.removeLast());
            }
            return found.map(Idle::connection);
        }
    }

    private Server login(Viewer viewer) {
        synchronized (logins) {
            return logins.computeIfAbsent(viewer, this::create);
        }
    }

    private Server create(Viewer viewer) {
        String name = name(server, viewer);
        String password = LoginSql.password();
        int unused = Postgres.transaction(server, "make a session for a viewer", connection -> {
            LoginSql.put(connection, name, password, viewer.role(), viewer.scopes());
            return 0;
        });
        return new Server(server.url(), name, password);
    }

    /** The name of a viewer's login: databases of one server share its roles, so it is another one in each. */
    static String name(Server server, Viewer viewer) {
        return "wardflow_viewer_" + Sha256.of(server.url() + ' ' + viewer).substring(0, NAME_LETTERS);
    }

    private void acquire() {
        try {
            if (permits.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new WardflowException(
                ErrorCode.WAREHOUSE_FAILED,
                "The warehouse is busy",
                BUSY_MAX + " sessions in use for " + WAIT.toSeconds() + " s",
                "ask again in a moment");
    }

    private static void close(Idle one) {
        try {
            one.connection().close();
        } catch (SQLException e) {
            // It is of no further use either way.
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            idle.forEach(ViewerConnections::close);
            idle.clear();
        }
    }

    private record Idle(Viewer viewer, Connection connection) {}
}
