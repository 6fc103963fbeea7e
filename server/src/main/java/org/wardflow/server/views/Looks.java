package org.wardflow.server.views;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.wardflow.server.http.Problem;

/**
 * Turns for looks that may take long: KPIs, and the board of an earlier instant. Few are taken at once and few wait, of one account fewer
 * than of all, so that threads are left for all that is quick. Safe for all threads.
 */
public final class Looks {
    /** Looks taken at once. */
    public static final int AT_ONCE = 4;

    /** Looks of one account that are taken or wait: a page asks for up to eight together. */
    public static final int OF_ONE_MAX = 12;

    /** Looks of all that are taken or wait; three quarters of the threads. */
    public static final int OF_ALL_MAX = 18;

    /** How long one waits for its turn. */
    public static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Map<String, Integer> ofOne = new HashMap<>();
    private int ofAll;

    /**
     * Looks in turn; a problem if it does not come.
     *
     * @param who looks: one name for all that an account does
     */
    <T> T take(String who, Supplier<T> look) {
        enter(who);
        try {
            if (!turns.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw tooMany();
            }
            try {
                return look.get();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw tooMany();
        } finally {
            leave(who);
        }
    }

    private synchronized void enter(String who) {
        int theirs = ofOne.getOrDefault(who, 0);
        if (ofAll >= OF_ALL_MAX || theirs >= OF_ONE_MAX) {
            throw tooMany();
        }
        ofAll++;
        var unused = ofOne.put(who, theirs + 1);
    }

    private synchronized void leave(String who) {
        ofAll--;
        var unused = ofOne.computeIfPresent(who, (key, theirs) -> theirs > 1 ? theirs - 1 : null);
    }

    private static Problem.Refused tooMany() {
        return new Problem.Refused(
                Problem.of(429, "Too many figures are being worked out", "Try again in a few seconds."));
    }
}
