package org.wardflow.app.warehouse;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.warehouse.TableCheck;

/** Prints the comparison of the warehouse with the lake. */
public final class WarehouseCheck {
    private WarehouseCheck() {}

    /** A line a table and the one that counts; whether all are equal. */
    public static boolean print(Terminal terminal, List<TableCheck> checks) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("table", "lake", "warehouse", "missing", "surplus", "different", "equal"));
        for (TableCheck check : checks) {
            printer.row(List.of(
                    check.table(),
                    check.lake(),
                    check.warehouse(),
                    check.missing(),
                    check.extra(),
                    check.different(),
                    check.isEqual() ? "yes" : "NO"));
        }
        printer.finish();
        long unequal = checks.stream().filter(check -> !check.isEqual()).count();
        terminal.out()
                .println(
                        unequal == 0
                                ? "Verified: every table of the warehouse is equal to the lake's, row for row."
                                : "NOT verified: %s of %s tables differ; ./wardflow warehouse republish writes them anew."
                                        .formatted(unequal, checks.size()));
        return unequal == 0;
    }

    /** A line for each zone about which PostgreSQL and the engine disagree. */
    public static void printZones(Terminal terminal, SortedMap<String, Instant> apart) {
        apart.forEach((zone, since) -> terminal.out()
                .println(
                        "Note: from %s on PostgreSQL has another time for %s than the engine: figures by local days may differ. Update the one with older time-zone data."
                                .formatted(since.atOffset(ZoneOffset.UTC).toLocalDate(), zone)));
    }
}
