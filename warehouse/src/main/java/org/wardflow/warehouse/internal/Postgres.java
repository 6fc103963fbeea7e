package org.wardflow.warehouse.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.warehouse.Server;

/** Connections, and failures in words that hold no patient value. */
public final class Postgres {
    private static final String CONNECT_SECONDS = "5";

    /** Longer than any statement of ours: only a network that swallows everything gets here. */
    private static final String SILENCE_SECONDS = "900";

    private Postgres() {}

    /** Work in a connection. */
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** Connects; WAREHOUSE_UNREACHABLE if nobody answers or the login is refused. */
    public static Connection connect(Server server) {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("ApplicationName", "wardflow");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", SILENCE_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        // Row-level security makes plans look dear: compiling them would take longer than they run.
        properties.setProperty("options", "-c timezone=UTC -c jit=off");
        try {
            Connection connection = new Driver().connect(server.url(), properties);
            if (connection == null) {
                throw new WardflowException(
                        ErrorCode.WAREHOUSE_UNREACHABLE,
                        "The warehouse has no PostgreSQL address",
                        server.url(),
                        "write jdbc:postgresql://HOST:PORT/DATABASE");
            }
            return connection;
        } catch (SQLException e) {
            throw unreachable(server, e);
        }
    }

    /** Does work in one transaction: all of it is committed, or nothing. */
    public static <T> T transaction(Server server, String what, Work<T> work) {
        try (Connection connection = connect(server)) {
            connection.setAutoCommit(false);
            T result = work.in(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw failed(server, what, e);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Sets a setting for the transaction. */
    public static void set(Connection connection, String name, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config(?, ?, true)")) {
            statement.setString(1, name);
            statement.setString(2, value);
            statement.execute();
        }
    }

    /** The statements of a file beside the warehouse's classes. */
    static String resource(String name) {
        try (InputStream file = Server.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("bug: there is no " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("A resource of our own can be read", e);
        }
    }

    /** A failure, told apart by whether it is worth trying again. The server's message and its detail may quote values. */
    public static WardflowException failed(Server server, String what, SQLException e) {
        return isConnection(e)
                ? unreachable(server, e)
                : new WardflowException(
                        ErrorCode.WAREHOUSE_FAILED,
                        "The warehouse cannot " + what,
                        words(e),
                        "`./wardflow warehouse republish` writes all tables anew; if that fails too, report the SQLSTATE");
    }

    private static WardflowException unreachable(Server server, SQLException e) {
        return new WardflowException(
                ErrorCode.WAREHOUSE_UNREACHABLE,
                "The warehouse's PostgreSQL cannot be reached",
                server.url() + " as " + server.user() + ": " + words(e),
                "start it, or correct warehouse.url, warehouse.user and warehouse.password; publication catches up by itself");
    }

    private static boolean isConnection(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("28");
    }

    private static String words(SQLException e) {
        String state = "SQLSTATE " + e.getSQLState();
        @Nullable ServerErrorMessage message = e instanceof PSQLException known ? known.getServerErrorMessage() : null;
        if (message == null) {
            return state;
        }
        return state
                + name(" in ", message.getRoutine())
                + name(", table ", message.getTable())
                + name(", column ", message.getColumn())
                + name(", constraint ", message.getConstraint());
    }

    private static String name(String before, @Nullable String name) {
        return name == null ? "" : before + name;
    }
}
