package org.wardflow.simulator.internal;

import org.jspecify.annotations.Nullable;

/** A bed, and who is in it. */
final class Bed {
    final Facility facility;
    final String department;
    final String id;

    /** The visit that occupies it; null while it is empty, also when it is held for somebody. */
    @Nullable Case occupant;

    Bed(Facility facility, String department, String id) {
        this.facility = facility;
        this.department = department;
        this.id = id;
    }
}
