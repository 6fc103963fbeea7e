package org.wardflow.app.bench.age;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.ModelRun;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.lake.TableName;

/**
 * The cost of a cycle of a hundred messages at several ages of one home: the simulated hospitals live until so many visits are in
 * gold, then send a hundred messages at a time, and live on. Every table grows alike.
 */
public final class AgeBench {
    /** Messages in a measured cycle. */
    public static final int MESSAGES = 100;

    private static final TableName VISITS = TableName.parse("silver.visit");
    private static final int DAYS_AT_ONCE = 30;
    private static final int WARM_UP = 25;
    private static final int ROUNDS_A_COMPACTION = 8;

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public AgeBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /** One age: medians of a cycle, and each model's mean in milliseconds. */
    private record Age(long visits, long messages, List<Cost> cycles, Map<TableName, Double> models) {
        long median(ToLongFunction<Cost> what) {
            long[] sorted = cycles.stream().mapToLong(what).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    /**
     * Measures.
     *
     * @param folder empty
     * @param ages visits in gold, ascending; measured at the first day that has so many
     * @param rounds cycles measured at each age
     */
    public void run(Path folder, List<Long> ages, int rounds) throws IOException {
        terminal.out().println("on " + Machine.describe());
        Home home = Home.openOrCreate(folder.resolve("home"), terminal.clock());
        List<Age> found = new ArrayList<>();
        try (Workspace workspace = Workspace.forWriting(home, settings, terminal.clock());
                Pipeline pipeline = workspace.openPipeline();
                Hospitals hospitals = new Hospitals(workspace, pipeline, folder)) {
            long messages = 0;
            for (long visits : ages) {
                while (visits(pipeline) < visits) {
                    messages += hospitals.live(DAYS_AT_ONCE);
                }
                // The first age warms the process up for all.
                cycles(pipeline, hospitals, found.isEmpty() ? WARM_UP * 3 : WARM_UP, new LinkedHashMap<>());
                Map<TableName, Double> models = new TreeMap<>();
                long history = visits(pipeline);
                found.add(new Age(history, messages, cycles(pipeline, hospitals, rounds, models), models));
                print(found.get(found.size() - 1));
            }
        }
        printModels(found);
        printRatios(found.get(0), found.get(found.size() - 1));
    }

    private static List<Cost> cycles(Pipeline pipeline, Hospitals hospitals, int rounds, Map<TableName, Double> models)
            throws IOException {
        List<Cost> costs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            if (round % ROUNDS_A_COMPACTION == 0) {
                // As between the cycles of a running home.
                var unused = pipeline.compact();
            }
            hospitals.send(MESSAGES);
            Cost before = Cost.soFar();
            CycleReport report = Hospitals.require(pipeline.runCycle());
            costs.add(Cost.soFar().minus(before));
            for (ModelRun run : report.runs()) {
                models.merge(run.model(), (double) run.millis() / rounds, Double::sum);
            }
        }
        return costs;
    }

    private static long visits(Pipeline pipeline) {
        return pipeline.table(VISITS).latest().visibleRows();
    }

    private void print(Age age) {
        line(
                "%,d visits, %,d messages: a cycle of %d messages takes %.0f ms, %.0f ms of processors, reads %,d KiB, writes %,d KiB",
                age.visits(),
                age.messages(),
                MESSAGES,
                age.median(Cost::wallNanos) / 1e6,
                age.median(Cost::processorNanos) / 1e6,
                age.median(Cost::read) >> 10,
                age.median(Cost::written) >> 10);
    }

    private void printModels(List<Age> ages) {
        line("by model, ms a cycle, at the ages above:");
        ages.get(0).models().forEach((model, first) -> {
            StringBuilder cells = new StringBuilder();
            ages.forEach(age -> cells.append(
                    String.format(Locale.ROOT, "%10.1f", age.models().getOrDefault(model, 0.0))));
            line("  %-32s%s", model, cells);
        });
    }

    private void printRatios(Age young, Age old) {
        line(
                "from %,d to %,d visits: time %.2f times, processors %.2f, bytes read %.2f, written %.2f",
                young.visits(),
                old.visits(),
                ratio(young, old, Cost::wallNanos),
                ratio(young, old, Cost::processorNanos),
                ratio(young, old, Cost::read),
                ratio(young, old, Cost::written));
    }

    private static double ratio(Age young, Age old, ToLongFunction<Cost> what) {
        return (double) old.median(what) / Math.max(1, young.median(what));
    }

    private void line(String format, Object... values) {
        terminal.out().println(String.format(Locale.ROOT, format, values));
    }
}
