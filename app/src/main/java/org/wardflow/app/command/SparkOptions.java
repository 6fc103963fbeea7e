package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wardflow.app.spark.SparkJob;
import picocli.CommandLine.Option;

/** What computes, and how Spark is run. */
final class SparkOptions {
    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "duckdb, in this process, or spark, in one of its own. Default: duckdb.")
    private Engine engine = Engine.DUCKDB;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Where Spark runs: local[*], or a cluster, spark://HOST:PORT. Default: local[*].")
    private String master = "local[*]";

    @Option(
            names = "--driver-memory",
            paramLabel = "SIZE",
            description = "Of Spark's driver, which computes all where there is no cluster, as in 4g. Default: 2g.")
    private String memory = "2g";

    @Option(
            names = "--conf",
            paramLabel = "NAME=VALUE",
            description = "One of Spark's own properties; may be given again.")
    private List<String> properties = new ArrayList<>();

    /** What computes. */
    enum Engine {
        DUCKDB,
        SPARK
    }

    boolean isSpark() {
        return engine == Engine.SPARK;
    }

    /** @param arguments of the job beside where and how it runs */
    SparkJob.Order order(String command, Path home, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        properties.forEach(property -> all.addAll(List.of("--conf", property)));
        return new SparkJob.Order(command, home.toAbsolutePath(), master, memory, all);
    }
}
