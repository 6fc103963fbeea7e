package org.wardflow.flow.cycle.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CompactionPlan;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableSpec;

/** Rewrites files so that reading stays cheap. */
final class Upkeep {
    private final SqlSession session;
    private final TableLocks locks;

    Upkeep(SqlSession session, TableLocks locks) {
        this.session = session;
        this.locks = locks;
    }

    /**
     * Carries out the plan for a table, a commit a group.
     *
     * @param computed rows of its files may be hidden meanwhile, so that its model has to wait; to other tables rows are only added
     */
    int compact(Table table, boolean computed) {
        int written = 0;
        for (CompactionPlan.Rewrite rewrite : CompactionPlan.of(table.latest()).rewrites()) {
            written += computed
                    ? locks.holding(table.name(), () -> rewrite(table, rewrite.files()))
                    : rewrite(table, rewrite.files());
        }
        return written;
    }

    private int rewrite(Table table, List<DataFile> files) {
        Snapshot planned = table.latest();
        if (!planned.files().containsAll(files)) {
            return 0;
        }
        files.forEach(table::verify);
        try (StagedPaths paths = new StagedPaths(table)) {
            List<StagedFile> staged = files.stream().allMatch(file -> file.visibleRows() == 0)
                    ? List.of()
                    : session.stage(session.scan(Scan.of(planned.columns(), files)), sorted(table.spec()), paths);
            return replace(table, files, staged);
        }
    }

    private int replace(Table table, List<DataFile> files, List<StagedFile> staged) {
        Set<String> removed = files.stream().map(DataFile::path).collect(Collectors.toSet());
        return locks.holding(table.name(), () -> {
            Snapshot base = table.latest();
            if (!base.files().containsAll(files)) {
                // Another compaction was first.
                return 0;
            }
            Commit commit = new Commit("COMPACT", base, staged, Map.of(), removed, Map.of(), false);
            var unused = Commits.make(table, commit);
            return staged.size();
        });
    }

    /** What a cycle writes as it is computed is sorted here, by the table's key if its contract says nothing else. */
    private static TableSpec sorted(TableSpec spec) {
        boolean isSorted = !spec.sortedBy().isEmpty() || spec.keyFilters().isEmpty();
        return isSorted
                ? spec
                : new TableSpec(
                        spec.name(),
                        spec.columns(),
                        spec.keyFilters(),
                        spec.keyFilters().get(0));
    }
}
