package org.wardflow.server.stream;

import java.time.Duration;
import org.wardflow.core.WallClock;

/** When a channel's next picture is due: one at a time. Safe for all threads. */
final class Turn {
    /** Between two pictures at least. */
    static final Duration MIN = Duration.ofMillis(250);

    /** A picture is made at least so often, since waits grow without a message. */
    static final Duration MAX = Duration.ofSeconds(15);

    /** After each picture, so many times as long as it and its turn took is waited: reading takes at most half of the time. */
    private static final int READ_SHARE = 1;

    private boolean inHand;
    private boolean missed = true;
    private long version = -1;
    private long began = WallClock.nanos();
    private long notBefore = began;

    /** Whether a picture is due, which then is in hand. */
    synchronized boolean take(long newest) {
        long now = WallClock.nanos();
        boolean isDue = missed || newest != version || now - began >= MAX.toNanos();
        if (inHand || !isDue || now - notBefore < 0) {
            return false;
        }
        inHand = true;
        version = newest;
        began = now;
        return true;
    }

    /** The picture is no more in hand. */
    synchronized void end(boolean isMade) {
        long now = WallClock.nanos();
        inHand = false;
        missed = !isMade;
        notBefore = now + Math.max(MIN.toNanos(), READ_SHARE * (now - began));
    }
}
