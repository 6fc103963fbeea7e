package org.wardflow.app.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.bench.soak.Sample.Gauge;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.core.WallClock;

/** Takes samples of the process that runs a home: its metrics, what the system says of it, and its files. */
final class Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final double MIB = 1 << 20;

    private final ProcessFile process;
    private final Path home;
    private final HttpClient http = HttpClient.newHttpClient();
    private final long began = WallClock.nanos();
    private Map<String, Double> before = Map.of();
    private double beforeSeconds;

    Probe(ProcessFile process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** A sample of now; the heap is what is left after a full collection. Empty if the process answers no more. */
    Optional<Sample> sample() throws IOException, InterruptedException {
        collect();
        Map<String, Double> metrics;
        try {
            metrics = metrics();
        } catch (ConnectException e) {
            return Optional.empty();
        }
        double seconds = (WallClock.nanos() - began) / 1e9;
        Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
        put(values, Gauge.HEAP, metrics.get("jvm_memory_used_bytes{area=\"heap\"}"), MIB);
        put(values, Gauge.HANDLES, metrics.get("process_open_fds"), 1);
        put(values, Gauge.THREADS, metrics.get("jvm_threads_current"), 1);
        put(values, Gauge.AGE, metrics.get("wardflow_gold_age_seconds"), 1);
        if (!before.isEmpty()) {
            double cycles = grown(metrics, "wardflow_cycle_seconds_count");
            if (cycles > 0) {
                values.put(Gauge.CYCLE, 1_000 * grown(metrics, "wardflow_cycle_seconds_sum") / cycles);
            }
            values.put(Gauge.RATE, grown(metrics, "wardflow_rows_total") / (seconds - beforeSeconds));
        }
        memory(values);
        files(values);
        before = metrics;
        beforeSeconds = seconds;
        return Optional.of(new Sample(seconds, values));
    }

    private static void put(Map<Gauge, Double> values, Gauge gauge, @Nullable Double value, double unit) {
        if (value != null) {
            values.put(gauge, value / unit);
        }
    }

    private double grown(Map<String, Double> metrics, String name) {
        return sum(metrics, name) - sum(before, name);
    }

    private static double sum(Map<String, Double> metrics, String name) {
        return metrics.entrySet().stream()
                .filter(metric ->
                        metric.getKey().equals(name) || metric.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Asks the Java machine to collect; without the JDK's tool the heap is as it happens to be. */
    private void collect() throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            boolean unused = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            // As said.
        }
    }

    private Map<String, Double> metrics() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + process.port() + "/metrics");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        return parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The samples of Prometheus text, by name and labels. */
    static Map<String, Double> parse(String text) {
        Map<String, Double> metrics = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).forEach(line -> {
            int space = line.lastIndexOf(' ');
            metrics.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return metrics;
    }

    /** What of the process is in memory, the engine's and the broker's buffers too; Linux only. */
    private void memory(Map<Gauge, Double> values) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Double.valueOf(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .ifPresent(kib -> values.put(Gauge.MEMORY, kib / 1024));
        } catch (IOException e) {
            // Not on this system.
        }
    }

    private void files(Map<Gauge, Double> values) throws IOException {
        long[] counts = new long[2];
        double[] bytes = new double[2];
        try (Stream<Path> files = Files.walk(home)) {
            files.forEach(file -> {
                Path inside = home.relativize(file);
                String text = inside.toString();
                long size = size(file);
                bytes[0] += size;
                if (text.contains("_delta_log")) {
                    counts[0]++;
                } else if (inside.startsWith("lake") && text.endsWith(".parquet") && Files.isRegularFile(file)) {
                    counts[1]++;
                } else if (inside.startsWith("logs")) {
                    bytes[1] += size;
                }
            });
        } catch (UncheckedIOException e) {
            // A folder went away while it was walked; the next sample has it right.
            return;
        }
        values.put(Gauge.HOME, bytes[0] / MIB);
        values.put(Gauge.LOG, bytes[1] / MIB);
        values.put(Gauge.DELTA_LOG, (double) counts[0]);
        values.put(Gauge.DATA_FILES, (double) counts[1]);
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
