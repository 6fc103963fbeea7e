package org.wardflow.proof.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.wardflow.core.WallClock;

/** One pipeline in a process of its own, so that its memory can be told. All have the same options of Java. */
final class PeerProcess {
    private static final String RESULT = "result";

    private PeerProcess() {}

    /** The pipelines, ours first. */
    enum Kind {
        WARDFLOW,
        TUTORIAL,
        MERGE
    }

    /** What goes through: the same seed gives the same batches. */
    record Load(int events, int batches, long seed) {}

    /**
     * What came of it.
     *
     * @param seconds of each batch
     * @param peakMebibytes most resident memory of the process, with the batches and what is true of them; 0 where the system does not tell
     */
    record Result(String name, List<Double> seconds, int wrongVisits, int wrongVersions, long peakMebibytes) {
        double total() {
            return seconds.stream().mapToDouble(second -> second).sum();
        }

        double median() {
            return seconds.stream().sorted().toList().get(seconds.size() / 2);
        }
    }

    /** Runs one and waits for it. */
    static Result run(Kind kind, Load load, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> arguments = List.of(
                kind.name(),
                folder.toString(),
                String.valueOf(load.events()),
                String.valueOf(load.batches()),
                String.valueOf(load.seed()));
        int code = start(PeerProcess.class, arguments).waitFor();
        if (code != 0) {
            throw new IllegalStateException(kind + " ended with " + code);
        }
        List<String> lines = Files.readAllLines(folder.resolve(RESULT));
        return new Result(
                lines.get(0),
                Stream.of(lines.get(1).split(",", -1)).map(Double::valueOf).toList(),
                Integer.parseInt(lines.get(2)),
                Integer.parseInt(lines.get(3)),
                Long.parseLong(lines.get(4)));
    }

    /** Starts a class of the tests with the options of Java that the tests have. */
    static Process start(Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** The process: kind, folder, events, batches, seed. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Visits visits = Visits.simulate(
                Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]), Long.parseLong(arguments[4]));
        List<Double> seconds = new ArrayList<>();
        try (Peer peer = open(Kind.valueOf(arguments[0]), folder)) {
            for (int i = 0; i < visits.batches().size(); i++) {
                List<byte[]> batch = visits.batches().get(i);
                Path lines = Files.write(folder.resolve("batch-" + i + ".ndjson"), joined(batch));
                long began = WallClock.nanos();
                peer.take(batch, lines);
                seconds.add((WallClock.nanos() - began) / 1e9);
            }
            long peak = peakMebibytes();
            Files.write(
                    folder.resolve(RESULT),
                    List.of(
                            peer.name(),
                            seconds.stream()
                                    .map(one -> String.format(Locale.ROOT, "%.4f", one))
                                    .collect(Collectors.joining(",")),
                            String.valueOf(differences(visits.visits(), peer.visits())),
                            String.valueOf(differences(visits.versions(), peer.versions())),
                            String.valueOf(peak)));
        }
        // Spark leaves threads behind.
        System.exit(0);
    }

    static Peer open(Kind kind, Path folder) throws IOException {
        return switch (kind) {
            case WARDFLOW -> new WardflowPeer(Files.createDirectories(folder.resolve("wardflow")));
            case TUTORIAL -> new TutorialPeer(spark(folder));
            case MERGE -> new MergePeer(spark(folder));
        };
    }

    private static long peakMebibytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
                        .sum()
                : 0;
    }

    private static byte[] joined(List<byte[]> lines) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            all.writeBytes(line);
            all.write('\n');
        }
        return all.toByteArray();
    }

    /** Rows that should be there and are not, and rows that are there and should not be. */
    private static int differences(List<String> expected, List<String> found) {
        Map<String, Integer> counts = new HashMap<>();
        expected.forEach(row -> counts.merge(row, 1, Integer::sum));
        found.forEach(row -> counts.merge(row, -1, Integer::sum));
        return counts.values().stream().mapToInt(Math::abs).sum();
    }

    /** As one would set it up on two cores: compiled code, few partitions. */
    private static SparkSession spark(Path folder) {
        return SparkSession.builder()
                .master("local[2]")
                .appName("wardflow-peer")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", folder.resolve("spark").toString())
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", 4)
                .config("spark.databricks.delta.snapshotPartitions", 2)
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
    }
}
