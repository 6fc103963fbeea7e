package org.wardflow.simulator.gold.internal;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What an observation says of a patient; absent where it says nothing acceptable. */
record Attributes(
        @Nullable String gender,
        @Nullable Integer age,
        @Nullable LocalDate birthDate,
        @Nullable String insurance,
        @Nullable String postalCode) {

    static final Attributes UNKNOWN = new Attributes(null, null, null, null, null);

    /** These values where present, the earlier ones where not. */
    Attributes over(Attributes earlier) {
        return new Attributes(
                gender != null ? gender : earlier.gender,
                age != null ? age : earlier.age,
                birthDate != null ? birthDate : earlier.birthDate,
                insurance != null ? insurance : earlier.insurance,
                postalCode != null ? postalCode : earlier.postalCode);
    }
}
