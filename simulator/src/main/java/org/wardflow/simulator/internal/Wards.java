package org.wardflow.simulator.internal;

import java.util.List;
import java.util.Map;

/** Which ward takes whom: one that fits the person, and of these as they have beds. */
final class Wards {
    static final String PEDIATRICS = "Pediatrics";
    static final String MATERNITY = "Maternity";

    private static final List<String> ALL = List.of("Surgery", PEDIATRICS, MATERNITY, "Oncology", "Cardiology");
    private static final int ADULT = 18;
    private static final int MATERNITY_UNTIL = 49;

    /** So many of the women who may get a bed in maternity do; the others are ill with something else. */
    private static final double PREGNANT = 0.2;

    /** Median hours in a ward. */
    private static final Map<String, Double> HOURS =
            Map.of("Surgery", 48.0, PEDIATRICS, 44.0, MATERNITY, 46.0, "Oncology", 66.0, "Cardiology", 46.0);

    /** Most children come by the emergency department, most women in labour do not. */
    private static final Map<String, Double> DIRECT =
            Map.of("Surgery", 0.9, PEDIATRICS, 0.5, MATERNITY, 1.2, "Oncology", 1.0, "Cardiology", 1.0);

    private Wards() {}

    /** Whether somebody of that age comes to a department. */
    static boolean fits(String department, Person person, int age) {
        return switch (department) {
            case PEDIATRICS -> age < ADULT;
            case MATERNITY -> person.gender.equals("Female") && age >= ADULT && age <= MATERNITY_UNTIL;
            case Facility.EMERGENCY -> true;
            default -> age >= ADULT;
        };
    }

    /** The ward for somebody in the emergency department. */
    static String fromEmergency(Facility facility, Person person, int age, Chance chance) {
        if (age < ADULT) {
            return PEDIATRICS;
        }
        if (fits(MATERNITY, person, age) && chance.happens(PREGNANT)) {
            return MATERNITY;
        }
        List<String> fitting = ALL.stream()
                .filter(ward -> !ward.equals(MATERNITY) && fits(ward, person, age))
                .toList();
        double[] weights =
                fitting.stream().mapToDouble(ward -> turnover(facility, ward)).toArray();
        return fitting.get(chance.weighted(weights));
    }

    /** The ward that somebody comes for who neither comes by the emergency department nor to give birth. */
    static String planned(Facility facility, Chance chance) {
        return ALL.get(chance.weighted(ALL.stream()
                .mapToDouble(ward -> ward.equals(MATERNITY) ? 0 : direct(facility, ward))
                .toArray()));
    }

    /** The share of births in what does not come by the emergency department. */
    static double births(Facility facility) {
        double all = 0;
        for (String ward : ALL) {
            all += direct(facility, ward);
        }
        return direct(facility, MATERNITY) / all;
    }

    private static double direct(Facility facility, String ward) {
        return turnover(facility, ward) * DIRECT.getOrDefault(ward, 1.0);
    }

    /** How many patients a ward can take in an hour: a small one needs more of its beds as a reserve. */
    private static double turnover(Facility facility, String ward) {
        int beds = facility.beds().getOrDefault(ward, 0);
        return (beds - StrictMath.sqrt(beds)) / hours(ward);
    }

    /** The median stay. */
    static double hours(String ward) {
        return HOURS.getOrDefault(ward, 48.0);
    }
}
