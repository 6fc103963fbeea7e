package org.wardflow.spark.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;

/**
 * An executor computes local times by its own Java, and what is noted of them in a table is the driver's. One whose Java knows other rules of time
 * zones computes nothing: it does not start, and Spark ends, with the reason. Spark makes this by its name, on the driver and on each executor
 * before its first task.
 */
public final class SameZones implements SparkPlugin {
    private static final String DIGEST = "zones";

    private final String digest;

    /** With the rules of this Java. */
    public SameZones() {
        this(digest());
    }

    SameZones(String digest) {
        this.digest = digest;
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new Driver(digest);
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Executor(digest);
    }

    /** Of all rules that this Java knows. */
    static String digest() {
        StringBuilder text = new StringBuilder();
        for (String zone : new TreeSet<>(ZoneRulesProvider.getAvailableZoneIds())) {
            ZoneRules rules = ZoneId.of(zone).getRules();
            text.append(zone)
                    .append(rules.getOffset(Instant.MIN))
                    .append(rules.getTransitions())
                    .append(rules.getTransitionRules())
                    .append('\n');
        }
        return Sha256.of(text.toString());
    }

    /** Word of an executor that did not start, for those who listen to Spark. */
    record Refused(String found) implements SparkListenerEvent {}

    /** Tells the executors, and hears of those that differ. */
    private static final class Driver implements DriverPlugin {
        private final String digest;
        private @Nullable SparkContext spark;

        Driver(String digest) {
            this.digest = digest;
        }

        @Override
        public Map<String, String> init(SparkContext context, PluginContext plugin) {
            spark = context;
            return Map.of(DIGEST, digest);
        }

        @Override
        public Object receive(Object message) {
            SparkContext running = spark;
            if (running != null) {
                running.listenerBus().post(new Refused(String.valueOf(message)));
            }
            return "";
        }
    }

    private record Executor(String digest) implements ExecutorPlugin {
        @Override
        public void init(PluginContext plugin, Map<String, String> told) {
            if (!digest.equals(told.get(DIGEST))) {
                String found =
                        "The Java of executor %s on %s, %s, has other rules of time zones than the driver's: give all the same one"
                                .formatted(plugin.executorID(), plugin.hostname(), System.getProperty("java.version"));
                try {
                    var unused = plugin.ask(found);
                } catch (Exception e) {
                    // The driver has ended, or will miss this executor.
                }
                throw new IllegalStateException(found);
            }
        }
    }
}
