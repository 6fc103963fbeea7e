package org.wardflow.server.stream;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.wardflow.core.WallClock;

/** When a channel's next picture is due: one at a time. Safe for all threads. */
final class Turn {
    /** Between two pictures at least. */
    static final Duration MIN = Duration.ofMillis(100);

    /** A picture is made at least so often, since waits grow without a message. */
    static final Duration MAX = Duration.ofSeconds(15);

    /**
     * For as long as a picture and its turn took nothing is read, so that reading takes at most half of the time; rest that was had before counts,
     * up to this much: a version that comes every half second is read at once, though that takes a quarter.
     */
    static final Duration SAVED_MAX = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private boolean inHand;
    private boolean missed = true;
    private long version = -1;
    private long began;
    private long ended;
    private long notBefore;
    private long saved;

    Turn() {
        this(WallClock::nanos);
    }

    Turn(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.ended = began;
        this.notBefore = began;
    }

    /** Whether a picture is due, which then is in hand. */
    synchronized boolean take(long newest) {
        long now = nanos.getAsLong();
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
        long now = nanos.getAsLong();
        inHand = false;
        missed = !isMade;
        saved = Math.min(SAVED_MAX.toNanos(), saved + began - ended) - (now - began);
        ended = now;
        notBefore = now + Math.max(MIN.toNanos(), -saved);
    }
}
