package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.Main;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.EngineLost;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** What a user sees when Java itself lacks something: never a stack trace. */
class LackTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aHome() throws IOException {
        Path events = Files.writeString(folder.resolve("events.ndjson"), "{}\n");
        assertThat(new Session(folder.resolve("home"))
                        .run("ingest", "patient-flow", events.toString())
                        .exitCode())
                .isZero();
    }

    private record Ended(int exitCode, String printed) {}

    @Test
    void anEngineThatCannotUnpackItsLibrarySaysWhere() throws Exception {
        Ended ended = run(List.of("-Djava.io.tmpdir=" + folder.resolve("nowhere")), "query", "select 1");
        assertThat(ended.printed())
                .startsWith("WARDFLOW-3006 DISK_FAILED")
                .contains(folder.resolve("nowhere").toString(), "NoSuchFileException")
                .doesNotContain("\tat ");
        assertThat(ended.exitCode()).isEqualTo(5);
    }

    @Test
    void tooLittleMemorySaysHowToGiveMore() {
        StringWriter printed = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(new Full(new OutOfMemoryError("Java heap space"))),
                new PrintWriter(printed),
                InputStream.nullInputStream(),
                false,
                false,
                Map.of("WARDFLOW_HOME", folder.resolve("home").toString()),
                Clock.fixed(Session.NOW, ZoneOffset.UTC));
        int exitCode = Wardflow.run(terminal, "source", "list");
        assertThat(exitCode).as(printed.toString()).isEqualTo(5);
        assertThat(printed.toString())
                .startsWith("WARDFLOW-1203 MEMORY_FULL")
                .contains("WARDFLOW_JAVA_OPTIONS=-Xmx3g")
                .doesNotContain("\tat ");
    }

    @Test
    void anEngineThatHasEndedIsToldWithoutAStack() {
        StringWriter printed = new StringWriter();
        EngineLost lost = new EngineLost(
                new WardflowException(ErrorCode.ENGINE_FAILED, "The engine has ended", "a test", "start it again"));
        Terminal terminal = new Terminal(
                new PrintWriter(new Full(lost)),
                new PrintWriter(printed),
                InputStream.nullInputStream(),
                false,
                false,
                Map.of("WARDFLOW_HOME", folder.resolve("home").toString()),
                Clock.fixed(Session.NOW, ZoneOffset.UTC));
        assertThat(Wardflow.run(terminal, "source", "list")).isEqualTo(5);
        assertThat(printed.toString().lines())
                .containsExactly(
                        "WARDFLOW-4005 ENGINE_FAILED: The engine has ended",
                        "  Found: a test",
                        "  Fix:   start it again");
    }

    /** Fails with the first word. */
    private static final class Full extends Writer {
        private final Error error;

        Full(Error error) {
            this.error = error;
        }

        @Override
        public void write(char[] text, int from, int length) {
            throw error;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private Ended run(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", folder.resolve("home").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), printed);
    }
}
