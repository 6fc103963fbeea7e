package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.wardflow.app.Main;
import org.wardflow.core.WallClock;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/** {@code up} in a process of its own, as a user starts it. */
final class UpProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Process process;
    private final Path home;

    private UpProcess(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts it, and waits until it runs. */
    static UpProcess start(Path home, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--home",
                home.toString()));
        command.addAll(List.of(options));
        UpProcess up = new UpProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolveSibling("up.txt").toFile())
                        .start(),
                home);
        await("it runs", () -> home.resolve("run/process.json").toFile().exists());
        return up;
    }

    /** Bounds the size of each file that it writes, as a full disk does; {@code unlimited} lifts that. */
    void limitFiles(String bytes) throws IOException, InterruptedException {
        run("prlimit", "--pid", String.valueOf(process.pid()), "--fsize=" + bytes + ":unlimited");
    }

    /** Sends a signal, as in {@code kill -STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, String.valueOf(process.pid()));
    }

    static boolean canLimitFiles() throws InterruptedException {
        try {
            run("prlimit", "--version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(run.waitFor()).isZero();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = WallClock.nanos() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(WallClock.nanos()).as(what).isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        // Among them what makes or guards PostgreSQL, which writes into the home until its guard has stopped it.
        List<ProcessHandle> begun = process.descendants().toList();
        process.destroyForcibly();
        try {
            process.waitFor();
            await(
                    "what it began has ended",
                    () -> begun.stream().noneMatch(ProcessHandle::isAlive)
                            && EmbeddedPostgres.running(home.resolve("postgres"))
                                    .isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
