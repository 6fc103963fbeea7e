package org.wardflow.app.bench.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.wardflow.core.WallClock;

/**
 * A process that has ended.
 *
 * @param peakMebibytes the most resident memory that it and its children had together, as Linux tells; 0 elsewhere
 */
record Measured(int code, double seconds, long peakMebibytes) {
    private static final int LOOK_MILLIS = 200;
    private static final int KIBIBYTES = 1_024;
    private static final double NANOS = 1e9;

    /** Runs one to its end. */
    static Measured run(ProcessBuilder builder) throws IOException, InterruptedException {
        long start = WallClock.nanos();
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .mapToLong(Measured::kibibytes)
                    .sum();
            peak = Math.max(peak, now);
        }
        return new Measured(process.exitValue(), (WallClock.nanos() - start) / NANOS, peak / KIBIBYTES);
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
