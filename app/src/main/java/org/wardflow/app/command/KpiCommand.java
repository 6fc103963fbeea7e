package org.wardflow.app.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.read.KnownAt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kpi", description = "The figures that the content defines: occupancy, census, length of stay, waits.")
final class KpiCommand {
    private final Wardflow wardflow;

    KpiCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Command(name = "list", description = "List the figures and the question that each answers.")
    int list(
            @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
                    @Nullable Format format) {
        ResultPrinter printer = printer(format);
        printer.columns(List.of("name", "unit", "question"));
        for (Kpi kpi : Workspace.content(wardflow.home()).kpis().values()) {
            printer.row(List.of(kpi.name(), kpi.unit(), kpi.question()));
        }
        printer.finish();
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Compute one figure.")
    int show(
            @Parameters(paramLabel = "NAME", description = "As kpi list has it.") String name,
            @Option(
                            names = "--as-of",
                            paramLabel = "TIME",
                            converter = Times.class,
                            description =
                                    "What was true then, by today's knowledge. Default: the end of the last closed hour.")
                    @Nullable Instant asOf,
            @Option(
                            names = "--known-at",
                            paramLabel = "CYCLE|TIME",
                            converter = KnownAtText.class,
                            description = "What the lake knew then. Default: at the end of the newest cycle.")
                    @Nullable KnownAt knownAt,
            @Option(
                            names = "--set",
                            paramLabel = "NAME=NUMBER",
                            description =
                                    "Another value of a parameter, such as overstay_hours=100; may be given again.")
                    @Nullable Map<String, Long> parameters,
            @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
                    @Nullable Format format) {
        try (Workspace workspace = wardflow.openForReading()) {
            ResultPrinter printer = printer(format);
            Instant shown = workspace
                    .reader()
                    .kpi(
                            name,
                            Optional.ofNullable(asOf),
                            parameters == null ? Map.of() : parameters,
                            knownAt == null ? KnownAt.now() : knownAt,
                            printer);
            printer.finish();
            if (format == null || format == Format.TABLE) {
                wardflow.terminal().out().println("as of " + shown);
            }
        }
        return ExitCode.OK.number();
    }

    private ResultPrinter printer(@Nullable Format format) {
        return new ResultPrinter(wardflow.terminal(), format == null ? Format.TABLE : format);
    }
}
