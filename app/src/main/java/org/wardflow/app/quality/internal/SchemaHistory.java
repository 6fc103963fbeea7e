package org.wardflow.app.quality.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.quality.QualityReport.SchemaChange;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.HistoryEntry;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Table;

/** Changes of tables' columns, from the tables' own histories, as far as these are kept. */
final class SchemaHistory {
    private static final int VERSIONS_MAX = 1_000;
    private static final String ALTER = "ALTER";

    private final Workspace workspace;

    SchemaHistory(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Those up to the end of a cycle, the newest first. */
    List<SchemaChange> until(Manifest last) {
        List<SchemaChange> changes = new ArrayList<>();
        last.versions()
                .forEach((name, newest) ->
                        workspace.lake().find(name).ifPresent(table -> changes.addAll(of(table, newest))));
        changes.sort(Comparator.comparing(SchemaChange::at).reversed().thenComparing(SchemaChange::table));
        return changes.stream().limit(QualityReport.SCHEMA_CHANGES_MAX).toList();
    }

    private static List<SchemaChange> of(Table table, long newest) {
        List<SchemaChange> changes = new ArrayList<>();
        for (HistoryEntry entry : table.history(VERSIONS_MAX)) {
            if (entry.version() <= newest && entry.operation().equals(ALTER)) {
                String added = added(table, entry.version());
                if (!added.isEmpty()) {
                    changes.add(
                            new SchemaChange(entry.committedAt(), table.name().toString(), "added " + added));
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
