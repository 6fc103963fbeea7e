package org.wardflow.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.wardflow.app.command.Wardflow;
import org.wardflow.app.terminal.Terminal;

/** Somebody who types commands, with one home; the commands run in this process. */
public record CommandLineUser(Path home) {
    /** What the machine's clock says; later than everything simulated. */
    public static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    /** What a command left behind. */
    public record Outcome(int exitCode, String out, String err) {}

    /** Runs a command. */
    public Outcome type(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                InputStream.nullInputStream(),
                false,
                false,
                Map.of("WARDFLOW_HOME", home.toString()),
                Clock.fixed(NOW, ZoneOffset.UTC));
        int exitCode = Wardflow.run(terminal, arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    /** Runs a command that must succeed; returns what it prints. */
    public String succeed(String... arguments) {
        Outcome outcome = type(arguments);
        assertThat(outcome.exitCode())
                .as("wardflow %s%n%s%s", String.join(" ", arguments), outcome.out(), outcome.err())
                .isZero();
        return outcome.out();
    }
}
