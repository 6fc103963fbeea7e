package org.wardflow.app.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.StagedFile;
import org.wardflow.lake.TableName;

/** Commits, and upserts through a keyed model, over two small tables of their own. */
public final class UpsertBench {
    static final TableName ITEMS = TableName.parse("bronze.item");
    private static final List<String> CONTENT =
            List.of("bronze/item/contract.yaml", "silver/item/contract.yaml", "silver/item/model.sql");
    private static final int ROWS = 200_000;
    private static final int KEYS = 1_000;

    /** Samples taken unless told otherwise. */
    public static final int DEFAULT_ROUNDS = 100;

    private static final int WARM_UP = 20;
    private static final int ROUNDS_A_COMPACTION = 8;

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public UpsertBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /** Measures the commit of one small file, with everything forced to disk, in an empty folder. */
    public void commit(Path folder, int rounds) throws IOException {
        try (Workspace workspace = open(terminal, settings, folder);
                Pipeline pipeline = workspace.openPipeline()) {
            Samples samples = new Samples(rounds);
            for (int i = -WARM_UP; i < rounds; i++) {
                try (RowAppender rows = pipeline.newAppender(ITEMS)) {
                    rows.append("item-" + i, (long) i, Instant.EPOCH.plusSeconds(i), "note");
                    List<StagedFile> staged = rows.finish();
                    Runnable commit = () -> {
                        Snapshot unused = pipeline.appendBronze(ITEMS, staged, Map.of());
                    };
                    if (i < 0) {
                        commit.run();
                    } else {
                        samples.time(commit);
                    }
                }
            }
            print("commit of one file, with fsync: " + samples);
        }
    }

    /** Measures the upsert of 1,000 keys into 200,000 rows: changes read, model run, rows replaced, committed; files are compacted in between. */
    public void upsert(Path folder, int rounds) throws IOException {
        try (Workspace workspace = open(terminal, settings, folder);
                Pipeline pipeline = workspace.openPipeline()) {
            append(pipeline, 0, ROWS, new SplittableRandom(0));
            requireRows(pipeline.runCycle(), ROWS);
            Samples samples = new Samples(rounds);
            for (int i = 1 - WARM_UP; i <= rounds; i++) {
                append(pipeline, i + WARM_UP, KEYS, new SplittableRandom(i));
                if (i % ROUNDS_A_COMPACTION == 0) {
                    // As between the cycles of a running home: not part of an upsert, but it keeps the files few.
                    var unused = pipeline.compact();
                }
                Runnable cycle = () -> requireRows(pipeline.runCycle(), 1);
                if (i < 1) {
                    cycle.run();
                } else {
                    samples.time(cycle);
                }
            }
            print("upsert of %s keys into %s rows, with fsync: %s".formatted(KEYS, ROWS, samples));
        }
    }

    /** Opens a home with the two tables in an empty folder. */
    static Workspace open(Terminal terminal, Settings settings, Path folder) throws IOException {
        Home home = Home.openOrCreate(folder.resolve("home"), terminal.clock());
        for (String name : CONTENT) {
            Path target = Home.content(home.folder()).resolve(name);
            try (InputStream in = UpsertBench.class.getResourceAsStream("content/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("The jar lacks " + name);
                }
                Files.createDirectories(target.resolveSibling("."));
                Files.copy(in, target);
            }
        }
        return Workspace.forWriting(home, settings, terminal.clock(), Content.load(Home.content(home.folder())));
    }

    /** The first round holds each key once; later ones hold keys drawn at random. */
    private static void append(Pipeline pipeline, int round, int rows, SplittableRandom random) {
        try (RowAppender appender = pipeline.newAppender(ITEMS)) {
            for (int i = 0; i < rows; i++) {
                int item = round == 0 ? i : random.nextInt(ROWS);
                appender.append(
                        "item-" + item,
                        random.nextLong(1_000_000),
                        Instant.EPOCH.plusSeconds(round).plusNanos(i * 1_000L),
                        "note of item " + item);
            }
            Snapshot unused = pipeline.appendBronze(ITEMS, appender.finish(), Map.of());
        }
    }

    static void requireRows(CycleReport report, long atLeast) {
        report.failures().forEach(failure -> {
            throw failure.reason();
        });
        if (report.runs().stream().mapToLong(run -> run.rowsAdded()).sum() < atLeast) {
            throw new WardflowException(
                    ErrorCode.MODEL_FAILED,
                    "The benchmark measured nothing",
                    "a cycle that wrote no row",
                    "report this as a bug");
        }
    }

    private void print(String line) throws IOException {
        terminal.out().println("on " + Machine.describe());
        terminal.out().println(Yardstick.measure().words());
        terminal.out().println(line);
    }
}
