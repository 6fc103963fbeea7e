package org.wardflow.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.quality.QualityJson;
import org.wardflow.app.quality.QualityPage;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "quality", description = "The quality of what came in, for a data steward.")
final class QualityCommand {
    private final Wardflow wardflow;

    QualityCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Command(
            name = "report",
            description =
                    "Write one page: what came in, what became of it by rule, source, hospital and department, and"
                            + " whether gold holds together.",
            footer = {"", "Exits with 1 if a check of gold failed. Values that identify a patient are masked."})
    int report(
            @Option(
                            names = "--run",
                            paramLabel = "CYCLE|TIME",
                            converter = KnownAtText.class,
                            description = "The state that it is about. Default: the end of the newest cycle.")
                    @Nullable KnownAt run,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "Ends in .html or .json.")
                    Path out) {
        String name = out.toString().toLowerCase(Locale.ROOT);
        boolean page = name.endsWith(".html");
        if (!page && !name.endsWith(".json")) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "It is not clear what to write",
                    "the file " + out,
                    "give --out a name that ends in .html or .json");
        }
        try (Workspace workspace = wardflow.openForReading()) {
            QualityReport report = QualityReport.of(workspace, run == null ? KnownAt.now() : run);
            Files.writeString(out, page ? QualityPage.of(report) : QualityJson.of(report));
            long failed =
                    report.checks().stream().filter(check -> !check.passed()).count();
            wardflow.terminal()
                    .out()
                    .println("%s: cycle %s, %s, %s accepted, %s quarantined, %s of %s checks passed"
                            .formatted(
                                    out,
                                    report.cycle(),
                                    Cells.count(report.total().rows(), "row"),
                                    Cells.count(report.total().accepted(), "message"),
                                    Cells.count(report.total().quarantined()),
                                    report.checks().size() - failed,
                                    report.checks().size()));
            return (report.isSound() ? ExitCode.OK : ExitCode.NEGATIVE).number();
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "The report cannot be written to " + out,
                    e.getClass().getSimpleName(),
                    "check the folder and its permissions",
                    e);
        }
    }
}
