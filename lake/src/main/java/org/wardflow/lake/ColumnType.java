package org.wardflow.lake;

/** The column types that Delta, DuckDB and Spark share without loss. TIMESTAMP is an instant in UTC, in microseconds. */
public enum ColumnType {
    STRING,
    BOOLEAN,
    INT,
    BIGINT,
    /** decimal(18,6): exact, the only fractional type; doubles are not summed. */
    DECIMAL,
    DATE,
    TIMESTAMP,
    BINARY
}
