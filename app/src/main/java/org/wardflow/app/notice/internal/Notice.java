package org.wardflow.app.notice.internal;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.wardflow.app.notice.Problem;

/**
 * One message: what began, or what is over.
 *
 * @param id the same each time it is sent, and no other message's; 32 hex digits
 * @param at when it was made; for a recovery, when the problems had been gone for the quiet time
 */
public record Notice(String id, Type type, Instant at, List<Entry> entries) {
    /** What a message says. */
    public enum Type {
        /** Problems began. */
        FAILED,
        /** Problems are over. */
        RECOVERED,
        /** The owner wants to see whether messages arrive. */
        TEST;

        /** In lower case, as in messages. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One problem of a message.
     *
     * @param over since when it is gone; while it is not, the time of the message
     */
    public record Entry(Problem problem, Instant over) {}

    public Notice {
        entries = List.copyOf(entries);
    }
}
