package org.wardflow.app.bench.latency;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is sent. The messages of all seven hospitals in their order, so many a second, which is many times as fast as they happen;
 * their own times end about now.
 *
 * @param rate messages a second
 * @param warmUp sent at that rate and not measured
 * @param measured sent at that rate and measured
 * @param history messages that are in gold before the first one is sent
 * @param backlog messages that lie in the log before the pipeline starts
 */
public record Load(int rate, Duration warmUp, Duration measured, long history, long backlog, Hours hours) {
    /** When hours close while it is measured. */
    public enum Hours {
        /** One, half way: as often as in a system that runs in real time, or more often. */
        ONCE,
        /** As the messages' own times pass, which is several in every cycle. */
        LAPSE
    }

    /** The first messages of a process meet code that is not compiled yet. */
    public static final Duration WARM_UP = Duration.ofSeconds(30);

    /** Messages that seven hospitals send a day, a little less than they do. */
    private static final long MESSAGES_A_DAY = 2_400;

    /** Messages sent at the rate. */
    long paced() {
        return rate * (warmUp.toSeconds() + measured.toSeconds());
    }

    /** How many times as fast as they happen the messages are sent, near enough. */
    long speed() {
        return rate * Duration.ofDays(1).toSeconds() / MESSAGES_A_DAY;
    }

    /** Midnight, so long ago that the last message is about of now. */
    Instant start(Instant now) {
        long days = (history + backlog + paced()) / MESSAGES_A_DAY + 2;
        return now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(days));
    }
}
