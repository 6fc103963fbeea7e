package org.wardflow.warehouse;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.warehouse.internal.LoginSql;
import org.wardflow.warehouse.internal.Postgres;

/** The logins of people and tools that connect to PostgreSQL by themselves: BI tools, psql. Safe for all threads. */
public final class Logins {
    /** Sessions of one login at once: BI tools open about ten. */
    public static final int SESSIONS_MAX = 20;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
    private static final Pattern OURS = Pattern.compile("(wardflow|pg)_.*|postgres|public");

    private final Server server;
    private final AccessPolicy policy;

    Logins(Server server, AccessPolicy policy) {
        this.server = server;
        this.policy = policy;
    }

    /** A login and what it may see. */
    public record Login(String name, String role, List<String> scopes) {
        public Login {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * Makes a login, or changes the role, scope and password of the one of that name. USAGE for a name that cannot be one,
     * ACCESS_UNKNOWN for a role that the policy does not have.
     *
     * @return its password, which is nowhere else
     */
    public String put(String name, String role, Set<Scope> scopes) {
        requireName(name);
        AccessPolicy.Role known = requireRole(policy, role);
        requireWards(known, scopes);
        if (scopes.isEmpty() && known.reach() != AccessPolicy.Reach.ALL) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A login of the role " + role + " needs a scope",
                    "none",
                    "add --scope HOSPITAL/DEPARTMENT");
        }
        String password = LoginSql.password();
        int unused = Postgres.transaction(server, "make a login", connection -> {
            requireOurs(connection, name);
            LoginSql.put(connection, name, password, role, scopes);
            LoginSql.limitSessions(connection, name, SESSIONS_MAX);
            return 0;
        });
        return password;
    }

    /** Removes a login and ends its sessions; false if there is none. */
    public boolean remove(String name) {
        requireName(name);
        return Postgres.transaction(server, "remove a login", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local role wardflow_owner");
                boolean found = statement.executeUpdate("delete from access.login where login = '" + name + "'") > 0;
                statement.execute("reset role");
                if (found) {
                    LoginSql.endSessions(connection, "usename = '" + name + "'");
                    statement.execute("drop role \"" + name + "\"");
                }
                return found;
            }
        });
    }

    /** All that people and tools have, by name. */
    public List<Login> list() {
        return Postgres.transaction(server, "list the logins", connection -> {
            List<Login> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("""
                            select l.login, l.role, case when l.everywhere then array['*'] else array_agg(
                                s.hospital_id || coalesce('/' || s.department, '') order by s.hospital_id, s.department)
                                filter (where s.hospital_id is not null) end
                            from access.login l left join access.scope s on s.login = l.login
                            where l.login not like 'wardflow\\_%' group by l.login order by l.login""")) {
                while (rows.next()) {
                    @Nullable Array scopes = rows.getArray(3);
                    found.add(new Login(
                            rows.getString(1),
                            rows.getString(2),
                            scopes == null ? List.of() : List.of((String[]) scopes.getArray())));
                }
            }
            return found;
        });
    }

    /** A server of somebody else's has logins that are not ours to change. */
    private static void requireOurs(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select from pg_roles where rolname = '" + name
                        + "' and rolname not in (select login from access.login)")) {
            if (found.next()) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "The login " + name + " is not one of Wardflow's",
                        "a role of that name that somebody else made",
                        "choose another name");
            }
        }
    }

    static AccessPolicy.Role requireRole(AccessPolicy policy, String role) {
        AccessPolicy.Role known = policy.roles().get(role);
        if (known == null) {
            throw new WardflowException(
                    ErrorCode.ACCESS_UNKNOWN,
                    "There is no role " + role,
                    "policy.yaml has " + policy.roles().keySet(),
                    "name one of these, or add it to policy.yaml in the home's content folder");
        }
        return known;
    }

    /** What a role sees while its wards hold it cannot be told for all wards at once. */
    static void requireWards(AccessPolicy.Role role, Set<Scope> scopes) {
        if (role.reach() == AccessPolicy.Reach.HELD && scopes.contains(Scope.EVERYWHERE)) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The role " + role.name() + " needs wards",
                    "the scope *, all of them",
                    "name hospitals or departments: HOSPITAL or HOSPITAL/DEPARTMENT");
        }
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || OURS.matcher(name).matches()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "No login can have that name",
                    "a name other than lower snake case of at most 41 signs, or one that PostgreSQL or Wardflow keeps",
                    "choose another, such as bi_icu");
        }
    }
}
