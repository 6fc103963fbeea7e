package org.wardflow.simulator.gold.internal;

import java.util.Comparator;

/** What the orders of events compare (docs/semantics.md §1). */
record Stamp(long eventTs, long recordedTs, long sequence, int rank, String eventId, String sha) {

    /**
     * By recorded time, then sequence, event time, type rank, event id, payload: what has one recorded time, as the rows of a file
     * may, was recorded as it happened.
     */
    static final Comparator<Stamp> RECORDED_ORDER = Comparator.comparingLong(Stamp::recordedTs)
            .thenComparingLong(Stamp::sequence)
            .thenComparingLong(Stamp::eventTs)
            .thenComparingInt(Stamp::rank)
            .thenComparing(Stamp::eventId, Text::compare)
            .thenComparing(Stamp::sha, Text::compare);

    /** By event time, then as recorded. */
    static final Comparator<Stamp> TOTAL_ORDER =
            Comparator.comparingLong(Stamp::eventTs).thenComparing(RECORDED_ORDER);

    /** The order of observations: the total order without the type. */
    static final Comparator<Stamp> OBSERVED_ORDER = Comparator.comparingLong(Stamp::eventTs)
            .thenComparingLong(Stamp::recordedTs)
            .thenComparingLong(Stamp::sequence)
            .thenComparing(Stamp::eventId, Text::compare)
            .thenComparing(Stamp::sha, Text::compare);
}
