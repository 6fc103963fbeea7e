package org.wardflow.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Keeps the stack of an unexpected failure for whoever mends it: classes and lines, no messages, which may quote input. */
final class BugLog {
    private BugLog() {}

    /** Returns where it lies, or why it lies nowhere. */
    static String write(Throwable problem, Clock clock) {
        StringBuilder text = new StringBuilder("time=").append(clock.instant()).append('\n');
        for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
            text.append(cause.getClass().getName()).append('\n');
            for (StackTraceElement frame : cause.getStackTrace()) {
                text.append("    at ").append(frame).append('\n');
            }
        }
        try {
            Path file = Files.createTempFile("wardflow-bug-", ".log");
            Files.writeString(file, text);
            return file.toString();
        } catch (IOException e) {
            return "could not be written";
        }
    }
}
