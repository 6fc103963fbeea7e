package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Progress;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.truth.TruthWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        description =
                "Write what a group of hospitals would send, and the truth behind it. The same seed gives the same bytes.")
final class Simulate implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new or empty folder.")
    private Path out = Path.of("");

    @Option(names = "--hospitals", paramLabel = "N", description = "From 1 to 7. Default: ${DEFAULT-VALUE}.")
    private int hospitals = SimulationSpec.HOSPITALS_MAX;

    @Option(names = "--days", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int days = 30;

    @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = 42;

    @Option(
            names = "--dirt",
            paramLabel = "DIRT",
            description = "default, none, or a file of lines such as silent_visit=0.004.")
    private String dirt = "default";

    Simulate(Wardflow wardflow) {
        this.terminal = wardflow.terminal();
    }

    @Override
    public Integer call() {
        SimulationSpec spec = new SimulationSpec(hospitals, days, seed, SimulationSpec.DEFAULT_START, Dirt.of(dirt));
        long[] messages = {0};
        Ledger ledger;
        try (Progress progress = new Progress(terminal, "simulating", "days", days)) {
            ledger = TruthWriter.write(spec, out, (day, written) -> {
                progress.at(day);
                messages[0] = written;
            });
        }
        terminal.out()
                .println("%s messages of %s visits in %s days, %s of them dirty on purpose: %s"
                        .formatted(
                                Cells.count(messages[0]),
                                Cells.count(ledger.visits().size()),
                                days,
                                Cells.count(ledger.labels().size()),
                                out));
        terminal.out().println("Next:");
        terminal.out().println("  ./wardflow ingest --simulated " + out);
        terminal.out().println("  ./wardflow run --until " + spec.end());
        terminal.out().println("  ./wardflow verify --truth " + out);
        return ExitCode.OK.number();
    }
}
