package org.wardflow.app.schema;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.HistoryEntry;
import org.wardflow.lake.Lake;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * A change of a table's columns, as its own history has it; as far back as that is kept.
 *
 * @param change in words
 */
public record SchemaChange(TableName table, long version, Instant at, String change) {
    private static final int VERSIONS_MAX = 1_000;

    /** The changes of all tables, the newest first. */
    public static List<SchemaChange> all(Lake lake) {
        List<SchemaChange> changes = new ArrayList<>();
        for (TableName name : lake.tables()) {
            lake.find(name).ifPresent(table -> changes.addAll(of(table)));
        }
        changes.sort(Comparator.comparing(SchemaChange::at).reversed().thenComparing(SchemaChange::table));
        return changes;
    }

    private static List<SchemaChange> of(Table table) {
        List<SchemaChange> changes = new ArrayList<>();
        for (HistoryEntry entry : table.history(VERSIONS_MAX)) {
            if (entry.operation().equals("ALTER")) {
                String added = added(table, entry.version());
                if (!added.isEmpty()) {
                    changes.add(new SchemaChange(table.name(), entry.version(), entry.committedAt(), "added " + added));
                }
            }
        }
        return changes;
    }

    private static String added(Table table, long version) {
        try {
            List<Column> before = table.at(version - 1).columns();
            return table.at(version).columns().stream()
                    .filter(column -> !before.contains(column))
                    .map(column -> column.name() + " " + column.type())
                    .collect(Collectors.joining(", "));
        } catch (WardflowException e) {
            if (e.code() == ErrorCode.VERSION_GONE) {
                return "columns that the log no longer tells";
            }
            throw e;
        }
    }
}
