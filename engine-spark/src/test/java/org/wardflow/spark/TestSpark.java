package org.wardflow.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** One Spark in this process, for all tests. It stops with the process. */
final class TestSpark {
    /** So little of a job may come to the driver: what collects more than we say fails. */
    static final int ANSWERS_BYTES_MAX = 1 << 20;

    /** Defaults of a cluster that would change what SQL means, or which rows it finds. */
    static final Map<String, String> HOSTILE = Map.ofEntries(
            Map.entry("spark.sql.files.ignoreMissingFiles", "true"),
            Map.entry("spark.sql.files.ignoreCorruptFiles", "true"),
            Map.entry("spark.sql.parser.escapedStringLiterals", "true"),
            Map.entry("spark.sql.timestampType", "TIMESTAMP_NTZ"),
            Map.entry("spark.sql.decimalOperations.allowPrecisionLoss", "false"),
            Map.entry("spark.sql.ansi.enabled", "false"),
            Map.entry("spark.sql.ansi.doubleQuotedIdentifiers", "true"),
            Map.entry("spark.sql.legacy.sizeOfNull", "false"),
            Map.entry("spark.sql.legacy.setopsPrecedence.enabled", "true"),
            Map.entry("spark.sql.legacy.literal.pickMinimumPrecision", "false"),
            Map.entry("spark.sql.groupByOrdinal", "false"),
            Map.entry("spark.sql.session.timeZone", "Europe/Berlin"));

    private TestSpark() {}

    /** The session, started on first use (some seconds). */
    static SparkSession session() {
        return Holder.SESSION;
    }

    private static final class Holder {
        private static final SparkSession SESSION = start();
    }

    private static SparkSession start() {
        try {
            SparkSession.Builder builder = SparkSession.builder();
            HOSTILE.forEach(builder::config);
            return builder.master("local[2]")
                    .appName("wardflow-test")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.maxResultSize", ANSWERS_BYTES_MAX)
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config(
                            "spark.local.dir",
                            Files.createTempDirectory("wardflow-spark").toString())
                    .getOrCreate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
