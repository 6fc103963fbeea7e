package org.wardflow.flow.cycle.internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
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

    Upkeep(SqlSession session) {
        this.session = session;
    }

    /** Carries out the plan for a table, a commit a group; a source that appends meanwhile goes first. */
    int compact(Table table) {
        int written = 0;
        for (CompactionPlan.Rewrite rewrite : CompactionPlan.of(table.latest()).rewrites()) {
            written += rewrite(table, rewrite.files());
        }
        return written;
    }

    private int rewrite(Table table, List<DataFile> files) {
        Snapshot base = table.latest();
        files.forEach(table::verify);
        List<StagedFile> staged = files.stream().allMatch(file -> file.visibleRows() == 0)
                ? List.of()
                : session.stage(
                        session.scan(Scan.of(base.columns(), files)), sorted(table.spec()), table::newStagingFile);
        Set<String> removed = files.stream().map(DataFile::path).collect(Collectors.toSet());
        try {
            var unused = Commits.make(table, new Commit("COMPACT", base, staged, Map.of(), removed, Map.of(), false));
            return staged.size();
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CONFLICT) {
                throw e;
            }
            return 0;
        }
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
