package org.wardflow.app.control.internal;

/** How often something took how long, in buckets. Safe for all threads. */
final class Histogram {
    private static final double[] BOUNDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};

    private final long[] counts = new long[BOUNDS.length];
    private long all;
    private double sum;

    synchronized void observe(double seconds) {
        all++;
        sum += seconds;
        for (int i = 0; i < BOUNDS.length; i++) {
            if (seconds <= BOUNDS[i]) {
                counts[i]++;
            }
        }
    }

    synchronized void write(PrometheusText text, String name, String help) {
        text.metric(name, "histogram", help);
        for (int i = 0; i < BOUNDS.length; i++) {
            text.sample(name + "_bucket", "le", PrometheusText.number(BOUNDS[i]), counts[i]);
        }
        text.sample(name + "_bucket", "le", "+Inf", all);
        text.sample(name + "_sum", sum);
        text.sample(name + "_count", all);
    }
}
