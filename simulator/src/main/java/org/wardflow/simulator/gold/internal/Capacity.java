package org.wardflow.simulator.gold.internal;

import org.jspecify.annotations.Nullable;

/** What a department has at a time; absent where unknown. */
record Capacity(@Nullable Integer beds, @Nullable Integer staff) {

    /** These values where present, the earlier ones where not. */
    Capacity over(Capacity earlier) {
        return new Capacity(beds != null ? beds : earlier.beds, staff != null ? staff : earlier.staff);
    }
}
