package org.wardflow.app.terminal;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.wardflow.core.WallClock;

/**
 * What a command talks to.
 *
 * @param out results, for people and pipes
 * @param err problems and progress
 * @param live {@code err} is a terminal, so a line may be drawn over
 * @param asks someone can answer a question
 */
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        BufferedReader in,
        boolean live,
        boolean asks,
        Map<String, String> environment,
        Clock clock) {

    /** The process's own. Only the launcher can tell what is a terminal, and says so in two properties. */
    public static Terminal system() {
        return new Terminal(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                Boolean.getBoolean("wardflow.live"),
                Boolean.getBoolean("wardflow.asks"),
                System.getenv(),
                WallClock.utc());
    }

    /** Whether {@code out} of this process is a terminal, so that a screen may be drawn over; the launcher says so. */
    public static boolean watched() {
        return Boolean.getBoolean("wardflow.watched");
    }

    /** Throws {@link PipeClosed} if nobody reads {@code out} any more. */
    public void checkReader() {
        if (out.checkError()) {
            throw new PipeClosed();
        }
    }

    /** A line for people only, when they watch. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
    }

    /** The reader of a pipe went away, as {@code head} does: not an error. */
    public static final class PipeClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PipeClosed() {
            super("Nobody reads the output any more", null, false, false);
        }
    }
}
