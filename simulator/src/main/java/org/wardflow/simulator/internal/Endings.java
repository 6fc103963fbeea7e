package org.wardflow.simulator.internal;

import java.util.List;

/** How a visit ends: more die in intensive care and on wards than in the emergency department, more of the old than of the young. */
final class Endings {
    static final String DECEASED = "deceased";
    static final String TRANSFER = "transfer";

    private static final List<String> ALIVE = List.of("home", TRANSFER, "rehabilitation", "against advice");

    private final Chance dying;
    private final Chance leaving;

    /**
     * @param dying whether somebody dies
     * @param leaving where to the others go
     */
    Endings(Chance dying, Chance leaving) {
        this.dying = dying;
        this.leaving = leaving;
    }

    /** Whether the patient dies in the bed in which she is, at the end of what she is there for. */
    boolean isDeath(Case visit, long now) {
        int age = visit.person.ageAt(Reporter.localDate(visit.facility, now));
        return dying.happens(mortality(visit.bedNow().department) * factor(age));
    }

    /** Where somebody goes who leaves alive. */
    String disposition() {
        return ALIVE.get(leaving.weighted(82, 8, 6, 2));
    }

    private static double mortality(String department) {
        return switch (department) {
            case Facility.EMERGENCY -> 0.0025;
            case Facility.ICU -> 0.105;
            case Wards.MATERNITY -> 0.003;
            default -> 0.014;
        };
    }

    private static double factor(int age) {
        return age < 18 ? 0.2 : age < 50 ? 0.4 : age < 70 ? 0.9 : age < 85 ? 1.5 : 2.2;
    }
}
