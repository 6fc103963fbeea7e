package org.wardflow.app.live.internal;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.cycle.Pipeline;

/** The pipeline that is open at present: the live thread opens and closes it, others use it in between. Safe for all threads. */
final class PipelineSlot {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private @Nullable Pipeline open;

    boolean isEmpty() {
        lock.readLock().lock();
        try {
            return open == null;
        } finally {
            lock.readLock().unlock();
        }
    }

    void put(Pipeline pipeline) {
        lock.writeLock().lock();
        try {
            open = pipeline;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Waits until nobody uses it, and closes it. */
    void close() {
        lock.writeLock().lock();
        try {
            if (open != null) {
                open.close();
                open = null;
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Does nothing while none is open. */
    void use(Consumer<Pipeline> user) {
        lock.readLock().lock();
        try {
            if (open != null) {
                user.accept(open);
            }
        } finally {
            lock.readLock().unlock();
        }
    }
}
