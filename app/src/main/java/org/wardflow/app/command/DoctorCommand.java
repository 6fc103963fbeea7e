package org.wardflow.app.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.wardflow.app.doctor.Diagnosis;
import org.wardflow.app.doctor.Doctor;
import org.wardflow.app.doctor.Finding;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = "Look this home over: settings, logs, files, manifests, source positions, disk. Changes nothing.",
        footer = {"", "Exits with 1 if anything is wrong. Works beside a running process."})
final class DoctorCommand implements Callable<Integer> {
    private final Wardflow wardflow;
    private final Terminal terminal;

    @Option(
            names = "--deep",
            description = "Read every data file through, however much there is. Default: up to 1 GiB.")
    private boolean deep;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table, csv or json. Default: table.")
    private Format format = Format.TABLE;

    DoctorCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        Diagnosis diagnosis = Doctor.examine(
                () -> Home.open(wardflow.home()),
                wardflow::settings,
                terminal.clock(),
                deep ? Doctor.Care.DEEP : Doctor.Care.USUAL);
        if (format == Format.TABLE) {
            print(diagnosis);
        } else {
            ResultPrinter printer = new ResultPrinter(terminal, format);
            printer.columns(List.of("severity", "subject", "what", "fix"));
            for (Finding finding : diagnosis.findings()) {
                printer.row(List.of(finding.severity().name(), finding.subject(), finding.what(), finding.fix()));
            }
            printer.finish();
        }
        return (diagnosis.sound() ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private void print(Diagnosis diagnosis) {
        for (Finding finding : diagnosis.findings()) {
            terminal.out().println("%s %s: %s".formatted(finding.severity(), finding.subject(), finding.what()));
            terminal.out().println("  Do: " + finding.fix());
        }
        long problems = diagnosis.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.PROBLEM)
                .count();
        terminal.out()
                .println("%s, %s, %s MiB looked at, %s: %s"
                        .formatted(
                                Cells.count(diagnosis.tables(), "table"),
                                Cells.count(diagnosis.files(), "file"),
                                Cells.count(diagnosis.bytes() >> 20),
                                diagnosis.digests() ? "digests compared" : "sizes compared (--deep reads them)",
                                problems == 0 ? "sound" : Cells.count(problems, "problem")));
    }
}
