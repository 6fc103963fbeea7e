package org.wardflow.app.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.wardflow.app.rebuild.Rebuild;
import org.wardflow.app.rebuild.RebuiltTable;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rebuild",
        description = "Compute tables again from bronze, say what differs from what stood, and replace that.",
        footer = {
            "",
            "Exits with 1 if anything differed. Values that identify a patient are shown as hashes.",
            "A table whose log is damaged is made anew; the old one stays beside it, its name ending in .damaged and the time.",
            "",
            "  wardflow rebuild gold.dim_patient"
        })
final class RebuildCommand implements Callable<Integer> {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Computed tables. Default: all.")
    private List<String> tables = List.of();

    @Option(names = "--check", description = "Only compare, also while another process writes; change nothing.")
    private boolean check;

    RebuildCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        try (Workspace workspace = check ? wardflow.openForReading() : wardflow.openForWriting()) {
            Rebuild rebuild = Rebuild.of(workspace, tables);
            List<RebuiltTable> results = check ? rebuild.compare() : rebuild.replace();
            print(results);
            boolean same = results.stream().allMatch(RebuiltTable::same);
            terminal.out()
                    .println(
                            same
                                    ? "Every table stands as bronze gives it, row for row."
                                    : "%s of %s tables differed%s."
                                            .formatted(
                                                    results.stream()
                                                            .filter(table -> !table.same())
                                                            .count(),
                                                    results.size(),
                                                    check ? "; nothing was changed" : " and were replaced"));
            return (same ? ExitCode.OK : ExitCode.NEGATIVE).number();
        }
    }

    private void print(List<RebuiltTable> results) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("table", "rows", "missing", "surplus", "same"));
        for (RebuiltTable table : results) {
            String same = table.same() ? "yes" : table.damage().isPresent() ? "DAMAGED" : "NO";
            printer.row(List.of(table.table().toString(), table.rows(), table.missing(), table.surplus(), same));
        }
        printer.finish();
        for (RebuiltTable table : results) {
            table.damage().ifPresent(damage -> terminal.out().println(table.table() + ": " + damage.found()));
            table.examples().forEach(line -> terminal.out().println(table.table() + ": " + line));
        }
    }
}
