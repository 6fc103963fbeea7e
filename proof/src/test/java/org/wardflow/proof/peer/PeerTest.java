package org.wardflow.proof.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.bench.Machine;
import org.wardflow.core.WallClock;

/** Three pipelines over the same batches on the same machine, one after the other; what is true is known. */
@Tag("slow")
class PeerTest {
    private static final int EVENTS = Integer.getInteger("peer.events", 30_000);
    private static final int BATCHES = Integer.getInteger("peer.batches", 10);
    private static final long SEED = 7;

    @TempDir
    Path folder;

    /** @param seconds of each batch */
    private record Result(String name, List<Double> seconds, int wrongVisits, int wrongVersions) {
        double total() {
            return seconds.stream().mapToDouble(second -> second).sum();
        }

        double median() {
            return seconds.stream().sorted().toList().get(seconds.size() / 2);
        }
    }

    @Test
    void theSameBatchesThroughEachPipeline() throws IOException {
        Visits visits = Visits.simulate(EVENTS, BATCHES, SEED);
        SparkSession spark = spark();
        List<Supplier<Peer>> peers = List.of(
                () -> new WardflowPeer(create("wardflow")), () -> new TutorialPeer(spark), () -> new MergePeer(spark));
        List<Result> results = new ArrayList<>();
        for (Supplier<Peer> opener : peers) {
            try (Peer peer = opener.get()) {
                results.add(run(peer, visits));
            }
        }
        spark.stop();
        print(visits, results);
        assertThat(results.get(0).wrongVisits() + results.get(0).wrongVersions())
                .isZero();
        assertThat(results.get(2).wrongVisits() + results.get(2).wrongVersions())
                .as("the second way to the same truth")
                .isZero();
    }

    private Result run(Peer peer, Visits visits) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < visits.batches().size(); i++) {
            List<byte[]> batch = visits.batches().get(i);
            Path lines = Files.write(folder.resolve("batch-" + i + ".ndjson"), joined(batch));
            long began = WallClock.nanos();
            peer.take(batch, lines);
            seconds.add((WallClock.nanos() - began) / 1e9);
        }
        return new Result(
                peer.name(),
                seconds,
                differences(visits.visits(), peer.visits()),
                differences(visits.versions(), peer.versions()));
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

    private void print(Visits visits, List<Result> results) {
        line("on " + Machine.describe());
        line(String.format(
                Locale.ROOT,
                "%,d events in %d batches; %,d visits and %,d versions of patients are true",
                visits.batches().stream().mapToInt(List::size).sum(),
                BATCHES,
                visits.visits().size(),
                visits.versions().size()));
        line(String.format(
                Locale.ROOT,
                "%-28s %9s %11s %14s %14s %16s",
                "",
                "events/s",
                "s a batch",
                "of our time",
                "visits wrong",
                "versions wrong"));
        for (Result result : results) {
            line(String.format(
                    Locale.ROOT,
                    "%-28s %,9.0f %11.2f %14.1f %,14d %,16d",
                    result.name(),
                    visits.batches().stream().mapToInt(List::size).sum() / result.total(),
                    result.median(),
                    result.total() / results.get(0).total(),
                    result.wrongVisits(),
                    result.wrongVersions()));
        }
    }

    private static void line(String text) {
        System.out.println(text);
    }

    private Path create(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As one would set it up on two cores: compiled code, few partitions. */
    private SparkSession spark() {
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
