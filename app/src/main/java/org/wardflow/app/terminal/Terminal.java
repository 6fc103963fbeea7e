package org.wardflow.app.terminal;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
 * @param in what is handed to a command, byte for byte
 * @param live {@code err} is a terminal, so a line may be drawn over
 * @param asks someone can answer a question
 */
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        InputStream in,
        boolean live,
        boolean asks,
        Map<String, String> environment,
        Clock clock) {

    private static final int ANSWER_BYTES_MAX = 1_000;

    /** The process's own. Only the launcher can tell what is a terminal, and says so in two properties. */
    public static Terminal system() {
        return new Terminal(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                System.in,
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

    /** Asks; whether the answer is yes. One that cannot be read is not. */
    public boolean confirms(String question) {
        err.print(question + " Type yes: ");
        err.flush();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0 && next != '\n' && line.size() < ANSWER_BYTES_MAX; next = in.read()) {
                line.write(next);
            }
        } catch (IOException e) {
            return false;
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing().equals("yes");
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
