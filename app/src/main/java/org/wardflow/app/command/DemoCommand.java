package org.wardflow.app.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.wardflow.app.demo.Demo;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SimulationSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description =
                "Simulate a group of hospitals, process what they send, show the board, verify it against the truth.",
        footer = {"", "It lives in the folder demo of the home, which is made anew each time."})
final class DemoCommand implements Callable<Integer> {
    private final Wardflow wardflow;

    @Option(names = "--days", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int days = 14;

    @Option(names = "--hospitals", paramLabel = "N", description = "From 1 to 7. Default: ${DEFAULT-VALUE}.")
    private int hospitals = SimulationSpec.HOSPITALS_MAX;

    @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    DemoCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        Terminal terminal = wardflow.terminal();
        SimulationSpec spec = new SimulationSpec(hospitals, days, seed, SimulationSpec.DEFAULT_START, Dirt.standard());
        Path folder = wardflow.home().resolve("demo");
        if (Files.exists(folder)) {
            Home.open(folder).delete();
        }
        Home home = Home.openOrCreate(folder, terminal.clock());
        try (Workspace workspace = Workspace.forWriting(home, wardflow.settings(), terminal.clock())) {
            boolean passed = new Demo(terminal, workspace, folder.resolve("simulated")).run(spec);
            next(folder);
            return (passed ? ExitCode.OK : ExitCode.NEGATIVE).number();
        }
    }

    private void next(Path folder) {
        wardflow.terminal().out().println("""

                        Try next:
                          export WARDFLOW_HOME=%s
                          ./wardflow kpi list
                          ./wardflow kpi show occupancy_now --as-of 2026-10-20T08:00:00Z
                          ./wardflow query "select hospital_id, count(*) as visits from gold.fact_patient_flow group by 1 order by 1"
                          ./wardflow query "select rule_id, payload_sha256 from silver.quarantine limit 5"
                          ./wardflow explain event PAYLOAD_SHA256
                          ./wardflow status""".formatted(folder.toAbsolutePath()));
    }
}
