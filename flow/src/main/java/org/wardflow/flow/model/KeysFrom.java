package org.wardflow.flow.model;

import java.util.List;
import org.wardflow.lake.TableName;

/** Which keys a change of a table touches, beyond those that its own rows hold. */
public sealed interface KeysFrom {
    /** The table whose change is meant. */
    TableName table();

    /** Every key: all is computed again. */
    record All(TableName table) implements KeysFrom {}

    /** A SELECT that gives key columns; {@code changes} in it is the changed rows, old and new images. */
    record Select(TableName table, String sql) implements KeysFrom {}

    /**
     * The keys of the rows of another input that point to a changed row.
     *
     * @param via an input that has the key columns
     * @param viaColumns of that input; one of its key filters
     * @param changedColumns of the changed table, in the same order
     */
    record Via(TableName table, TableName via, List<String> viaColumns, List<String> changedColumns)
            implements KeysFrom {
        public Via {
            viaColumns = List.copyOf(viaColumns);
            changedColumns = List.copyOf(changedColumns);
        }
    }
}
