package org.wardflow.app.live.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.wardflow.app.live.Live;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.LiveSource;

/** A wish to have in gold what there is now. The asker waits; the live thread looks after each round whether it is so. */
final class Drain {
    private final Duration limit;
    private final long deadline;
    private final CompletableFuture<Live.Drained> done = new CompletableFuture<>();
    private final Map<String, Map<String, Map<Integer, Long>>> ends = new HashMap<>();
    private volatile long left = -1;

    Drain(Duration limit) {
        this.limit = limit;
        this.deadline = WallClock.nanos() + limit.toNanos();
    }

    /** Waits for the live thread. */
    Live.Drained join() {
        try {
            return done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Live.Drained(false, Math.max(0, left));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Live.Drained(false, Math.max(0, left));
        } catch (ExecutionException e) {
            throw new IllegalStateException("bug: nothing fails a drain", e);
        }
    }

    /** The live thread has ended, and with it the hope. */
    void giveUp() {
        done.complete(new Live.Drained(false, Math.max(0, left)));
    }

    /** Nobody waits any more. */
    boolean expired() {
        return done.isDone() || WallClock.nanos() - deadline > 0;
    }

    /**
     * Looks whether it is fulfilled.
     *
     * @param clean everything in bronze is in gold, and the hours up to the given time are closed
     * @return true if it is, and the asker has been told
     */
    boolean look(List<SupervisedSource> sources, boolean clean) {
        long missing = 0;
        boolean known = true;
        for (SupervisedSource source : sources) {
            Map<String, Map<Integer, Long>> wanted = ends.get(source.name());
            if (wanted == null) {
                var asked = source.ends(limit);
                asked.ifPresent(found -> ends.put(source.name(), found));
                wanted = asked.orElse(Map.of());
                known &= asked.isPresent();
            }
            missing += missing(wanted, source.streams());
        }
        left = missing;
        if (known && missing == 0 && clean) {
            done.complete(new Live.Drained(true, 0));
        }
        return done.isDone();
    }

    private static long missing(Map<String, Map<Integer, Long>> wanted, List<LiveSource.Stream> streams) {
        Map<String, Map<Integer, Long>> reached = new HashMap<>();
        streams.forEach(stream -> reached.put(stream.name(), stream.next()));
        long missing = 0;
        for (Map.Entry<String, Map<Integer, Long>> stream : wanted.entrySet()) {
            Map<Integer, Long> next = reached.getOrDefault(stream.getKey(), Map.of());
            for (Map.Entry<Integer, Long> end : stream.getValue().entrySet()) {
                missing += Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L));
            }
        }
        return missing;
    }
}
