package org.wardflow.warehouse.internal;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.wardflow.warehouse.Scope;

/** Logins, in the transaction of a connection of the administrator. */
public final class LoginSql {
    /** How long one waits for another who makes a login. */
    static final Duration LOCK_LIMIT = Duration.ofSeconds(5);

    private static final int PASSWORD_BYTES = 24;

    /** What a login starts with; only a superuser may limit files, and then the login cannot lift it. */
    private static final String LIMITS = """
            alter role %1$s set idle_in_transaction_session_timeout = '15min';
            do $$ begin if (select rolsuper from pg_roles where rolname = current_user) then
                alter role %1$s set temp_file_limit = '4GB'; end if; end $$""";

    /** Who is no superuser may end the sessions of a login whose rights it has: it has those for as long as that takes. */
    private static final String END_SESSIONS = """
            do $$ declare one record; lent boolean; begin
                for one in select pid, usename from pg_stat_activity where %s loop
                    lent := not pg_has_role(one.usename, 'usage');
                    if lent then
                        execute format('grant %%I to current_user with inherit true, set false', one.usename);
                    end if;
                    perform pg_terminate_backend(one.pid);
                    if lent then
                        execute format('revoke %%I from current_user granted by current_user', one.usename);
                    end if;
                end loop;
            end $$""";

    /** PostgreSQL's code for an object that is there already. */
    private static final String DUPLICATE = "42710";

    private LoginSql() {}

    /** A password that nobody can guess. */
    public static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Limits how many sessions a login may have at once. */
    public static void limitSessions(Connection connection, String login, int sessions) throws SQLException {
        Postgres.execute(connection, "alter role " + StoredTable.quote(login) + " connection limit " + sessions);
    }

    /** Ends sessions. */
    public static void endSessions(Connection connection, String condition) throws SQLException {
        Postgres.execute(connection, END_SESSIONS.formatted(condition));
    }

    /** Ends sessions of logins that have done nothing in a transaction for so long, as far as the administrator is told of it. */
    public static void endIdle(Connection connection, Duration longest) throws SQLException {
        endSessions(
                connection,
                "usename in (select login from access.login) and datname = current_database()"
                        + " and state in ('idle in transaction', 'idle in transaction (aborted)')"
                        + " and state_change < clock_timestamp() - interval '" + longest.toMillis() + " milliseconds'");
    }

    /** Makes a login, or gives the one of that name another password, role and scope. */
    public static void put(Connection connection, String login, String password, String role, Set<Scope> scopes)
            throws SQLException {
        String name = StoredTable.quote(login);
        // A lock that no viewer may take: an advisory one is anybody's, and would keep all others from a session.
        Postgres.execute(connection, "set local lock_timeout = " + LOCK_LIMIT.toMillis());
        Postgres.execute(connection, "set local role wardflow_owner");
        Postgres.execute(connection, "lock table access.login in share row exclusive mode");
        Postgres.execute(connection, "reset role");
        Postgres.execute(
                connection,
                "do $$ begin create role %s nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit; exception when sqlstate '%s' then null; end $$"
                        .formatted(name, DUPLICATE));
        Postgres.execute(connection, "alter role %s login password %s".formatted(name, StoredTable.text(password)));
        Postgres.execute(connection, LIMITS.formatted(name));
        Postgres.execute(connection, """
                do $$ declare held text; begin
                    for held in select format('%%I from %%I granted by %%I', r.rolname, %2$s, g.rolname) from pg_auth_members m
                        join pg_roles r on r.oid = m.roleid join pg_roles g on g.oid = m.grantor
                        where m.member = %1$s::regrole and r.rolname <> %3$s loop
                        execute 'revoke ' || held;
                    end loop;
                end $$""".formatted(
                        StoredTable.text(name), StoredTable.text(login), StoredTable.text(Derived.group(role))));
        Postgres.execute(
                connection, "grant %s to %s with inherit true, set false".formatted(Derived.group(role), name));
        Postgres.execute(connection, "set local role wardflow_owner");
        Postgres.execute(connection, "delete from access.login where login = " + StoredTable.text(login));
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into access.login (login, role, everywhere) values (cast(? as name), ?, ?)")) {
            insert.setString(1, login);
            insert.setString(2, role);
            insert.setBoolean(3, scopes.contains(Scope.EVERYWHERE));
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into access.scope (login, hospital_id, department) values (cast(? as name), ?, ?)")) {
            for (Scope scope : scopes) {
                if (!scope.isEverywhere()) {
                    insert.setString(1, login);
                    insert.setString(2, scope.hospitalId());
                    insert.setString(3, scope.department());
                    insert.executeUpdate();
                }
            }
        }
        Postgres.execute(connection, "reset role");
    }
}
