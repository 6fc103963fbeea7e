package org.wardflow.warehouse.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** What the login that runs a warehouse must be allowed. PostgreSQL would refuse one statement of many, in words that help nobody. */
final class Rights {
    /** The roles of roles.sql. */
    private static final List<String> ROLES =
            List.of("wardflow_owner", "wardflow_publisher", "wardflow_reader", "wardflow_totals", "wardflow_whole");

    /** The statements that are missing; a role that somebody else made is the login's to grant only if it is told so. */
    private static final String MISSING = """
            select current_user, concat_ws('; ',
                (select format('alter role %I createrole', rolname) from pg_roles
                    where rolname = current_user and not rolcreaterole and not rolsuper),
                (select format('alter database %I owner to %I', datname, current_user) from pg_database
                    where datname = current_database() and not pg_has_role(datdba, 'usage')),
                (select format('grant %s to %I with admin option', string_agg(quote_ident(rolname), ', ' order by rolname), current_user)
                    from pg_roles where rolname = any (?) and not pg_has_role(oid, 'member with admin option') having count(*) > 0))""";

    private Rights() {}

    /** WAREHOUSE_FAILED unless the login may do what the schema of these groups needs. */
    static void require(Connection connection, Collection<String> groups) throws SQLException {
        requireOver(connection, Stream.concat(ROLES.stream(), groups.stream()).toList());
    }

    /** WAREHOUSE_FAILED unless the login may change some roles. */
    static void requireOver(Connection connection, Collection<String> roles) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setArray(1, connection.createArrayOf("text", roles.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && !row.getString(2).isEmpty()) {
                    throw new WardflowException(
                            ErrorCode.WAREHOUSE_FAILED,
                            "The warehouse's login lacks rights",
                            row.getString(1) + ", who may not all that docs/warehouse.md asks of a server of your own",
                            "as its superuser: " + row.getString(2));
                }
            }
        }
    }
}
