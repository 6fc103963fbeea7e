package org.wardflow.simulator.gold.internal;

import org.jspecify.annotations.Nullable;

/**
 * One patient in one bed.
 *
 * @param endTs null while it is open
 * @param exit null while it is open
 * @param begunBy the event that began it
 */
record BedStay(
        String encounterId,
        int stayNo,
        String patientId,
        Place place,
        long startTs,
        @Nullable Long endTs,
        String entry,
        @Nullable String exit,
        Event begunBy) {

    /** Whether the instant lies in [start, end). */
    boolean covers(long ts) {
        return startTs <= ts && (endTs == null || ts < endTs);
    }

    long endOrForever() {
        return endTs == null ? Long.MAX_VALUE : endTs;
    }

    String subject() {
        return encounterId + "|" + stayNo;
    }
}
