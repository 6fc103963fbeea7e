package org.wardflow.app.bench.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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

    /**
     * Measures in a folder. A home takes some 2 GB for a million events before it is compacted, so DuckDB's is deleted before Spark
     * begins, and Spark's after it, unless their gold differs.
     *
     * @param master where Spark runs
     * @param driverMemory of Spark's driver, in Java's words
     * @return whether both engines gave the same gold
     */
    public boolean run(Path folder, List<Long> sizes, String master, String driverMemory)
            throws IOException, InterruptedException {
        say("on " + Machine.describe() + ", Spark's driver of " + driverMemory);
        say(Yardstick.measure().words());
        say("%10s  %-8s  %10s  %14s  %12s  %10s"
                .formatted("events", "engine", "seconds", "of processors", "events/s", "peak MiB"));
        boolean same = true;
        for (long events : sizes) {
            Path first = folder.resolve("duckdb-" + events);
            Path second = folder.resolve("spark-" + events);
            EightFieldHome.land(first, settings, events);
            copy(first, second);
            if (!measure(events, "duckdb", first, List.of())) {
                return false;
            }
            Map<TableName, String> wanted = gold(first);
            Folders.delete(first);
            List<String> onSpark = List.of("--engine", "spark", "--master", master, "--driver-memory", driverMemory);
            if (!measure(events, "spark", second, onSpark)) {
                return false;
            }
            boolean equal = gold(second).equals(wanted);
            if (equal) {
                Folders.delete(second);
            }
            say("%10s  gold is %s".formatted(Cells.count(events), equal ? "the same" : "different"));
            same &= equal;
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

    /** Whether it came to an end; a home where it did not stays to be looked at. */
    private boolean measure(long events, String engine, Path home, List<String> options)
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
        say("%10s  %-8s  %10s  %14s  %12s  %10s"
                .formatted(
                        Cells.count(events),
                        engine,
                        measured.code() == 0 ? Cells.decimal(measured.seconds(), 1) : "failed",
                        Cells.decimal(measured.processorSeconds(), 1),
                        Cells.count((long) (events / measured.seconds())),
                        Cells.count(measured.peakMebibytes())));
        return measured.code() == 0;
    }

    /** Of each gold table the rows, as one number that does not depend on their order. */
    private Map<TableName, String> gold(Path folder) {
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
        return found;
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
