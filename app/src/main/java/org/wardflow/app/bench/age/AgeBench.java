package org.wardflow.app.bench.age;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.bench.Yardstick;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.lake.TableName;

/**
 * The cost of a cycle of a hundred messages at several ages of one home: the simulated hospitals live until so many visits are in
 * gold, then send a hundred messages at a time, and live on. Every table grows alike, and is kept up as in a running home.
 */
public final class AgeBench {
    /** Messages in a measured cycle. */
    public static final int MESSAGES = 100;

    private static final TableName VISITS = TableName.parse("silver.visit");
    private static final int FIRST_DAYS = 5;
    /** Months at once, so that growing runs at the speed of a backfill. */
    private static final long DAYS_AT_ONCE = 120;

    private static final int WARM_UP = 25;
    private static final int ROUNDS_A_COMPACTION = 8;
    private static final int ROUNDS_A_CLEAN_UP = 40;

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public AgeBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /**
     * Measures.
     *
     * @param folder empty
     * @param ages visits in gold, ascending; measured at the first day that has so many
     * @param rounds cycles measured at each age
     */
    public void run(Path folder, List<Long> ages, int rounds) throws IOException {
        line("on %s", Machine.describe());
        line("%s", Yardstick.measure().words());
        Home home = Home.openOrCreate(folder.resolve("home"), terminal.clock());
        List<Age> found = new ArrayList<>();
        try (Workspace workspace = Workspace.forWriting(home, settings, terminal.clock())) {
            ModelMeter meter = new ModelMeter(workspace.engine());
            try (Pipeline pipeline = Pipeline.open(workspace.lake(), workspace.content(), meter, workspace.clock());
                    Hospitals hospitals = new Hospitals(workspace, pipeline, folder)) {
                for (long visits : ages) {
                    grow(pipeline, hospitals, visits);
                    Age age = new Age(visits(pipeline), hospitals.messages());
                    // The first age warms the process up for all.
                    measure(pipeline, meter, hospitals, new Age(0, 0), found.isEmpty() ? WARM_UP * 3 : WARM_UP);
                    measure(pipeline, meter, hospitals, age, rounds);
                    found.add(age);
                    line(
                            "%,d visits, %,d messages: a cycle of %d messages takes %.0f ms, %.0f of processors, reads %,d KiB, writes %,d KiB",
                            age.visits(),
                            age.messages(),
                            MESSAGES,
                            age.ofCycle(Cost::wallNanos) / 1e6,
                            age.ofCycle(Cost::processorNanos) / 1e6,
                            age.ofCycle(Cost::read) >> 10,
                            age.ofCycle(Cost::written) >> 10);
                }
            }
        }
        new AgeReport(terminal, found).print();
    }

    private void grow(Pipeline pipeline, Hospitals hospitals, long visits) throws IOException {
        long began = WallClock.nanos();
        long messages = hospitals.messages();
        for (long has = visits(pipeline); has < visits; has = visits(pipeline)) {
            long aDay = has / Math.max(1, hospitals.days());
            // Most patients come again within months, and then their whole history is computed anew: doubling keeps
            // that to a few times.
            long atOnce = Math.max(DAYS_AT_ONCE, hospitals.days());
            hospitals.live(aDay == 0 ? FIRST_DAYS : Math.min(atOnce, (visits - has) / aDay + 1));
        }
        double seconds = (WallClock.nanos() - began) / 1e9;
        line(
                "grown by %,d messages in %.0f s, %,.0f/s",
                hospitals.messages() - messages, seconds, (hospitals.messages() - messages) / seconds);
    }

    private void measure(Pipeline pipeline, ModelMeter meter, Hospitals hospitals, Age age, int rounds)
            throws IOException {
        for (int round = 0; round < rounds; round++) {
            if (round % ROUNDS_A_COMPACTION == 0) {
                int unused = pipeline.compact();
            }
            if (round % ROUNDS_A_CLEAN_UP == 0) {
                hospitals.cleanUp();
            }
            if (hospitals.closeHour()) {
                age.addHour(cycle(pipeline));
            }
            hospitals.send(MESSAGES);
            if (round % 2 == 0) {
                age.addCycle(cycle(pipeline));
            } else {
                age.addModels(meter.oneByOne(() -> Hospitals.require(pipeline.runCycle())));
            }
        }
    }

    private static Cost cycle(Pipeline pipeline) {
        Cost before = Cost.ofProcess();
        Hospitals.require(pipeline.runCycle());
        return Cost.ofProcess().minus(before);
    }

    private static long visits(Pipeline pipeline) {
        return pipeline.table(VISITS).latest().visibleRows();
    }

    private void line(String format, Object... values) {
        terminal.out().println(String.format(Locale.ROOT, format, values));
        terminal.out().flush();
    }
}
