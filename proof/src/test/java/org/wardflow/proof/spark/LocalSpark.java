package org.wardflow.proof.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One Spark in this process, for all tests. It stops with the process. */
final class LocalSpark {
    private static final String CORES = "local[2]";

    private LocalSpark() {}

    /** The session, started on first use (some seconds). */
    static SparkSession session() {
        return Holder.SESSION;
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
                    .getOrCreate();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
