package org.wardflow.flow.cycle.internal;

import java.util.Deque;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;

/** Work side by side on one engine, a session for each piece under way. */
final class Lanes implements AutoCloseable {
    private final SqlEngine engine;
    private final ExecutorService threads;
    private final Deque<SqlSession> idle = new ConcurrentLinkedDeque<>();
    private volatile int width;

    Lanes(SqlEngine engine) {
        this.engine = engine;
        this.width = engine.parallelism();
        this.threads = Executors.newFixedThreadPool(engine.parallelism() + 1, work -> {
            Thread thread = new Thread(work, "wardflow-model");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Small queries get a thread each, and one more of them runs than there are threads, for while another waits for the disk. A
     * large one gets all threads and all memory: none is started beside it.
     */
    void suit(boolean small, int models) {
        int threads = engine.parallelism();
        engine.useThreads(small ? Math.max(1, threads / Math.max(1, models)) : threads);
        width = small ? threads + 1 : 1;
    }

    /** Runs on this thread. */
    <T> T run(Function<SqlSession, T> work) {
        SqlSession free = idle.poll();
        SqlSession session = free == null ? engine.open() : free;
        try {
            return work.apply(session);
        } finally {
            idle.push(session);
        }
    }

    /** Pieces of work whose results are taken in the order in which they end. */
    final class Race<T> {
        private final CompletionService<T> ended = new ExecutorCompletionService<>(threads);
        private int underWay;

        boolean hasRoom() {
            return underWay < width;
        }

        boolean isOver() {
            return underWay == 0;
        }

        void start(Function<SqlSession, T> work) {
            var unused = ended.submit(() -> run(work));
            underWay++;
        }

        /** Waits for the next result; a failure comes out as it is, after what else is under way has ended. */
        T next() {
            try {
                return take().get();
            } catch (ExecutionException e) {
                while (!isOver()) {
                    var unused = take();
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("bug: what has ended is not waited for", e);
            }
        }

        /** A cycle ends whole: an interruption is kept for whoever asked for it. */
        private Future<T> take() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        Future<T> future = ended.take();
                        underWay--;
                        return future;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        idle.forEach(SqlSession::close);
        idle.clear();
    }
}
