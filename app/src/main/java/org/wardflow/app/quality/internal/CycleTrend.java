package org.wardflow.app.quality.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.quality.QualityReport.CyclePoint;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.TableName;

/** What cycles added, told from the versions that their manifests name: no row is read. */
final class CycleTrend {
    private static final TableName QUARANTINE = new TableName("silver", "quarantine");

    private final Workspace workspace;
    private final Reader reader;
    private final Set<TableName> sources;

    CycleTrend(Workspace workspace) {
        this.workspace = workspace;
        this.reader = workspace.reader();
        this.sources = workspace.content().contracts().values().stream()
                .filter(contract -> contract.source()
                        .filter(source -> source.kind().isFed())
                        .isPresent())
                .map(contract -> contract.table())
                .collect(Collectors.toSet());
    }

    /** The cycles whose manifests are kept, up to one; if they are many, evenly chosen ones. */
    List<CyclePoint> until(Manifest last) {
        List<Manifest> kept = workspace.lake().manifests().retained().stream()
                .filter(manifest -> manifest.cycle() <= last.cycle())
                .toList();
        List<CyclePoint> points = new ArrayList<>();
        long rows = 0;
        long quarantined = 0;
        for (int i = 0; i < Math.min(kept.size(), QualityReport.CYCLES_MAX); i++) {
            Manifest manifest = kept.get(chosen(i, kept.size()));
            long rowsNow =
                    sources.stream().mapToLong(table -> rows(manifest, table)).sum();
            long quarantinedNow = rows(manifest, QUARANTINE);
            points.add(new CyclePoint(manifest.cycle(), manifest.at(), rowsNow - rows, quarantinedNow - quarantined));
            rows = rowsNow;
            quarantined = quarantinedNow;
        }
        return points;
    }

    /** The first and the last are always among them. */
    private static int chosen(int point, int kept) {
        return kept <= QualityReport.CYCLES_MAX
                ? point
                : (int) ((long) point * (kept - 1) / (QualityReport.CYCLES_MAX - 1));
    }

    private long rows(Manifest manifest, TableName table) {
        return manifest.versions().containsKey(table)
                ? reader.snapshot(manifest, table).visibleRows()
                : 0;
    }
}
