package org.wardflow.flow.cycle.internal;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.TableName;

/**
 * Models that failed, and until when they are let be: one that fails over ten million rows would take all the time of every cycle,
 * and gold of all others would grow old. Safe for all threads.
 */
final class FailedModels {
    /** A model that fails takes at most one part in so many of the time. */
    static final int SHARE = 10;

    /** One that fails sooner is tried with every cycle: what ails it may be over. */
    static final Duration QUICK = Duration.ofSeconds(1);

    /** However long it took. */
    static final Duration REST_MAX = Duration.ofMinutes(5);

    /** What will not be over by itself: what is wrong with a disk, the memory or a file is mended without our knowing. */
    private static final Set<ErrorCode> LASTING =
            EnumSet.of(ErrorCode.MODEL_FAILED, ErrorCode.MODEL_INVALID, ErrorCode.ENGINE_FAILED, ErrorCode.SQL_FAILED);

    private final Map<TableName, Failed> failed = new ConcurrentHashMap<>();

    private record Failed(String hash, WardflowException reason, long until) {}

    /** Why a model is not computed at present; empty if it may be. Another text of it is another model. */
    Optional<WardflowException> resting(TableName table, String hash) {
        return Optional.ofNullable(failed.get(table))
                .filter(last -> last.hash().equals(hash) && WallClock.nanos() - last.until() < 0)
                .map(Failed::reason);
    }

    /** It failed. */
    void failed(TableName table, String hash, WardflowException reason, Duration took) {
        if (took.compareTo(QUICK) < 0 || !LASTING.contains(reason.code())) {
            failed.remove(table);
            return;
        }
        long rest = Math.min(took.toNanos() * (SHARE - 1), REST_MAX.toNanos());
        failed.put(table, new Failed(hash, reason, WallClock.nanos() + rest));
    }

    /** It did not fail. */
    void succeeded(TableName table) {
        failed.remove(table);
    }
}
