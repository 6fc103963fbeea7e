package org.wardflow.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.wardflow.spark.internal.Failures;
import org.wardflow.spark.internal.SameZones;

/** The properties that Spark starts with: ours, over what a cluster sets, under what this run asks for. */
final class Startup {
    /** A job of which more comes to the driver than this is ended by Spark: a bug, for all that we collect has limits of its own. */
    static final String ANSWERS_MAX = "128m";

    /**
     * What is computed once may be kept on disk, what is being computed has to be in memory: with half of a small executor's memory held
     * by kept rows, and pages of a sixteenth of the rest, an aggregate over five million keys found none to begin with.
     */
    private static final Map<String, String> MEMORY =
            Map.of("spark.memory.storageFraction", "0", "spark.buffer.pageSize", "4m");

    /** What a query shuffled stays on disk until the driver's Java has found that nobody knows it any more: by itself every half hour. */
    private static final Map<String, String> DISK = Map.of("spark.cleaner.periodicGC.interval", "1min");

    /** Nobody looks at past queries, whose plans Spark keeps a thousand of. */
    private static final Map<String, String> HISTORY = Map.of(
            "spark.ui.retainedJobs", "10",
            "spark.ui.retainedStages", "10",
            "spark.ui.retainedTasks", "1000",
            "spark.sql.ui.retainedExecutions", "10");

    /** A log of events, which a cluster may have on by default, holds plans, and these the values that are looked for. */
    private static final Map<String, String> SILENCE = Map.of(
            "spark.ui.enabled", "false", "spark.ui.showConsoleProgress", "false", "spark.eventLog.enabled", "false");

    private static final String PLUGINS = "spark.plugins";

    private static final String AUTHENTICATE = "spark.authenticate";

    private Startup() {}

    /** @param cluster what Spark was told before */
    static Map<String, String> properties(SparkSettings settings, SparkConf cluster) {
        Map<String, String> properties = new HashMap<>();
        properties.put(Failures.ANSWERS_MAX, ANSWERS_MAX);
        properties.put("spark.local.dir", settings.scratch().toString());
        properties.put(
                "spark.sql.warehouse.dir",
                settings.scratch().resolve("warehouse").toString());
        properties.putAll(SILENCE);
        properties.putAll(MEMORY);
        properties.putAll(DISK);
        properties.putAll(HISTORY);
        if (settings.master().filter(master -> master.startsWith("local")).isPresent()) {
            // Its ports are open to whoever is on this machine; Spark makes up the secret.
            properties.put(AUTHENTICATE, "true");
        } else {
            properties.put(PLUGINS, plugins(cluster));
        }
        properties.putAll(settings.properties());
        return properties;
    }

    /** Ours, and those that a cluster brings. */
    private static String plugins(SparkConf cluster) {
        String others = cluster.get(PLUGINS, "");
        return others.isEmpty() ? SameZones.class.getName() : others + "," + SameZones.class.getName();
    }
}
