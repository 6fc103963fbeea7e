package org.wardflow.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.terminal.StopSignals;

/** The demo as a process of its own, with signals as a terminal sends them. */
@Tag("slow")
class DemoProcessTest {
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void controlCDrainsAndVerifies() throws Exception {
        Process demo = live(start("first", "--days", "1", "--hospitals", "2"));
        signal(demo, "INT");
        assertThat(exit(demo)).as(output("first")).isZero();
        assertThat(output("first")).contains("Stopped at", "Verified: every gold table is equal");
    }

    @Test
    void aSecondControlCQuitsAtOnce() throws Exception {
        Process demo = live(start("first", "--days", "1", "--hospitals", "2"));
        signal(demo, "INT");
        signal(demo, "INT");
        assertThat(exit(demo)).isEqualTo(StopSignals.KILLED);
        assertThat(output("first")).doesNotContain("Verified");
    }

    @Test
    void afterAKillItGoesOnAndGoldIsAsIfNothingHadBeen() throws Exception {
        Process first = start("first", "--days", "2", "--hospitals", "3", "--seed", "5");
        // Somewhere in the history, and then while it is live.
        await(() -> state().map(state -> state.sentUntil().isAfter(state.spec().start()))
                .orElse(false));
        kill(first);
        Process second = live(start("second", "--speed", "3600"));
        kill(second);
        Process third = start("third", "--speed", "3600", "--for", "2s");
        assertThat(exit(third)).as(output("third")).isZero();
        assertThat(output("third"))
                .contains("going on from", "sent once more after a stop", "Verified: every gold table is equal");
    }

    private Process start(String name, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.wardflow.app.Main",
                "--home",
                folder.resolve("home").toString(),
                "demo"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name).toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Waits until it has sent something after the history. */
    private Process live(Process process) throws InterruptedException {
        await(() -> !process.isAlive()
                || state().map(state -> state.sentUntil().isAfter(state.spec().end()))
                        .orElse(false));
        assertThat(process.isAlive()).isTrue();
        return process;
    }

    private Optional<DemoState> state() {
        return DemoState.read(folder.resolve("home/demo"));
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        for (int i = 0; i < PATIENCE_SECONDS * 20; i++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s");
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String output(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }
}
