package org.wardflow.app.bench.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The {@link Producer} in its process; as a clock, the time of the messages it has sent. */
final class ProducerProcess implements InstantSource, AutoCloseable {
    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private final Process process;
    private final CountDownLatch backlogSent = new CountDownLatch(1);
    private volatile Instant reached;

    private ProducerProcess(Process process, Instant start) {
        this.process = process;
        this.reached = start;
        Thread thread = new Thread(this::listen, "producer-output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts it; it sends the backlog at once, and the rest after {@link #pace}. */
    static ProducerProcess start(String brokers, String prefix, Instant start, long skip, long backlog, int rate)
            throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Producer.class.getName(),
                        brokers,
                        prefix,
                        start.toString(),
                        Long.toString(skip),
                        Long.toString(backlog),
                        Integer.toString(rate)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ProducerProcess(process, start);
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("backlog")) {
                    backlogSent.countDown();
                } else {
                    reached = Instant.ofEpochSecond(Long.parseLong(line));
                }
            }
        } catch (IOException e) {
            // The process has ended.
        } finally {
            backlogSent.countDown();
        }
    }

    /** Waits until the backlog is in the log. */
    void awaitBacklog() throws InterruptedException {
        backlogSent.await();
        requireAlive();
    }

    /** Lets it send at its rate. */
    void pace() throws IOException {
        write();
    }

    /** What of the processors it has used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the producer has ended with " + process.exitValue());
        }
    }

    private void write() throws IOException {
        OutputStream in = process.getOutputStream();
        in.write('\n');
        in.flush();
    }

    @Override
    public void close() {
        finish();
    }

    /** Ends it when what it sent is in the log. */
    void finish() {
        if (!process.isAlive()) {
            return;
        }
        try {
            write();
            if (process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (IOException e) {
            // It has ended, or does not listen.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    @Override
    public Instant instant() {
        return reached;
    }
}
