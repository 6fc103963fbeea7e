package org.wardflow.ingest.kafka.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.kafka.Reach;

/** Looks every now and then, and knows by that whether the brokers answer. Used by one thread. */
final class LookSchedule implements AutoCloseable {
    /** How often topics and partitions are looked for; a new one is read at most this and a look later. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Looks looks;
    private final Clock clock;
    private @Nullable CompletableFuture<Look> running;
    private long next = WallClock.nanos();
    private Reach reach = Reach.ANSWERING;

    /** @param clock tells since when the brokers do not answer */
    LookSchedule(Looks looks, Clock clock) {
        this.looks = looks;
        this.clock = clock;
    }

    /** The result of a look that was due and has ended; waits for it at most so long. */
    Optional<Look> poll(Duration wait) {
        long now = WallClock.nanos();
        CompletableFuture<Look> look = running;
        if (look == null) {
            if (now - next < 0) {
                return Optional.empty();
            }
            next = now + INTERVAL.toNanos();
            look = looks.look();
            running = look;
        }
        try {
            Look seen = look.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            running = null;
            reach = Reach.ANSWERING;
            return Optional.of(seen);
        } catch (TimeoutException e) {
            // It goes on; the next call asks again.
        } catch (ExecutionException e) {
            running = null;
            reach = reach.lost(clock.instant(), Looks.cause(e).getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** A look at once, beside the schedule; empty if the brokers do not answer in time. */
    Optional<Look> now() {
        next = WallClock.nanos();
        running = null;
        return poll(Clients.REQUEST_MAX);
    }

    /** A look beside the schedule; fails with the client's error. */
    Look look(Duration limit) throws ExecutionException, InterruptedException, TimeoutException {
        return looks.look().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the brokers answered the last look. */
    Reach reach() {
        return reach;
    }

    @Override
    public void close() {
        looks.close();
    }
}
