package org.wardflow.duckdb.internal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableSpec;

/** Collects rows in a table in memory, then writes them out. */
final class DuckDbAppender implements RowAppender {
    private final DuckDbSession session;
    private final TableSpec spec;
    private final String table;
    private final Path file;
    private final DuckDBAppender appender;
    private boolean held = true;
    private long rows;

    DuckDbAppender(DuckDbSession session, DuckDBConnection connection, TableSpec spec, String table, Path file)
            throws SQLException {
        this.session = session;
        this.spec = spec;
        this.table = table;
        this.file = file;
        this.appender =
                connection.createAppender(Shared.DATABASE, Shared.SCHEMA, table.substring(table.lastIndexOf('.') + 1));
    }

    @Override
    public void append(@Nullable Object... values) {
        if (values.length != spec.columns().size()) {
            throw new IllegalArgumentException("%s has %s columns, the row has %s"
                    .formatted(spec.name(), spec.columns().size(), values.length));
        }
        try {
            appender.beginRow();
            for (Object value : values) {
                DuckDbTypes.append(appender, value);
            }
            appender.endRow();
        } catch (SQLException e) {
            throw Failures.translate("A row of " + spec.name() + " cannot be taken in", e);
        }
        rows++;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<StagedFile> finish() {
        closeAppender();
        return rows == 0 ? List.of() : session.stage(Relation.kept(table, rows), spec, () -> file);
    }

    @Override
    public void close() {
        closeAppender();
        if (held) {
            held = false;
            session.drop(List.of(Relation.kept(table, rows)));
        }
    }

    private void closeAppender() {
        try {
            if (!appender.isClosed()) {
                appender.close();
            }
        } catch (SQLException e) {
            throw Failures.translate("Rows of " + spec.name() + " cannot be taken in", e);
        }
    }
}
