package org.wardflow.app.bench.kills;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.wardflow.core.WallClock;

/** A {@link Worker} in its process. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final long started = WallClock.nanos();

    private WorkerProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static WorkerProcess start(Path home, String brokers, Instant hours) throws IOException {
        return new WorkerProcess(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        home.toString(),
                        brokers,
                        hours.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Waits until gold has moved, and says how long that took from the start; empty if the process ended before. */
    OptionalLong awaitGoldNanos() throws IOException {
        String line = lines.readLine();
        return "gold".equals(line) ? OptionalLong.of(WallClock.nanos() - started) : OptionalLong.empty();
    }

    /** Ends it as a power cut does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Lets it bring everything to gold and end; false if it could not. */
    boolean drain(Duration limit) throws IOException, InterruptedException {
        try (OutputStream in = process.getOutputStream()) {
            in.write('\n');
        }
        boolean drained = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            drained |= line.equals("drained");
        }
        return drained && process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
