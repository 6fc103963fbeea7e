package org.wardflow.app.command;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.wardflow.app.schema.SchemaChange;
import org.wardflow.app.schema.SeenColumn;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.hospital.catchup.SeenAttribute;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "schema",
        description = "Show the attributes that no contract knew when they first came, and changes of tables' columns.",
        footer = {
            "",
            "An unclassified column is masked for everyone until the contract of its table says what it is (docs/schema.md)."
        })
final class SchemaCommand implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(names = "--changes", description = "Show the changes of tables' columns, the newest first.")
    private boolean changes;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
    private Format format = Format.TABLE;

    SchemaCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            ResultPrinter printer = new ResultPrinter(wardflow.terminal(), format);
            if (changes) {
                printer.columns(List.of("table", "version", "changed_at", "change"));
                SchemaChange.all(workspace.lake())
                        .forEach(change ->
                                printer.row(List.of(change.table(), change.version(), change.at(), change.change())));
            } else {
                printer.columns(List.of("topic", "attribute", "table", "column", "type", "class", "first_seen"));
                SeenColumn.all(workspace).forEach(column -> attribute(column, printer));
            }
            printer.finish();
        }
        return ExitCode.OK.number();
    }

    private static void attribute(SeenColumn column, ResultPrinter printer) {
        SeenAttribute seen = column.seen();
        printer.row(Arrays.asList(
                seen.topic(),
                seen.attribute(),
                AttributeTable.NAME,
                seen.column(),
                column.type(),
                column.classification(),
                seen.seenAt()));
    }
}
