package org.wardflow.duckdb.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;

/**
 * Lets through one SELECT over tables of the lake. It judges the tree that DuckDB's own parser makes, so that no spelling gets
 * around it; the closed file system behind it is the second wall.
 */
final class QueryGuard {
    private static final Set<String> LAYERS = Set.of("bronze", "silver", "gold", "codes");
    private static final Set<String> TABLE_FUNCTIONS = Set.of("unnest", "range", "generate_series", "explode");

    /** So DuckDB's parser begins its answer to a statement whose tree it does not give away. */
    private static final String NO_SELECT = "Only SELECT statements";

    private static final String OTHER_STATEMENT = "a statement that is no SELECT";

    private static final String NODES = "select key, value->>'$.type', lower(value->>'$.function.function_name'), "
            + "lower(value->>'$.schema_name'), lower(value->>'$.table_name'), value->>'$.catalog_name', "
            + "lower(value->>'$.key') from json_tree(cast(? as json)) where type = 'OBJECT'";

    private final DuckDBConnection connection;

    QueryGuard(DuckDBConnection connection) {
        this.connection = connection;
    }

    void check(String sql) throws SQLException {
        String tree = parse(sql);
        List<String> tables = new ArrayList<>();
        List<String> defined = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NODES)) {
            statement.setString(1, tree);
            try (ResultSet nodes = statement.executeQuery()) {
                while (nodes.next()) {
                    String type = String.valueOf(nodes.getString(2));
                    if (type.equals("TABLE_FUNCTION")) {
                        requireKnown(nodes.getString(3));
                    } else if (type.equals("BASE_TABLE")) {
                        table(nodes, tables);
                    } else if (type.equals("SHOW_REF")) {
                        throw Failures.invalidQuery(OTHER_STATEMENT);
                    } else if (nodes.getString(7) != null) {
                        defined.add(nodes.getString(7));
                    }
                }
            }
        }
        tables.removeAll(defined);
        if (!tables.isEmpty()) {
            throw Failures.invalidQuery("the table " + tables.get(0) + ", which has no layer before its name");
        }
    }

    private String parse(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select t, t->>'$.error', t->>'$.error_message', json_array_length(t, '$.statements') "
                        + "from (select json_serialize_sql(cast(? as varchar)) as t)")) {
            statement.setString(1, sql);
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || "true".equals(result.getString(2))) {
                    String message = String.valueOf(result.getString(3));
                    throw Failures.invalidQuery(message.startsWith(NO_SELECT) ? OTHER_STATEMENT : message);
                }
                if (result.getLong(4) != 1) {
                    throw Failures.invalidQuery(result.getLong(4) + " statements");
                }
                return result.getString(1);
            }
        }
    }

    private static void requireKnown(String function) {
        if (!TABLE_FUNCTIONS.contains(String.valueOf(function))) {
            throw Failures.invalidQuery("the table function " + function);
        }
    }

    private static void table(ResultSet node, List<String> tables) throws SQLException {
        String schema = String.valueOf(node.getString(4));
        String name = String.valueOf(node.getString(5));
        if (!String.valueOf(node.getString(6)).isEmpty()) {
            throw Failures.invalidQuery("a table of the catalog " + node.getString(6));
        }
        if (schema.isEmpty()) {
            tables.add(name);
        } else if (!LAYERS.contains(schema)) {
            throw Failures.invalidQuery("the table " + schema + "." + name);
        }
    }
}
