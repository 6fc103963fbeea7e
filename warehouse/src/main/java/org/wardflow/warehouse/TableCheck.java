package org.wardflow.warehouse;

import org.wardflow.lake.TableName;

/**
 * A table of the warehouse beside the lake's, at the version published, row by row.
 *
 * @param lake rows in the lake
 * @param warehouse rows in the warehouse
 * @param missing keys that the warehouse lacks
 * @param extra keys that the lake lacks
 * @param different rows of the same key that differ
 */
public record TableCheck(TableName table, long lake, long warehouse, long missing, long extra, long different) {
    /** Whether both have the same rows. */
    public boolean isEqual() {
        return missing == 0 && extra == 0 && different == 0;
    }
}
