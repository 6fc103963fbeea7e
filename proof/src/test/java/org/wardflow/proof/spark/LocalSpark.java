package org.wardflow.proof.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.wardflow.proof.laws.CanonicalText;

/** One Spark in this process, for all tests. It stops with the process. */
final class LocalSpark {
    private static final String CORES = "local[2]";

    private LocalSpark() {}

    /** The session, started on first use (some seconds). */
    static SparkSession session() {
        return Holder.SESSION;
    }

    /** The rows of a Delta table in its newest version, as delta-spark reads it: sorted, in canonical text. */
    static List<String> delta(Path folder, List<String> columns) {
        return session()
                .read()
                .format("delta")
                .load(folder.toString())
                .select(columns.stream().map(functions::col).toArray(Column[]::new))
                .collectAsList()
                .stream()
                .map(row -> CanonicalText.of(values(row)))
                .sorted()
                .toList();
    }

    private static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            values.add(row.isNullAt(i) ? null : row.get(i));
        }
        return values;
    }

    private static final class Holder {
        private static final SparkSession SESSION = start();
    }

    private static SparkSession start() {
        try {
            Path scratch = Files.createTempDirectory("wardflow-spark");
            return SparkSession.builder()
                    .master(CORES)
                    .appName("wardflow-proof")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.local.dir", scratch.resolve("local").toString())
                    .config(
                            "spark.sql.warehouse.dir",
                            scratch.resolve("warehouse").toString())
                    .config("spark.sql.session.timeZone", "UTC")
                    .config("spark.sql.ansi.enabled", true)
                    .config("spark.sql.datetime.java8API.enabled", true)
                    .config("spark.sql.shuffle.partitions", 1)
                    .config("spark.sql.adaptive.enabled", false)
                    .config("spark.sql.codegen.wholeStage", false)
                    .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                    .config("spark.databricks.delta.snapshotPartitions", 1)
                    // VACUUM lists folders in so many tasks: 10,000 unless told.
                    .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", 2)
                    .getOrCreate();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
