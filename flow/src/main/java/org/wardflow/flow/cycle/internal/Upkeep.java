package org.wardflow.flow.cycle.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Commit;
import org.wardflow.lake.CompactionPlan;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableChanges.Slice;
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
     * Carries out the plan for a table, a commit a group. Its model may run meanwhile, and hide rows of the files that are being rewritten: these are
     * hidden in the new file from the start.
     *
     * @param primary the key by which rows of a computed table are told apart; empty for others, to which rows are only added
     */
    int compact(Table table, List<String> primary) {
        int written = 0;
        for (CompactionPlan.Rewrite rewrite : CompactionPlan.of(table.latest()).rewrites()) {
            written += rewrite(table, rewrite.files(), primary);
        }
        return written;
    }

    private int rewrite(Table table, List<DataFile> files, List<String> primary) {
        Snapshot planned = table.latest();
        if (!planned.files().containsAll(files)) {
            return 0;
        }
        files.forEach(table::verify);
        try (StagedPaths paths = new StagedPaths(table)) {
            List<StagedFile> staged = files.stream().allMatch(file -> file.visibleRows() == 0)
                    ? List.of()
                    : session.stage(
                            session.scan(Scan.of(planned.columns(), files)), sorted(table.spec(), planned), paths);
            List<StagedFile> prepared = staged.stream().map(table::prepare).toList();
            return locks.holding(table.name(), () -> replace(table, planned, files, prepared, primary));
        }
    }

    private int replace(
            Table table, Snapshot planned, List<DataFile> files, List<StagedFile> staged, List<String> primary) {
        Snapshot base = table.latest();
        Map<String, DataFile> standing = base.files().stream().collect(Collectors.toMap(DataFile::path, file -> file));
        if (!files.stream().allMatch(file -> standing.containsKey(file.path()))) {
            // Another compaction was first, or all rows of a file are hidden by now: the next plan knows.
            return 0;
        }
        List<Slice> hidden = new ArrayList<>();
        for (DataFile file : files) {
            RoaringBitmap since = RoaringBitmap.andNot(
                    requireNonNull(standing.get(file.path())).deleted(), file.deleted());
            if (!since.isEmpty()) {
                hidden.add(new Slice(file, Optional.of(since)));
            }
        }
        Optional<List<StagedFile>> written =
                hidden.isEmpty() ? Optional.of(staged) : hide(planned, staged, hidden, primary);
        if (written.isEmpty()) {
            return 0;
        }
        Set<String> removed = files.stream().map(DataFile::path).collect(Collectors.toSet());
        Commit commit = new Commit("COMPACT", base, written.get(), Map.of(), removed, Map.of(), false);
        var unused = Commits.make(table, commit);
        return written.get().size();
    }

    /** The new files without the rows that were hidden in the old ones since; empty if it is not certain which these are. */
    private Optional<List<StagedFile>> hide(
            Snapshot planned, List<StagedFile> staged, List<Slice> hidden, List<String> primary) {
        long rows = hidden.stream()
                .mapToLong(slice -> slice.only().orElseThrow().getLongCardinality())
                .sum();
        List<DataFile> fresh = staged.stream().map(StagedFile::readable).toList();
        String same =
                primary.stream().map(column -> "g." + column + " = f." + column).collect(Collectors.joining(" and "));
        Scan keys = Scan.ofSlices(planned.columns(), hidden).selecting(column -> primary.contains(column.name()));
        Scan all = Scan.of(planned.columns(), fresh).selecting(column -> primary.contains(column.name()));
        Map<String, RoaringBitmap> positions = session.positions(
                session.select(
                        "select f.* from run.fresh as f where exists (select 1 from run.gone as g where " + same + ")",
                        Map.of("run.fresh", session.scan(all.withPositions()), "run.gone", session.scan(keys))),
                fresh);
        long found = positions.values().stream()
                .mapToLong(RoaringBitmap::getLongCardinality)
                .sum();
        if (found != rows) {
            return Optional.empty();
        }
        List<StagedFile> left = new ArrayList<>();
        for (StagedFile file : staged) {
            RoaringBitmap gone = positions.getOrDefault(file.path().toString(), new RoaringBitmap());
            if (gone.getLongCardinality() < file.rows()) {
                left.add(file.hiding(gone));
            }
        }
        return Optional.of(left);
    }

    /** What a cycle writes as it is computed is sorted here, by the table's key if its contract says nothing else. */
    private static TableSpec sorted(TableSpec spec, Snapshot planned) {
        boolean isSorted = !spec.sortedBy().isEmpty() || spec.keyFilters().isEmpty();
        return new TableSpec(
                spec.name(),
                planned.columns(),
                spec.keyFilters(),
                isSorted ? spec.sortedBy() : spec.keyFilters().get(0));
    }
}
