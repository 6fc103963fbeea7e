package org.wardflow.app.control.internal;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Metrics in Prometheus' text format 0.0.4. */
final class PrometheusText {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /** Starts a metric. */
    PrometheusText metric(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    PrometheusText sample(String name, Number value) {
        return sample(name, "", value);
    }

    PrometheusText sample(String name, String label, String labelValue, Number value) {
        return sample(name, Map.of(label, labelValue), value);
    }

    /** With several labels, which are written in the order of their names. */
    PrometheusText sample(String name, Map<String, String> labels, Number value) {
        StringJoiner pairs = new StringJoiner(",", "{", "}");
        new TreeMap<>(labels)
                .forEach((label, labelValue) -> pairs.add(label + "=\""
                        + labelValue.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""));
        return sample(name, pairs.toString(), value);
    }

    /** One value a label, all of one metric. */
    PrometheusText samples(String name, String label, Map<String, ? extends Number> values) {
        values.forEach((labelValue, value) -> sample(name, label, labelValue, value));
        return this;
    }

    private PrometheusText sample(String name, String labels, Number value) {
        text.append(name)
                .append(labels)
                .append(' ')
                .append(number(value.doubleValue()))
                .append('\n');
        return this;
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
