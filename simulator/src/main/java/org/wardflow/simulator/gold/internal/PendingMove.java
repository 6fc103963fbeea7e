package org.wardflow.simulator.gold.internal;

import org.jspecify.annotations.Nullable;

/**
 * An announcement of a discharge or a transfer, for as long as it stood (docs/semantics.md §4).
 *
 * @param announcement PENDING_DISCHARGE or PENDING_TRANSFER
 * @param untilTs when another took its place, the visit ended or, of a transfer, the patient was put into another department; null if it
 *     stands
 */
record PendingMove(Event announcement, @Nullable Long untilTs) {
    /** Whether it ever stood. */
    boolean stood() {
        return untilTs == null || untilTs > announcement.eventTs();
    }
}
