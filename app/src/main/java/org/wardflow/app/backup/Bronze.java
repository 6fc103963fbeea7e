package org.wardflow.app.backup;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.contract.Contract;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/**
 * How far bronze has come.
 *
 * @param ahead rows that the newest cycle has not seen, by topic or extract, where there are any
 */
record Bronze(SortedMap<TableName, Long> versions, SortedMap<String, Long> ahead) {
    /** That of a home, not before the cycle of the manifest. */
    static Bronze after(Manifest manifest, Workspace workspace) {
        SortedMap<TableName, Long> versions = new TreeMap<>();
        SortedMap<String, Long> ahead = new TreeMap<>();
        for (Contract contract : contracts(workspace.content())) {
            Optional<Table> table = workspace.lake().find(contract.table());
            if (table.isEmpty()) {
                continue;
            }
            Snapshot snapshot = table.get().latest();
            versions.put(contract.table(), snapshot.version());
            Long seen = manifest.versions().get(contract.table());
            long rows = snapshot.visibleRows()
                    - (seen == null ? 0 : table.get().at(seen).visibleRows());
            if (rows > 0 && isFed(contract)) {
                ahead.put(contract.source().orElseThrow().name(), rows);
            }
        }
        return new Bronze(versions, ahead);
    }

    /** The home's clock and journals come first: what they say is of rows that were there already, so these are in the backup too. */
    private static List<Contract> contracts(Content content) {
        return content.contracts().values().stream()
                .filter(contract -> content.graph().model(contract.table()).isEmpty())
                .sorted(Comparator.comparing(Bronze::isFed))
                .toList();
    }

    private static boolean isFed(Contract contract) {
        return contract.source()
                .map(BronzeSource::kind)
                .filter(BronzeSource.Kind::isFed)
                .isPresent();
    }
}
