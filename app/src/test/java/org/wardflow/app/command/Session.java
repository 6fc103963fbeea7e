package org.wardflow.app.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.web.Web;

/** Runs commands in this process as a user would, in one home. */
record Session(Path home) {
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    /** What a command left behind. */
    record Outcome(int exitCode, String out, String err) {}

    Outcome run(String... arguments) {
        return runWithin(Map.of("WARDFLOW_HOME", home.toString()), false, "", arguments);
    }

    /** The same with something to read. */
    Outcome reading(InputStream input, String... arguments) {
        return runWithin(Map.of("WARDFLOW_HOME", home.toString()), false, input, NOW, arguments);
    }

    /** The same at another time. */
    Outcome runAt(Instant now, String... arguments) {
        return runWithin(
                Map.of("WARDFLOW_HOME", home.toString()), false, InputStream.nullInputStream(), now, arguments);
    }

    /** The home's audit, month after month. */
    String audited() {
        try (Stream<Path> files = Files.list(Web.audit(Home.open(home)))) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Outcome answering(String answer, String... arguments) {
        return runWithin(Map.of("WARDFLOW_HOME", home.toString()), true, answer + "\n", arguments);
    }

    static Outcome runWithin(Map<String, String> environment, boolean asks, String input, String... arguments) {
        return runWithin(
                environment, asks, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), NOW, arguments);
    }

    private static Outcome runWithin(
            Map<String, String> environment, boolean asks, InputStream input, Instant now, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                input,
                false,
                asks,
                environment,
                Clock.fixed(now, ZoneOffset.UTC));
        int exitCode = Wardflow.run(terminal, Stream.of(arguments).toArray(String[]::new));
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
