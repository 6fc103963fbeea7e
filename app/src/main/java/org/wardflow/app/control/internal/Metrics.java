package org.wardflow.app.control.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;

/** What Prometheus is told. Names end in their unit; no label holds more than names of sources, models and rules. */
public final class Metrics {
    /** The rules' counts come from a query, so they are that old at most. */
    static final Duration FINDINGS_EVERY = Duration.ofSeconds(15);

    private static final String FINDINGS = """
            select rule_id, action, cast(sum(findings) as bigint)
            from gold.quality_result group by rule_id, action order by rule_id, action""";

    private final Workspace workspace;
    private final Live live;
    private final Histogram cycles = new Histogram();
    private final Histogram toGold = new Histogram();
    private final SortedMap<String, Double> modelSeconds = new TreeMap<>();
    private long cyclesSeen;
    private final List<Found> found = new ArrayList<>();
    private long askedNanos;
    private boolean asked;
    private volatile Supplier<String> others = () -> "";

    /** What a rule found, with what is done about it. */
    private record Found(String rule, String action, long findings) {}

    /** Counts from now on. */
    public Metrics(Workspace workspace, Live live) {
        this.workspace = workspace;
        this.live = live;
        live.listen(this::observe);
    }

    /** Writes another part's metrics behind its own. */
    public void also(Supplier<String> text) {
        others = text;
    }

    private synchronized void observe(LiveState state) {
        if (state.cycles() == cyclesSeen || state.lastCycle().isEmpty()) {
            return;
        }
        cyclesSeen = state.cycles();
        LiveState.Cycle cycle = state.lastCycle().get();
        cycles.observe(seconds(cycle.took()));
        if (cycle.rows() > 0) {
            toGold.observe(seconds(cycle.oldest()));
        }
        cycle.models().forEach((model, took) -> modelSeconds.merge(model.toString(), seconds(took), Double::sum));
    }

    /** All metrics now. */
    public String text() {
        PrometheusText text = new PrometheusText();
        LiveState state = live.state();
        cycles.write(text, "wardflow_cycle_seconds", "Time of a cycle, from the first model to the manifest.");
        toGold.write(
                text,
                "wardflow_event_to_gold_seconds",
                "From when the source got the oldest event of a cycle to the manifest of that cycle.");
        synchronized (this) {
            text.metric("wardflow_model_seconds_total", "counter", "Time spent in each model.")
                    .samples("wardflow_model_seconds_total", "model", modelSeconds);
        }
        sources(text, state);
        state(text, state);
        findings(text);
        process(text);
        return text + others.get();
    }

    private static void sources(PrometheusText text, LiveState state) {
        text.metric("wardflow_rows_total", "counter", "Rows taken into bronze since the start.")
                .samples("wardflow_rows_total", "source", by(state, LiveState.Source::rows));
        text.metric("wardflow_bytes_total", "counter", "Bytes of payload taken into bronze since the start.")
                .samples("wardflow_bytes_total", "source", by(state, LiveState.Source::bytes));
        text.metric("wardflow_source_lag_records", "gauge", "Records that wait at the source; files for file sources.")
                .samples("wardflow_source_lag_records", "source", by(state, LiveState.Source::lag));
    }

    private static SortedMap<String, Long> by(LiveState state, Function<LiveState.Source, Long> value) {
        SortedMap<String, Long> values = new TreeMap<>();
        state.sources().forEach(source -> values.put(source.name(), value.apply(source)));
        return values;
    }

    private void state(PrometheusText text, LiveState state) {
        text.metric("wardflow_gold_age_seconds", "gauge", "Age of the oldest event in bronze that is not in gold.")
                .sample(
                        "wardflow_gold_age_seconds",
                        seconds(state.goldAge(workspace.clock().instant())));
        text.metric("wardflow_manifest_cycle", "gauge", "Number of the newest manifest.")
                .sample("wardflow_manifest_cycle", state.manifest());
        state.closedUpTo()
                .ifPresent(end -> text.metric(
                                "wardflow_closed_hours_timestamp_seconds", "gauge", "End of the last closed hour.")
                        .sample("wardflow_closed_hours_timestamp_seconds", end.getEpochSecond()));
        Map<String, Long> problems = state.problems().stream()
                .collect(Collectors.groupingBy(problem -> problem.kind().text(), Collectors.counting()));
        text.metric("wardflow_problems", "gauge", "Problems of now.");
        for (Problem.Kind kind : Problem.Kind.values()) {
            text.sample("wardflow_problems", "kind", kind.text(), problems.getOrDefault(kind.text(), 0L));
        }
    }

    private void findings(PrometheusText text) {
        List<Found> now = found();
        text.metric("wardflow_findings", "gauge", "Findings by rule and by what is done about them.");
        now.forEach(one ->
                text.sample("wardflow_findings", Map.of("rule", one.rule(), "action", one.action()), one.findings()));
        text.metric("wardflow_quarantined_rows", "gauge", "Rows in quarantine by the rule that put them there.");
        now.stream()
                .filter(one -> one.action().equals("quarantine"))
                .forEach(one -> text.sample("wardflow_quarantined_rows", "rule", one.rule(), one.findings()));
    }

    /** Not under the lock of the cycles' times: the live thread must not wait for this query. */
    private List<Found> found() {
        synchronized (found) {
            return freshEnough();
        }
    }

    private List<Found> freshEnough() {
        long now = WallClock.nanos();
        if (!asked || now - askedNanos > FINDINGS_EVERY.toNanos()) {
            asked = true;
            askedNanos = now;
            try {
                List<Found> fresh = new ArrayList<>();
                workspace.reader().query(FINDINGS, KnownAt.now(), row -> {
                    if (row.get(2) instanceof Number findings) {
                        fresh.add(new Found(
                                String.valueOf(row.get(0)), String.valueOf(row.get(1)), findings.longValue()));
                    }
                });
                found.clear();
                found.addAll(fresh);
            } catch (WardflowException e) {
                // Before the first cycle there is no such table; later the old counts are better than none.
            }
        }
        return List.copyOf(found);
    }

    private void process(PrometheusText text) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        text.metric("jvm_memory_used_bytes", "gauge", "Memory of the Java machine in use.")
                .sample("jvm_memory_used_bytes", "area", "heap", heap.getUsed())
                .sample("jvm_memory_used_bytes", "area", "nonheap", other.getUsed());
        text.metric("jvm_memory_max_bytes", "gauge", "The most memory that the heap may use.")
                .sample("jvm_memory_max_bytes", "area", "heap", heap.getMax());
        text.metric("jvm_threads_current", "gauge", "Threads.")
                .sample(
                        "jvm_threads_current",
                        ManagementFactory.getThreadMXBean().getThreadCount());
        operatingSystem(text, "process_open_fds", "Files open.", "OpenFileDescriptorCount", 1);
        operatingSystem(text, "process_max_fds", "Files that may be open.", "MaxFileDescriptorCount", 1);
        operatingSystem(text, "process_cpu_seconds_total", "Processor time used.", "ProcessCpuTime", 1e9);
        text.metric("process_start_time_seconds", "gauge", "When the process started.")
                .sample(
                        "process_start_time_seconds",
                        ManagementFactory.getRuntimeMXBean().getStartTime() / 1_000.0);
        try {
            long free = Files.getFileStore(workspace.home().folder()).getUsableSpace();
            text.metric("wardflow_disk_free_bytes", "gauge", "Free disk under the home.")
                    .sample("wardflow_disk_free_bytes", free);
        } catch (IOException e) {
            // A metric that is not there says as much as one could.
        }
    }

    /** By name, as only some Java machines and systems have it. */
    private static void operatingSystem(PrometheusText text, String name, String help, String attribute, double unit) {
        try {
            ObjectName system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
            if (ManagementFactory.getPlatformMBeanServer().getAttribute(system, attribute) instanceof Number value) {
                text.metric(name, name.endsWith("_total") ? "counter" : "gauge", help)
                        .sample(name, value.doubleValue() / unit);
            }
        } catch (JMException e) {
            // Not on this system.
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
