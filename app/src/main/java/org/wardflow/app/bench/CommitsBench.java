package org.wardflow.app.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.StagedFile;

/**
 * Many commits into one table, with the upkeep of a running home between them: does what each step costs, or what lies around, grow
 * with their number?
 */
public final class CommitsBench {
    /** Commits unless told otherwise. */
    public static final int DEFAULT_COUNT = 50_000;

    /** Fewer do not fill two windows. */
    public static final int COUNT_MIN = 20 * CommitsBench.BETWEEN_UPKEEP;

    /** What a later window may cost more than the first. */
    static final double GROWTH_MAX = 1.1;

    /** Commits between a cycle, a compaction, a clean-up and a load of the table by somebody else. */
    static final int BETWEEN_UPKEEP = 50;

    private static final int WINDOWS = 10;
    private static final int WARM_UP = 2 * BETWEEN_UPKEEP;
    private static final Keep KEEP = Keep.all(Duration.ofSeconds(2));

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public CommitsBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /** What is measured: times in milliseconds, the rest as it stands at a window's end. */
    private enum Measure {
        COMMIT("commit, ms", true),
        CYCLE("cycle, ms", true),
        COMPACTION("compaction, ms", true),
        CLEAN_UP("checkpoint and clean-up, ms", true),
        LOAD("load by a new reader, ms", true),
        LOG_FILES("files in the log", false),
        LOG_KIB("log, KiB", false),
        DATA_FILES("data files", false),
        HEAP_MIB("heap after collection, MiB", false),
        HANDLES("open files of the process", false);

        private final String text;
        private final boolean isTime;

        Measure(String text, boolean isTime) {
            this.text = text;
            this.isTime = isTime;
        }
    }

    /** A tenth of the commits. */
    private static final class Window {
        private final Map<Measure, List<Double>> samples = new EnumMap<>(Measure.class);

        void add(Measure measure, double value) {
            samples.computeIfAbsent(measure, any -> new ArrayList<>()).add(value);
        }

        void time(Measure measure, Runnable step) {
            long started = WallClock.nanos();
            step.run();
            add(measure, (WallClock.nanos() - started) / 1e6);
        }

        double median(Measure measure) {
            double[] sorted = samples.getOrDefault(measure, List.of(0.0)).stream()
                    .mapToDouble(value -> value)
                    .sorted()
                    .toArray();
            return sorted[sorted.length / 2];
        }
    }

    /** Commits so many times, in an empty folder; false if anything grew. */
    public boolean run(Path folder, int count) throws IOException {
        List<Window> windows = new ArrayList<>();
        try (Workspace workspace = UpsertBench.open(terminal, settings, folder);
                Pipeline pipeline = workspace.openPipeline()) {
            commits(workspace, pipeline, 0, WARM_UP, new Window());
            for (int window = 0; window < WINDOWS; window++) {
                Window measured = new Window();
                commits(workspace, pipeline, WARM_UP + window * (count / WINDOWS), count / WINDOWS, measured);
                stands(workspace, measured);
                windows.add(measured);
                terminal.note("%s commits: %s ms each"
                        .formatted(
                                Cells.count((long) (window + 1) * (count / WINDOWS)),
                                Cells.decimal(measured.median(Measure.COMMIT), 2)));
            }
        }
        return print(count, windows);
    }

    private void commits(Workspace workspace, Pipeline pipeline, int from, int count, Window window) {
        for (int i = from; i < from + count; i++) {
            try (RowAppender rows = pipeline.newAppender(UpsertBench.ITEMS)) {
                rows.append("item-" + i % 1_000, (long) i, Instant.EPOCH.plusSeconds(i), "note");
                List<StagedFile> staged = rows.finish();
                window.time(Measure.COMMIT, () -> {
                    var unused = pipeline.appendBronze(UpsertBench.ITEMS, staged, Map.of());
                });
            }
            if (i % BETWEEN_UPKEEP == BETWEEN_UPKEEP - 1) {
                window.time(Measure.CYCLE, () -> UpsertBench.requireRows(pipeline.runCycle(), 1));
                window.time(Measure.COMPACTION, pipeline::compact);
                window.time(Measure.CLEAN_UP, () -> pipeline.maintain(KEEP));
                window.time(Measure.LOAD, () -> load(workspace));
            }
        }
    }

    private void load(Workspace workspace) {
        try (Lake reader = Lake.openForReading(workspace.lake().root(), new LocalFileIo(), terminal.clock())) {
            var unused = reader.find(UpsertBench.ITEMS).orElseThrow().latest();
        }
    }

    private static void stands(Workspace workspace, Window window) throws IOException {
        Path table = workspace.lake().root().resolve("bronze").resolve("item");
        List<Path> log = files(table.resolve("_delta_log"));
        window.add(Measure.LOG_FILES, log.size());
        window.add(Measure.LOG_KIB, log.stream().mapToLong(CommitsBench::bytes).sum() / 1024.0);
        window.add(Measure.DATA_FILES, (double) files(table).stream()
                .filter(file -> file.toString().endsWith(".parquet"))
                .count());
        System.gc();
        window.add(
                Measure.HEAP_MIB,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            window.add(Measure.HANDLES, (double) system.getOpenFileDescriptorCount());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean print(int count, List<Window> windows) throws IOException {
        Window first = windows.get(0);
        Window last = windows.get(windows.size() - 1);
        terminal.out().println("on " + Machine.describe());
        terminal.out().println(Yardstick.measure().words());
        terminal.out()
                .println("%s commits into one table; a cycle, compaction, clean-up and load each %s; medians of a tenth"
                        .formatted(Cells.count(count), BETWEEN_UPKEEP));
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("what", "first tenth", "middle", "last tenth", "ratio", "flat"));
        boolean flat = true;
        for (Measure measure : Measure.values()) {
            double before = first.median(measure);
            double ratio = before == 0 ? 1 : last.median(measure) / before;
            flat &= ratio <= GROWTH_MAX;
            printer.row(Arrays.asList(
                    measure.text,
                    Cells.decimal(before, measure.isTime ? 2 : 0),
                    Cells.decimal(windows.get(windows.size() / 2).median(measure), measure.isTime ? 2 : 0),
                    Cells.decimal(last.median(measure), measure.isTime ? 2 : 0),
                    Cells.decimal(ratio, 2),
                    ratio <= GROWTH_MAX ? "yes" : "NO"));
        }
        printer.finish();
        terminal.out()
                .println(
                        flat
                                ? "Flat: nothing grew by more than a tenth."
                                : "NOT flat: something grew by more than a tenth.");
        return flat;
    }
}
