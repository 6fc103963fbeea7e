package org.wardflow.duckdb.internal;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.sql.SqlText;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableChanges.Slice;
import org.wardflow.lake.TableSpec;

/** One connection. A kept relation is a table in memory, which all sessions of the engine share; another one a subquery. */
public final class DuckDbSession implements SqlSession {
    /** A table with no more rows stays when it is dropped, until another takes its name. */
    static final long LEFT_ROWS_MAX = 4_096;

    /**
     * Rows that are computed and sorted at once, for each key of a slice: of 10 times as many all models of the backfill went through, of 38 times as many
     * the two that come last gave up, after as long as slices would have taken.
     */
    static final long ROWS_HELD_PER_KEY = 16;

    private final DuckDBConnection connection;
    private final Shared shared;
    private final Layouts layouts;

    /** @param shared by all sessions of an engine */
    public DuckDbSession(DuckDBConnection connection, Shared shared) {
        this.connection = connection;
        this.shared = shared;
        this.layouts = shared.layouts();
    }

    /** A text as a SQL constant. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String list(List<String> texts) {
        return texts.stream().map(DuckDbSession::literal).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public Relation scan(Scan scan) {
        return run("Data files cannot be read", statement -> {
            Map<String, Set<String>> columns = layouts.of(
                    statement, scan.slices().stream().map(Slice::file).toList());
            return Relation.computed(new ScanSql(scan, columns, shared.copies()).text());
        });
    }

    @Override
    public Relation select(String sql, Map<String, Relation> tables) {
        return Relation.computed("(" + bind(sql, tables) + "\n)");
    }

    @Override
    public Relation materialise(String sql, Map<String, Relation> tables) {
        String name = newName();
        String bound = bind(sql, tables);
        return run("A query failed", statement -> {
            statement.execute("create or replace table " + name + " as " + bound);
            return counted(statement, name);
        });
    }

    @Override
    public Relation distinct(String sql, Map<String, Relation> tables) {
        try {
            return materialise(sql, tables);
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.MEMORY_FULL) {
                throw e;
            }
            return distinctInParts(newName(), bind(sql, tables));
        }
    }

    private Relation distinctInParts(String name, String bound) {
        String what = "Keys cannot be told apart";
        try {
            new DistinctParts(sql -> run(what, statement -> statement.execute(sql)))
                    .write(name, bound, columns(Relation.computed("(" + bound + "\n)")));
            return run(what, statement -> counted(statement, name));
        } catch (WardflowException e) {
            run(what, statement -> statement.execute("drop table if exists " + name));
            throw e;
        }
    }

    private static Relation counted(Statement statement, String name) throws SQLException {
        try (ResultSet count = statement.executeQuery("select count(*) from " + name)) {
            count.next();
            return Relation.kept(name, count.getLong(1));
        }
    }

    @Override
    public Relation rows(List<Column> columns, List<List<@Nullable String>> rows) {
        String name = newName();
        return run("Rows given as text cannot be read", statement -> {
            TextRows.create(connection, name, columns, rows);
            return Relation.kept(name, rows.size());
        });
    }

    @Override
    public List<Relation> slices(Relation keys) {
        return keys.size() <= shared.keysAtOnce()
                ? List.of(keys)
                : new KeySlices(this, shared.keysAtOnce())
                        .of(keys, columns(keys).get(0));
    }

    @Override
    public boolean holds(long rows) {
        return rows / ROWS_HELD_PER_KEY <= shared.keysAtOnce();
    }

    @Override
    public List<Relation> slices(Relation keys, int parts) {
        return new KeySlices(this, Math.max(1, (keys.size() + parts - 1) / parts))
                .of(keys, columns(keys).get(0));
    }

    private List<String> columns(Relation relation) {
        List<String> names = new ArrayList<>();
        query("select * from run.it limit 0", Map.of("run.it", relation), new RowConsumer() {
            @Override
            public void columns(List<String> columns) {
                names.addAll(columns);
            }

            @Override
            public void row(List<@Nullable Object> values) {
                // Names are all that is asked for.
            }
        });
        return names;
    }

    @Override
    public void drop(Collection<Relation> relations) {
        Map<Boolean, List<Relation>> bySize = relations.stream()
                .filter(Relation::isKept)
                .collect(Collectors.partitioningBy(relation -> relation.size() <= LEFT_ROWS_MAX));
        bySize.getOrDefault(true, List.of()).forEach(relation -> shared.free(relation.text()));
        String drops = bySize.getOrDefault(false, List.of()).stream()
                .map(relation -> "drop table " + relation.text())
                .collect(Collectors.joining("; "));
        if (!drops.isEmpty()) {
            run("Relations cannot be dropped", statement -> statement.execute(drops));
        }
    }

    @Override
    public void query(String sql, Map<String, Relation> tables, RowConsumer consumer) {
        String bound = bind(sql, tables);
        run("A query failed", statement -> {
            try (ResultSet rows = statement.executeQuery(bound)) {
                ResultSetMetaData about = rows.getMetaData();
                int width = about.getColumnCount();
                List<String> names = new ArrayList<>();
                List<String> types = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    names.add(about.getColumnLabel(i));
                    types.add(about.getColumnTypeName(i));
                }
                consumer.columns(names);
                while (rows.next()) {
                    List<@Nullable Object> values = new ArrayList<>(width);
                    for (int i = 1; i <= width; i++) {
                        values.add(DuckDbTypes.value(rows, i, types.get(i - 1)));
                    }
                    consumer.row(Collections.unmodifiableList(values));
                }
            }
            return 0;
        });
    }

    @Override
    public void requireReadOnly(String sql) {
        run("The query cannot be checked", statement -> {
            new QueryGuard(connection).check(sql);
            return 0;
        });
    }

    @Override
    public List<StagedFile> stage(Relation relation, TableSpec spec, Supplier<Path> newFile) {
        return run(
                "Rows of " + spec.name() + " cannot be written",
                statement -> new ParquetStage(statement, spec).write(relation, newFile.get()));
    }

    @Override
    public void describe(Collection<DataFile> files, List<Column> columns) {
        layouts.describe(files, columns.stream().map(Column::name).collect(Collectors.toSet()));
    }

    @Override
    public long[] keyHashes(Relation relation, List<Column> columns) {
        return run(
                "Keys cannot be hashed",
                statement -> new KeyHashes(statement)
                        .of(relation.text(), List.of(columns), false)
                        .get(0)
                        .hashes());
    }

    @Override
    public Map<String, RoaringBitmap> positions(Relation relation, List<DataFile> files) {
        Map<String, String> paths = new HashMap<>();
        files.forEach(file -> paths.put(file.absolute().toString(), file.path()));
        return run("Positions cannot be read", statement -> {
            Map<String, RoaringBitmap> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery(
                    "select " + Scan.FILE + ", " + Scan.POSITION + " from " + relation.text() + " t")) {
                while (rows.next()) {
                    String path = String.valueOf(paths.get(rows.getString(1)));
                    found.computeIfAbsent(path, file -> new RoaringBitmap()).add(Math.toIntExact(rows.getLong(2)));
                }
            }
            return found;
        });
    }

    @Override
    public RowAppender append(TableSpec spec, Path file) {
        return run("Rows of " + spec.name() + " cannot be taken in", statement -> {
            String name = newName();
            String columns = spec.columns().stream()
                    .map(column -> column.name() + " " + DuckDbTypes.name(column.type()))
                    .collect(Collectors.joining(", "));
            statement.execute("create or replace table " + name + " (" + columns + ")");
            return new DuckDbAppender(this, connection, spec, name, file);
        });
    }

    @Override
    public String cast(String expression, ColumnType type) {
        return DuckDbTypes.cast(expression, type);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Failures.translate("A session does not close", e);
        }
    }

    private String newName() {
        return shared.newName();
    }

    private static String bind(String sql, Map<String, Relation> tables) {
        return SqlText.of(withoutEnd(sql)).replaceTables(name -> {
            Relation relation = tables.get(name);
            if (relation == null && !name.startsWith("codes.")) {
                throw new IllegalStateException("No relation stands for " + name);
            }
            return relation == null ? name : relation.text();
        });
    }

    private static String withoutEnd(String sql) {
        String text = sql.stripTrailing();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    private interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    private <T> T run(String what, Work<T> work) {
        try (Statement statement = connection.createStatement()) {
            return work.on(statement);
        } catch (SQLException e) {
            throw Failures.translate(what, e);
        }
    }
}
