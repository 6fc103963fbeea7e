package org.wardflow.server.access.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.http.Problem;

/**
 * Something that the identity provider says of itself. One thread at a time asks for it, a few more wait for the answer, and a
 * failure counts for a while: a provider that does not answer holds up those few, and nobody else. Safe for all threads.
 */
final class Kept<T> {
    /** Threads that ask or wait for the answer; a sixth of those that answer requests. */
    static final int WAITING_MAX = 4;

    /** For how long the provider is not asked again after it failed. */
    static final Duration FAILURE_LIFE = Duration.ofSeconds(10);

    /** Between two questions that the words of a request led to. */
    static final Duration AGAIN = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Kept.class.getName());

    private final Supplier<T> ask;
    private final Duration fresh;
    private final Duration usable;
    private final LongSupplier nanos;
    private final Semaphore places = new Semaphore(WAITING_MAX);
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Said<T> said;

    /** Guarded by the lock. */
    private @Nullable Long failed;

    private record Said<T>(T what, long at) {}

    /**
     * @param ask may fail, and does not take long
     * @param fresh for how long an answer is not asked for again
     * @param usable for how long it is used while the provider fails
     * @param nanos a monotonic reading
     */
    Kept(Supplier<T> ask, Duration fresh, Duration usable, LongSupplier nanos) {
        this.ask = ask;
        this.fresh = fresh;
        this.usable = usable;
        this.nanos = nanos;
    }

    /** What the provider said; a problem if it did not, or too many wait for it. */
    T get() {
        return get(fresh);
    }

    /** The same for one who misses something in it: asked anew, unless that was just done. */
    T again() {
        return get(AGAIN);
    }

    private T get(Duration life) {
        Said<T> known = said;
        if (known != null && isWithin(life, known.at())) {
            return known.what();
        }
        boolean isUsable = known != null && isWithin(usable, known.at());
        if (!places.tryAcquire()) {
            return orAway(known, isUsable);
        }
        try {
            return turn(known, isUsable);
        } finally {
            places.release();
        }
    }

    private T turn(@Nullable Said<T> known, boolean isUsable) {
        // Who has something to go on with does not wait for another who asks.
        if (isUsable && !asking.tryLock()) {
            return orAway(known, true);
        }
        if (!isUsable) {
            asking.lock();
        }
        try {
            Said<T> now = said;
            if (now != null && (known == null || now.at() != known.at())) {
                return now.what();
            }
            return hasJustFailed() || !ask() ? orAway(known, isUsable) : orAway(said, true);
        } finally {
            asking.unlock();
        }
    }

    private boolean hasJustFailed() {
        return failed != null && isWithin(FAILURE_LIFE, failed);
    }

    private boolean ask() {
        try {
            said = new Said<>(ask.get(), nanos.getAsLong());
            return true;
        } catch (RuntimeException e) {
            failed = nanos.getAsLong();
            LOG.log(Level.WARNING, "The identity provider does not answer as it should", e);
            return false;
        }
    }

    private boolean isWithin(Duration life, long since) {
        return nanos.getAsLong() - since < life.toNanos();
    }

    private static <T> T orAway(@Nullable Said<T> known, boolean isUsable) {
        if (known != null && isUsable) {
            return known.what();
        }
        throw new Problem.Refused(
                Problem.of(503, "The identity provider does not answer", "Try again in a few seconds."));
    }
}
