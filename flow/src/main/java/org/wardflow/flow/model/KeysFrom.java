package org.wardflow.flow.model;

import java.util.List;
import java.util.Optional;
import org.wardflow.lake.TableName;

/** Which keys a change of a table touches, beyond those that its own rows hold. */
public sealed interface KeysFrom {
    /** The table whose change is meant. */
    TableName table();

    /** Every key: all is computed again. */
    record All(TableName table) implements KeysFrom {}

    /**
     * A SELECT that gives key columns; {@code changes} in it is the changed rows, old and new images.
     *
     * @param since if it is there, the SELECT reads one table besides the changes, and no earlier rows of it
     */
    record Select(TableName table, String sql, Optional<Since> since) implements KeysFrom {}

    /**
     * Rows of a table from the earliest time of the changes on: old files, in which all is earlier, are not read.
     *
     * @param column a TIMESTAMP of the table that is read
     * @param changedColumn a TIMESTAMP of the changed table
     */
    record Since(String column, String changedColumn) {}

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
