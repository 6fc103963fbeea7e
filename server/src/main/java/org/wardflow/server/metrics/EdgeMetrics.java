package org.wardflow.server.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * Counts of the web edge since its start, as Prometheus' text format 0.0.4. Routes are patterns of addresses, never addresses, so
 * nothing that somebody asked for is in them. Safe for all threads.
 */
public final class EdgeMetrics {
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final LongAdder limited = new LongAdder();
    private final LongAdder cameIn = new LongAdder();
    private final LongAdder denied = new LongAdder();

    /** A request was answered. */
    public void answered(String method, String route, int status) {
        requests.computeIfAbsent(
                        "method=\"%s\",route=\"%s\",status=\"%s\"".formatted(method, route, status),
                        labels -> new LongAdder())
                .increment();
    }

    /** A request was refused because there were too many. */
    public void limited() {
        limited.increment();
    }

    /** Somebody came in, or was not let in. */
    public void signIn(boolean ok) {
        (ok ? cameIn : denied).increment();
    }

    /** All of it, with the number of event streams that are open. */
    public String text(IntSupplier streams) {
        StringBuilder text = new StringBuilder();
        metric(text, "wardflow_http_requests_total", "counter", "Requests answered by the pages and the API.");
        new TreeMap<>(requests)
                .forEach((labels, count) -> sample(text, "wardflow_http_requests_total{" + labels + "}", count.sum()));
        metric(text, "wardflow_http_rate_limited_total", "counter", "Requests refused because there were too many.");
        sample(text, "wardflow_http_rate_limited_total", limited.sum());
        metric(text, "wardflow_sign_ins_total", "counter", "Attempts to come in.");
        sample(text, "wardflow_sign_ins_total{outcome=\"ok\"}", cameIn.sum());
        sample(text, "wardflow_sign_ins_total{outcome=\"denied\"}", denied.sum());
        metric(text, "wardflow_event_streams", "gauge", "Event streams that are open.");
        sample(text, "wardflow_event_streams", streams.getAsInt());
        return text.toString();
    }

    private static void metric(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder text, String name, long value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
