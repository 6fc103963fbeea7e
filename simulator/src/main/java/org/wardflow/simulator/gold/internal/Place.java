package org.wardflow.simulator.gold.internal;

import org.jspecify.annotations.Nullable;

/** A bed of a department of a hospital, as sent with an event; parts may be missing. */
record Place(
        @Nullable String hospitalId,
        @Nullable String department,
        @Nullable String bedId) {

    /** Whether both department and bed were sent. */
    boolean isBed() {
        return department != null && bedId != null;
    }
}
