package org.wardflow.app.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.lake.HistoryEntry;
import org.wardflow.lake.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "history", description = "Show the versions of a table, the newest first.")
final class History implements Callable<Integer> {
    private final Wardflow wardflow;

    @Parameters(paramLabel = "TABLE", description = "Such as gold.fact_patient_flow.")
    private String table = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Amounts.class,
            description = "At most so many. Default: 20.")
    private int limit = 20;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
    private Format format = Format.TABLE;

    History(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            Table found = workspace.table(table);
            ResultPrinter printer = new ResultPrinter(wardflow.terminal(), format);
            printer.columns(List.of(
                    "version",
                    "committed_at",
                    "operation",
                    "files_added",
                    "files_removed",
                    "rows_added",
                    "rows_removed"));
            for (HistoryEntry entry : found.history(limit)) {
                printer.row(List.of(
                        entry.version(),
                        entry.committedAt(),
                        entry.operation(),
                        entry.filesAdded(),
                        entry.filesRemoved(),
                        entry.rowsAdded(),
                        entry.rowsRemoved()));
            }
            printer.finish();
        }
        return ExitCode.OK.number();
    }
}
