package org.wardflow.warehouse.internal;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PSQLException;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.contract.ContractColumn;

/**
 * Brings a database to what the contracts, KPIs and the policy say, in one transaction. Tables change by numbered steps that
 * {@code access.migration} keeps; views, policies and functions are made anew when anything that they are made of has changed.
 */
public final class Migration {
    private static final long LOCK = 7_236_001;
    private static final int BLOCK = 64;

    private final Plan plan;
    private final Connection connection;

    private Migration(Plan plan, Connection connection) {
        this.plan = plan;
        this.connection = connection;
    }

    /** Brings the database up; what is so already is left alone. */
    public static void run(Plan plan, Connection connection) throws SQLException {
        new Migration(plan, connection).run();
    }

    private void run() throws SQLException {
        execute("set local lock_timeout = '60s'");
        execute("select pg_advisory_xact_lock(" + LOCK + ")");
        List<String> groups = plan.content().policy().roles().keySet().stream()
                .map(Derived::group)
                .toList();
        Rights.require(connection, groups);
        execute(Postgres.resource("roles.sql"));
        for (String group : groups) {
            if (!exists("select from pg_roles where rolname = " + StoredTable.text(group))) {
                execute("create role " + group + " nologin");
            }
        }
        if (exists("select from pg_namespace where nspname = 'access'")) {
            Rights.requireOver(
                    connection,
                    rows("select login from access.login").stream()
                            .map(row -> row.get(0))
                            .toList());
        }
        execute("set local role wardflow_owner");
        if (!exists("select from pg_namespace where nspname = 'access'")) {
            execute(Postgres.resource("access.sql"));
            createMaskKey();
            note("access: who may see what, and what is published");
        }
        String digest = Derived.digest(plan);
        if (!exists("select from access.derived where digest = " + StoredTable.text(digest))) {
            dropDerived();
            for (StoredTable table : plan.tables().values()) {
                bring(table);
                for (String index : plan.indexes(table)) {
                    execute(index);
                }
            }
            dropTables();
            execute(Derived.sql(plan));
            execute("delete from access.derived");
            execute("insert into access.derived (digest) values (" + StoredTable.text(digest) + ")");
        }
        execute("reset role");
    }

    private void bring(StoredTable table) throws SQLException {
        execute("create schema if not exists " + table.schema());
        Map<String, String> found = columns(table);
        if (found.isEmpty()) {
            create(table);
            return;
        }
        List<ContractColumn> added = table.columns().stream()
                .filter(column -> !found.containsKey(column.name()))
                .toList();
        boolean kept = found.entrySet().stream()
                .allMatch(column -> table.contract()
                        .column(column.getKey())
                        .filter(now -> StoredTable.type(now.type()).equals(column.getValue()))
                        .isPresent());
        if (!kept || !key(table).equals(table.key()) || added.stream().anyMatch(ContractColumn::primaryKey)) {
            drop(table.sql(), table.name().toString());
            create(table);
            return;
        }
        orderByBytes(table);
        for (ContractColumn column : added) {
            execute("alter table " + table.sql() + " add column " + StoredTable.definition(column));
            note(table.name() + ": column " + column.name());
        }
    }

    /** Texts of a table that was made before they had an order of their own. Rows stay as they are; indexes are made anew. */
    private void orderByBytes(StoredTable table) throws SQLException {
        List<String> changes = rows("select attname from pg_attribute where attrelid = to_regclass("
                        + StoredTable.text(table.sql())
                        + ") and attnum > 0 and not attisdropped and attcollation not in"
                        + " (0, 'pg_catalog.\"C\"'::regcollation)")
                .stream()
                .map(row -> "alter column " + StoredTable.quote(row.get(0)) + " type " + StoredTable.BY_BYTES)
                .toList();
        if (!changes.isEmpty()) {
            execute("alter table " + table.sql() + " " + String.join(", ", changes));
            note(table.name() + ": texts in the order of their bytes");
        }
    }

    private void create(StoredTable table) throws SQLException {
        execute(table.createSql());
        note(table.name() + ": created");
    }

    private void drop(String sql, String name) throws SQLException {
        execute("drop table " + sql);
        execute("delete from access.published_table where name = " + StoredTable.text(name));
        // Until it is filled again nothing is shown: a board of empty wards would be read as one.
        execute("delete from access.publication");
        note(name + ": dropped");
    }

    /** Tables that no contract has any more. */
    private void dropTables() throws SQLException {
        for (List<String> row :
                rows("select schemaname, tablename from pg_tables where schemaname like 'stored\\_%'")) {
            String name = row.get(0).substring("stored_".length()) + "." + row.get(1);
            if (plan.tables().keySet().stream()
                    .noneMatch(table -> table.toString().equals(name))) {
                drop(row.get(0) + "." + StoredTable.quote(row.get(1)), name);
            }
        }
    }

    private void dropDerived() throws SQLException {
        execute("reset role");
        // A session that was left in a transaction would keep the views for ever; what it reads is about to go anyway.
        LoginSql.endSessions(
                connection, "usename in (select login from access.login) and datname = current_database()");
        execute("set local role wardflow_owner");
        for (List<String> row :
                rows("select schemaname, tablename, policyname from pg_policies where schemaname like 'stored\\_%'")) {
            execute("drop policy %s on %s.%s"
                    .formatted(StoredTable.quote(row.get(2)), row.get(0), StoredTable.quote(row.get(1))));
        }
        execute("reset role");
        execute("drop schema if exists " + String.join(", ", Derived.SCHEMAS) + " cascade");
        execute("drop view if exists access.my_patient, access.my_visit");
        execute("set local role wardflow_owner");
    }

    private Map<String, String> columns(StoredTable table) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        for (List<String> row : rows("select attname, format_type(atttypid, atttypmod) from pg_attribute "
                + "where attrelid = to_regclass(" + StoredTable.text(table.sql())
                + ") and attnum > 0 and not attisdropped order by attnum")) {
            columns.put(row.get(0), row.get(1));
        }
        return columns;
    }

    private List<String> key(StoredTable table) throws SQLException {
        return rows(
                        "select a.attname from pg_index i cross join lateral unnest(i.indkey) with ordinality as k(attnum, nth) "
                                + "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum where i.indisprimary and "
                                + "i.indrelid = to_regclass(" + StoredTable.text(table.sql()) + ") order by k.nth")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** The two pads of HMAC-SHA-256, of a random key that is nowhere else. */
    private void createMaskKey() throws SQLException {
        byte[] key = new byte[BLOCK];
        new SecureRandom().nextBytes(key);
        byte[] inner = new byte[BLOCK];
        byte[] outer = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            inner[i] = (byte) (key[i] ^ 0x36);
            outer[i] = (byte) (key[i] ^ 0x5c);
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into access.mask_key (inner_pad, outer_pad) values (?, ?)")) {
            insert.setBytes(1, inner);
            insert.setBytes(2, outer);
            insert.executeUpdate();
        }
    }

    private void note(String what) throws SQLException {
        execute("insert into access.migration (what) values (" + StoredTable.text(what) + ")");
    }

    private boolean exists(String sql) throws SQLException {
        return !rows("select 1 where exists (" + sql + ")").isEmpty();
    }

    private List<List<String>> rows(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The message of a statement of ours names tables and columns, never a value. */
    private void execute(String sql) throws SQLException {
        try {
            Postgres.execute(connection, sql);
        } catch (PSQLException e) {
            if (e.getServerErrorMessage() == null) {
                throw e;
            }
            throw new WardflowException(
                    ErrorCode.WAREHOUSE_FAILED,
                    "The warehouse's schema cannot be brought up to date",
                    "SQLSTATE " + e.getSQLState() + ": "
                            + e.getServerErrorMessage().getMessage(),
                    "correct the view.sql, contract or policy.yaml that it is about; the database is as it was",
                    e);
        }
    }
}
