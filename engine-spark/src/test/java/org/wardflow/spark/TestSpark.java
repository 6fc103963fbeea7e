package org.wardflow.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** One Spark in this process, for all tests. It stops with the process. */
final class TestSpark {
    /** So little of a job may come to the driver: what collects more than we say fails. */
    static final int ANSWERS_BYTES_MAX = 1 << 20;

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
            return SparkSession.builder()
                    .master("local[2]")
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
