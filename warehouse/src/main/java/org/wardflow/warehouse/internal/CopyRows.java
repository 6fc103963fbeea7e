package org.wardflow.warehouse.internal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.wardflow.flow.engine.RowConsumer;

/** Rows on their way into a table, in PostgreSQL's COPY format, a buffer at a time. One thread. */
final class CopyRows implements RowConsumer, AutoCloseable {
    /** Bytes collected before they are sent. */
    static final int BUFFER = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder buffer = new StringBuilder();
    private long rows;

    private CopyRows(CopyIn copy) {
        this.copy = copy;
    }

    /** Begins to fill a table. */
    static CopyRows into(Connection connection, String table, String columns) throws SQLException {
        return new CopyRows(connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + columns + ") from stdin"));
    }

    @Override
    public void row(List<@Nullable Object> values) {
        for (int i = 0; i < values.size(); i++) {
            buffer.append(i == 0 ? "" : "\t");
            append(values.get(i));
        }
        buffer.append('\n');
        rows++;
        if (buffer.length() >= BUFFER) {
            flush();
        }
    }

    /** The rows are in the table afterwards; returns how many. */
    long finish() throws SQLException {
        flush();
        copy.endCopy();
        return rows;
    }

    private void append(@Nullable Object value) {
        if (value == null) {
            buffer.append("\\N");
        } else {
            escape(StoredValue.text(value));
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            switch (sign) {
                case '\\' -> buffer.append("\\\\");
                case '\t' -> buffer.append("\\t");
                case '\n' -> buffer.append("\\n");
                case '\r' -> buffer.append("\\r");
                default -> buffer.append(sign);
            }
        }
    }

    private void flush() {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        buffer.setLength(0);
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    /** A failure of the database inside of a query of the lake. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException reason;

        Failed(SQLException reason) {
            super(reason);
            this.reason = reason;
        }

        SQLException reason() {
            return reason;
        }
    }
}
