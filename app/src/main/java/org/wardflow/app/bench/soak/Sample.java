package org.wardflow.app.bench.soak;

import java.util.List;
import java.util.Map;

/**
 * A running system at one time.
 *
 * @param seconds since the first sample
 * @param values by {@link Gauge}, of those that could be read
 */
record Sample(double seconds, Map<Gauge, Double> values) {
    /** What is looked at. */
    enum Gauge {
        HEAP("heap MiB", true),
        MEMORY("memory MiB", true),
        HANDLES("file handles", true),
        THREADS("threads", true),
        LOG("log MiB", true),
        DELTA_LOG("delta log files", true),
        DATA_FILES("data files", false),
        HOME("home MiB", false),
        CYCLE("cycle ms", true),
        RATE("rows/s", false),
        AGE("gold age s", false);

        private final String text;
        private final boolean flat;

        Gauge(String text, boolean flat) {
            this.text = text;
            this.flat = flat;
        }

        String text() {
            return text;
        }

        /** Whether it is to stay the same however long the system runs; the others say what it did. */
        boolean flat() {
            return flat;
        }
    }

    Sample {
        values = Map.copyOf(values);
    }

    /** The middle of the values of some samples; NaN where there is none. */
    static double median(List<Sample> samples, Gauge gauge) {
        double[] sorted = samples.stream()
                .filter(sample -> sample.values().containsKey(gauge))
                .mapToDouble(sample -> sample.values().getOrDefault(gauge, 0.0))
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
