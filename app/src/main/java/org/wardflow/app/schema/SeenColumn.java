package org.wardflow.app.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.hospital.catchup.SeenAttribute;

/**
 * An attribute that was seen, and what its column is by now.
 *
 * @param type null if there is no such column
 * @param classification unclassified as long as no contract says what it is; null if there is no such column
 */
public record SeenColumn(
        SeenAttribute seen, @Nullable String type, @Nullable String classification) {
    /** All, the first seen first. */
    public static List<SeenColumn> all(Workspace workspace) {
        return workspace.attributes().stream().map(seen -> of(workspace, seen)).toList();
    }

    private static SeenColumn of(Workspace workspace, SeenAttribute seen) {
        Optional<ContractColumn> column = Optional.ofNullable(
                        workspace.content().contracts().get(AttributeTable.NAME))
                .flatMap(contract -> contract.column(seen.column()));
        return new SeenColumn(
                seen,
                column.map(found -> found.type().toString()).orElse(null),
                column.map(found -> found.isUnclassified()
                                ? "unclassified"
                                : found.classification().name().toLowerCase(Locale.ROOT))
                        .orElse(null));
    }
}
