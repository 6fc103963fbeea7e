package org.wardflow.app.command;

import java.util.concurrent.Callable;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.read.KnownAt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = "Ask one SELECT over tables such as gold.fact_patient_flow.",
        footer = {
            "",
            "All tables are read as they were at the end of one cycle, also while another process writes.",
            "",
            "  wardflow query \"select department, count(*) as visits from gold.fact_patient_flow group by department\""
        })
final class Query implements Callable<Integer> {
    private final Wardflow wardflow;

    @Parameters(paramLabel = "SQL", description = "One SELECT.")
    private String sql = "";

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
    private Format format = Format.TABLE;

    @Option(
            names = "--known-at",
            paramLabel = "CYCLE|TIME",
            converter = KnownAtText.class,
            description = "What the lake knew then. Default: at the end of the newest cycle.")
    private KnownAt knownAt = KnownAt.now();

    Query(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            ResultPrinter printer = new ResultPrinter(wardflow.terminal(), format);
            workspace.reader().query(sql, knownAt, printer);
            printer.finish();
        }
        return ExitCode.OK.number();
    }
}
