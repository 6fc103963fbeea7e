package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.verify.Verification;
import org.wardflow.app.verify.VerificationReport;
import org.wardflow.app.warehouse.HomeWarehouse;
import org.wardflow.app.warehouse.WarehouseCheck;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.simulator.truth.Truth;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description =
                "Compare gold with the gold expected of what was simulated, and findings with the dirt that was made; or the"
                        + " warehouse with gold.",
        footer = {"", "Exits with 1 and the first differences if anything differs, or if there is nothing to compare."})
final class Verify implements Callable<Integer> {
    private final Wardflow wardflow;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli refuses to run without it.
    private Against against;

    private static final class Against {
        @Option(
                names = "--truth",
                required = true,
                paramLabel = "DIR",
                description = "The folder that simulate wrote, all of which was taken in.")
        private @Nullable Path truth;

        @Option(
                names = "--warehouse",
                required = true,
                description = "Compare what the warehouse shows with the lake at the same versions instead.")
        private boolean warehouse;
    }

    Verify(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        try (Workspace workspace = wardflow.openForReading()) {
            if (against.warehouse || against.truth == null) {
                return warehouse(workspace);
            }
            Verification verification = Verification.of(workspace, Truth.read(against.truth));
            new VerificationReport(wardflow.terminal()).print(verification);
            return (verification.passed() ? ExitCode.OK : ExitCode.NEGATIVE).number();
        }
    }

    private int warehouse(Workspace workspace) {
        try (HomeWarehouse warehouse = HomeWarehouse.open(workspace)) {
            boolean equal = WarehouseCheck.print(
                    wardflow.terminal(), warehouse.publisher().verify());
            WarehouseCheck.printZones(
                    wardflow.terminal(),
                    warehouse.publisher().zonesApart(workspace.content().zones()));
            return (equal ? ExitCode.OK : ExitCode.NEGATIVE).number();
        }
    }
}
