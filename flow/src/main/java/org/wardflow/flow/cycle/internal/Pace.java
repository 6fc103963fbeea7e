package org.wardflow.flow.cycle.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.wardflow.lake.TableName;

/** How long each model has been taking, the last times most. Safe for all threads. */
final class Pace {
    /** What one time counts of the whole. */
    private static final int PART = 4;

    private final Map<TableName, Long> nanos = new ConcurrentHashMap<>();

    /** In nanoseconds; 1 for a model that never ran: then the length of a chain counts. */
    long of(TableName model) {
        return nanos.getOrDefault(model, 1L);
    }

    void took(TableName model, long time) {
        nanos.merge(model, time, (before, now) -> before + (now - before) / PART);
    }
}
