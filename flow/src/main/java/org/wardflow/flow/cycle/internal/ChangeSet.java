package org.wardflow.flow.cycle.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Column;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges;
import org.wardflow.lake.TableChanges.Slice;

/**
 * The old and new images of the rows of a table that changed between two versions.
 *
 * @param rows with the table's columns
 * @param count images, old and new
 */
record ChangeSet(long fromVersion, long toVersion, Relation rows, long count) {

    /** Reads the changes from the table's files. */
    static ChangeSet derive(SqlSession session, Table table, List<Column> columns, long fromVersion, long toVersion) {
        TableChanges changes = table.changes(fromVersion, toVersion);
        List<Slice> slices = new ArrayList<>(changes.added());
        slices.addAll(changes.removed());
        slices.forEach(slice -> table.verify(slice.file()));
        long count = slices.stream().mapToLong(ChangeSet::rows).sum();
        Scan scan = new Scan(columns, slices, Optional.empty(), List.of(), false);
        return new ChangeSet(fromVersion, toVersion, session.scan(scan), count);
    }

    private static long rows(Slice slice) {
        return slice.only()
                .map(positions -> positions.getLongCardinality())
                .orElseGet(() -> slice.file().visibleRows());
    }
}
