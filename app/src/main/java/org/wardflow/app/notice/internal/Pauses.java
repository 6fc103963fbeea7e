package org.wardflow.app.notice.internal;

import java.time.Duration;
import java.util.List;

/** How long to wait after so many failures in a row to deliver. */
final class Pauses {
    /** The last one is for all further failures. */
    static final List<Duration> GROWING = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));

    /** The longest of them. */
    static final Duration LONGEST = GROWING.get(GROWING.size() - 1);

    private Pauses() {}

    static Duration after(int failures) {
        return GROWING.get(Math.min(failures, GROWING.size()) - 1);
    }
}
