package org.wardflow.app.live.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;

/** Work for the live thread between two rounds, while no source is open. */
final class Interlude<T> {
    private final Function<Pipeline, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();

    /** By the live thread, or by the asker who no longer waits. */
    private final AtomicBoolean taken = new AtomicBoolean();

    Interlude(Function<Pipeline, T> work) {
        this.work = work;
    }

    /** Does it, on the live thread, unless nobody waits any more. */
    void play(Pipeline pipeline) {
        if (taken.compareAndSet(false, true)) {
            try {
                done.complete(work.apply(pipeline));
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            } catch (Error e) {
                done.completeExceptionally(e);
                throw e;
            }
        }
    }

    /** The live thread has ended. */
    void giveUp() {
        if (taken.compareAndSet(false, true)) {
            done.completeExceptionally(late("the live thread has ended"));
        }
    }

    /** What the work gave; throws what it threw, and NOT_RUNNING if it has not begun within the limit. */
    T join(Duration limit) {
        try {
            try {
                return done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (taken.compareAndSet(false, true)) {
                    throw late("no round has ended within " + limit.toSeconds() + " s");
                }
                return done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    private static WardflowException late(String found) {
        return new WardflowException(
                ErrorCode.NOT_RUNNING,
                "The running process does not get to it",
                found,
                "look at ./wardflow status, then try again");
    }
}
