package org.wardflow.app.bench.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.wardflow.core.WallClock;

/**
 * A process that has ended.
 *
 * @param processorSeconds what it and its children used, which other work on the machine changes little
 * @param peakMebibytes the most resident memory that it and its children had together, as Linux tells; 0 elsewhere
 */
record Measured(int code, double seconds, double processorSeconds, long peakMebibytes) {
    private static final int LOOK_MILLIS = 200;
    private static final int KIBIBYTES = 1_024;
    private static final double NANOS = 1e9;

    /** Runs one to its end. */
    static Measured run(ProcessBuilder builder) throws IOException, InterruptedException {
        long start = WallClock.nanos();
        Process process = builder.start();
        long peak = 0;
        Map<Long, Duration> used = new HashMap<>();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            List<ProcessHandle> running = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            running.forEach(each ->
                    each.info().totalCpuDuration().ifPresent(now -> used.merge(each.pid(), now, Measured::longer)));
            peak = Math.max(
                    peak, running.stream().mapToLong(Measured::kibibytes).sum());
        }
        double processors = used.values().stream().mapToLong(Duration::toNanos).sum() / NANOS;
        return new Measured(process.exitValue(), (WallClock.nanos() - start) / NANOS, processors, peak / KIBIBYTES);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static long kibibytes(ProcessHandle handle) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(handle.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
