package org.wardflow.app.bench.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.bench.Yardstick;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.spark.Cluster;
import org.wardflow.app.spark.SparkHome;
import org.wardflow.app.spark.SparkJob;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.WallClock;

/** The same backfill by clusters of several sizes on this machine, and what each stage of it read, shuffled and wrote for an event. */
public final class WorkersBench {
    /** Parquet's threads read ranges side by side, and Spark does not count what they read. */
    private static final List<String> COUNTED =
            List.of("--conf", "spark.hadoop.parquet.hadoop.vectored.io.enabled=false");

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Terminal terminal;
    private final Settings settings;

    /** Prints to the terminal. */
    public WorkersBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /**
     * Measures in a folder, and leaves its files there.
     *
     * @param workers how many there are, each with one core, for each run
     * @param driverMemory in Java's words
     * @return whether each job ended well
     */
    public boolean run(Path folder, List<Long> sizes, List<Integer> workers, String driverMemory) throws IOException {
        say("on " + Machine.describe() + ", driver of " + driverMemory);
        say(Yardstick.measure().words());
        say("%10s %7s  %-7s %9s %9s %12s  %9s %9s %9s %9s %9s"
                .formatted(
                        "events",
                        "workers",
                        "stage",
                        "seconds",
                        "of proc.",
                        "events/s",
                        "read B",
                        "shuffled",
                        "written",
                        "spilled",
                        "to driver"));
        SparkHome spark = SparkHome.find(terminal);
        boolean well = true;
        for (long events : sizes) {
            for (int count : workers) {
                Path home = folder.resolve("workers-%s-%s".formatted(events, count));
                EightFieldHome.land(home, settings, events);
                well &= measure(spark, home, events, count, driverMemory);
            }
        }
        return well;
    }

    private boolean measure(SparkHome spark, Path home, long events, int workers, String memory) throws IOException {
        Cluster cluster = new Cluster(home.resolve("spark").toAbsolutePath(), freePort());
        try {
            var unused = cluster.start(spark, workers, "1g");
            Stages stages = new Stages();
            long began = WallClock.nanos();
            int code = SparkJob.start(
                            spark, new SparkJob.Order("run", home.toAbsolutePath(), cluster.master(), memory, COUNTED))
                    .follow(stages::line);
            double seconds = (WallClock.nanos() - began) / NANOS;
            stages.byLayer().forEach((layer, stage) -> print(events, workers, layer, stage));
            say("%10s %7s  %-7s %9s %s"
                    .formatted(
                            Cells.count(events),
                            workers,
                            "all",
                            Cells.decimal(seconds, 1),
                            code == 0 ? "with its start" : "FAILED"));
            return code == 0;
        } finally {
            var unused = cluster.stop();
        }
    }

    private void print(long events, int workers, String layer, Stages.Stage stage) {
        say("%10s %7s  %-7s %9s %9s %12s  %9s %9s %9s %9s %9s"
                .formatted(
                        Cells.count(events),
                        workers,
                        layer,
                        Cells.decimal(stage.millis() / MILLIS, 1),
                        Cells.decimal(stage.cpuMillis() / MILLIS, 1),
                        stage.millis() == 0 ? "" : Cells.count((long) (events / (stage.millis() / MILLIS))),
                        Cells.count(stage.readBytes() / events),
                        Cells.count(stage.shuffledBytes() / events),
                        Cells.count(stage.writtenBytes() / events),
                        Cells.count(stage.spilledBytes() / events),
                        Cells.count(stage.answeredBytes() / events)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
