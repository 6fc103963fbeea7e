package org.wardflow.app.bench.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.bench.Yardstick;
import org.wardflow.app.home.Folders;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.lake.TableName;

/** The same bronze rows brought to gold by each engine in processes of its own, the gold compared, time and memory measured. */
public final class EnginesBench {
    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal. */
    public EnginesBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /** What brings a home to gold. */
    public enum Engine {
        /** In one process. */
        DUCKDB,
        /** In Spark's. */
        SPARK;

        /** In small letters, as settings have it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Measures in a folder. A home takes some 2 GB for a million events before it is compacted, so that of an engine is deleted before
     * the next begins, unless it failed or its gold differs. An engine that fails does not keep the next from its run.
     *
     * @param engines one or more; the first to end well says what gold is wanted
     * @param master where Spark runs
     * @param driverMemory of Spark's driver, in Java's words
     * @return whether all engines ended well with the same gold
     */
    public boolean run(Path folder, List<Long> sizes, List<Engine> engines, String master, String driverMemory)
            throws IOException, InterruptedException {
        say("on " + Machine.describe() + ", Spark's driver of " + driverMemory);
        say(Yardstick.measure().words());
        say("%10s  %-8s  %10s  %14s  %12s  %10s  %s"
                .formatted("events", "engine", "seconds", "of processors", "events/s", "peak MiB", "gold"));
        List<String> onSpark = List.of("--engine", "spark", "--master", master, "--driver-memory", driverMemory);
        boolean same = true;
        for (long events : sizes) {
            Path landed = folder.resolve("landed-" + events);
            EightFieldHome.land(landed, settings, events);
            @Nullable String wanted = null;
            for (Engine engine : engines) {
                Path home = folder.resolve(engine + "-" + events);
                copy(landed, home);
                @Nullable String gold = measure(events, engine, home, engine == Engine.SPARK ? onSpark : List.of());
                wanted = wanted == null ? gold : wanted;
                if (gold != null && gold.equals(wanted)) {
                    Folders.delete(home);
                } else {
                    same = false;
                }
            }
            Folders.delete(landed);
        }
        return same;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path source : files.toList()) {
                var unused =
                        Files.copy(source, to.resolve(from.relativize(source).toString()));
            }
        }
    }

    /** What gold came of it, as a number; null if it failed. */
    private @Nullable String measure(long events, Engine engine, Path home, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC",
                "-Dwardflow.root=" + System.getProperty("wardflow.root", "."),
                "-cp",
                System.getProperty("java.class.path"),
                "org.wardflow.app.Main",
                "run",
                "--home",
                home.toString()));
        command.addAll(options);
        Measured measured = Measured.run(new ProcessBuilder(command)
                .redirectOutput(home.resolve("run.log").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT));
        @Nullable String gold = measured.code() == 0 ? gold(home) : null;
        say("%10s  %-8s  %10s  %14s  %12s  %10s  %s"
                .formatted(
                        Cells.count(events),
                        engine,
                        Cells.decimal(measured.seconds(), 1),
                        Cells.decimal(measured.processorSeconds(), 1),
                        Cells.count((long) (events / measured.seconds())),
                        Cells.count(measured.peakMebibytes()),
                        gold == null ? "failed" : gold));
        return gold;
    }

    /** All gold tables, as one number that does not depend on the order of rows. */
    private String gold(Path folder) {
        Map<TableName, String> found = new TreeMap<>();
        try (Workspace workspace = Workspace.forReading(Home.open(folder), settings, terminal.clock())) {
            for (TableName table : workspace.content().graph().models().keySet()) {
                if (table.layer().equals("gold")) {
                    workspace
                            .reader()
                            .query(
                                    "select count(*), bit_xor(hash(t)) from " + table + " t",
                                    KnownAt.now(),
                                    row -> found.put(table, row.toString()));
                }
            }
        }
        return HexFormat.of().toHexDigits(found.toString().hashCode());
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
