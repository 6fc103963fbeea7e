package org.wardflow.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where Spark runs.
 *
 * @param master Spark's own name of it, as {@code local[*]} or {@code spark://host:7077}; empty where spark-submit says it
 * @param scratch a local folder for what executors in this process spill
 * @param properties any of Spark's own, over ours
 */
public record SparkSettings(Optional<String> master, Path scratch, Map<String, String> properties) {
    public SparkSettings {
        properties = Map.copyOf(properties);
    }
}
