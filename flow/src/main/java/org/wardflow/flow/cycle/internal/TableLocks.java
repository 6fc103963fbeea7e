package org.wardflow.flow.cycle.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.wardflow.lake.TableName;

/** Who may commit to a table now: a model, a source or a compaction, each in turn, so that none finds its base gone. */
final class TableLocks {
    private final Map<TableName, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Does some work while nobody else commits to the table. */
    <T> T holding(TableName table, Supplier<T> work) {
        ReentrantLock lock = locks.computeIfAbsent(table, name -> new ReentrantLock());
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
