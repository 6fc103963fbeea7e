package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.wardflow.app.verify.Verification;
import org.wardflow.app.verify.VerificationReport;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.simulator.truth.Truth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description =
                "Compare gold with the gold expected of what was simulated, and findings with the dirt that was made.",
        footer = {"", "Exits with 1 and the first differences if anything differs, or if there is nothing to compare."})
final class Verify implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(
            names = "--truth",
            required = true,
            paramLabel = "DIR",
            description = "The folder that simulate wrote, all of which was taken in.")
    private Path truth = Path.of("");

    Verify(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            Verification verification = Verification.of(workspace, Truth.read(truth));
            new VerificationReport(wardflow.terminal()).print(verification);
            return (verification.passed() ? ExitCode.OK : ExitCode.NEGATIVE).number();
        }
    }
}
