package org.wardflow.app.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WardflowException;

/**
 * Writes a JSON object a line. Of an exception it keeps the class and the place, and of ours the code and its texts: the message of
 * another may quote input, and with it a patient's values.
 */
final class LogHandler extends Handler {
    /** Longer messages are cut: libraries print whole configurations. */
    static final int MESSAGE_CHARS_MAX = 2_000;

    /** Frames kept of each exception. */
    static final int FRAMES_MAX = 12;

    /** Exceptions kept of a chain of causes, which may be a circle. */
    static final int CAUSES_MAX = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RotatingFile file;
    private final SimpleFormatter texts = new SimpleFormatter();

    LogHandler(RotatingFile file) {
        this.file = file;
    }

    @Override
    public void publish(LogRecord said) {
        if (isLoggable(said)) {
            file.write(line(said));
        }
    }

    private String line(LogRecord said) {
        String message = String.valueOf(texts.formatMessage(said));
        ObjectNode line = JSON.createObjectNode()
                .put("at", said.getInstant().toString())
                .put("level", said.getLevel().getName())
                .put("logger", said.getLoggerName())
                .put("thread", Thread.currentThread().getName())
                .put(
                        "message",
                        message.length() <= MESSAGE_CHARS_MAX ? message : message.substring(0, MESSAGE_CHARS_MAX));
        if (said.getThrown() != null) {
            ArrayNode causes = line.putArray("error");
            @Nullable Throwable cause = said.getThrown();
            for (int i = 0; cause != null && i < CAUSES_MAX; i++, cause = cause.getCause()) {
                causes.add(error(cause));
            }
        }
        return line.toString();
    }

    private static ObjectNode error(Throwable thrown) {
        ObjectNode error =
                JSON.createObjectNode().put("class", thrown.getClass().getName());
        if (thrown instanceof WardflowException known) {
            error.put("code", "WARDFLOW-%s %s".formatted(known.code().number(), known.code()))
                    .put("what", known.what())
                    .put("found", known.found())
                    .put("fix", known.fix());
        }
        ArrayNode frames = error.putArray("at");
        StackTraceElement[] stack = thrown.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, FRAMES_MAX); i++) {
            frames.add(stack[i].toString());
        }
        return error;
    }

    @Override
    public void flush() {
        // Each line is flushed as it is written.
    }

    @Override
    public void close() {
        file.close();
    }
}
