package org.wardflow.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.DataFile;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "tables", description = "List the tables: version, rows, files, size.")
final class Tables implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
    private Format format = Format.TABLE;

    Tables(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            ResultPrinter printer = new ResultPrinter(wardflow.terminal(), format);
            printer.columns(List.of("table", "version", "rows", "files", "kib", "changed"));
            List<WardflowException> damaged = new ArrayList<>();
            List<TableName> noLongerMade = new ArrayList<>();
            for (TableName name : workspace.lake().tables()) {
                Snapshot latest;
                try {
                    latest = workspace.lake().find(name).map(Table::latest).orElseThrow();
                } catch (WardflowException e) {
                    damaged.add(e);
                    continue;
                }
                if (!workspace.content().contracts().containsKey(name)) {
                    noLongerMade.add(name);
                }
                long bytes =
                        latest.files().stream().mapToLong(DataFile::sizeBytes).sum();
                printer.row(List.of(
                        name.toString(),
                        latest.version(),
                        latest.visibleRows(),
                        latest.files().size(),
                        (bytes + 1023) / 1024,
                        latest.committedAt()));
            }
            printer.finish();
            noLongerMade.forEach(name -> wardflow.terminal()
                    .note(name
                            + " is no longer made: the content has no contract of it; its rows are kept as they were"));
            damaged.forEach(problem -> wardflow.terminal().err().println(problem.getMessage()));
            return (damaged.isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
        }
    }
}
