package org.wardflow.app.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.spark.SparkJob;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
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
    private @Nullable String master;

    @Option(
            names = "--driver-memory",
            paramLabel = "SIZE",
            description = "Of Spark's driver, which computes all where there is no cluster, as in 4g. Default: 2g.")
    private @Nullable String memory;

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

    /** Whether Spark computes. USAGE for how it is to be run if it does not. */
    boolean isSpark() {
        if (engine == Engine.SPARK) {
            return true;
        }
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--master", master != null);
        given.put("--driver-memory", memory != null);
        given.put("--conf", !properties.isEmpty());
        given.values().removeIf(is -> !is);
        if (!given.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "%s is for Spark, and DuckDB computes".formatted(String.join(", ", given.keySet())),
                    "no --engine spark",
                    "add --engine spark, or leave it out; engine.memory in wardflow.yaml is for DuckDB");
        }
        return false;
    }

    /** @param arguments of the job beside where and how it runs */
    SparkJob.Order order(String command, Path home, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        properties.forEach(property -> all.addAll(List.of("--conf", property)));
        return new SparkJob.Order(
                command,
                home.toAbsolutePath(),
                master == null ? "local[*]" : master,
                memory == null ? "2g" : memory,
                all);
    }
}
