package org.wardflow.flow.sql;

import org.wardflow.lake.ColumnType;

/** An engine's words for a cast. */
public interface Cast {
    /** Casts a SQL expression to a column type. */
    String cast(String expression, ColumnType type);
}
