package org.wardflow.app.live.internal;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.live.LiveState;
import org.wardflow.core.WallClock;

/** Hands the newest state to whoever asks, waits or listens. Safe for all threads. */
public final class Publisher {
    private static final Logger LOG = System.getLogger(Publisher.class.getName());

    private final Object changed = new Object();
    private final List<Consumer<LiveState>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable LiveState newest;

    void publish(LiveState state) {
        newest = state;
        synchronized (changed) {
            changed.notifyAll();
        }
        for (Consumer<LiveState> listener : listeners) {
            try {
                listener.accept(state);
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "a listener of the running system failed", e);
            }
        }
    }

    /** The newest state. */
    public LiveState state() {
        return Optional.ofNullable(newest)
                .orElseThrow(() -> new IllegalStateException("bug: asked before the first state was published"));
    }

    /** Calls the listener with each state to come. */
    public void listen(Consumer<LiveState> listener) {
        listeners.add(listener);
    }

    /** Waits for a state; false if none came within the limit. */
    public boolean await(Predicate<LiveState> wanted, Duration limit) {
        long deadline = WallClock.nanos() + limit.toNanos();
        try {
            synchronized (changed) {
                while (!wanted.test(state())) {
                    long left = deadline - WallClock.nanos();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(changed, left);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
