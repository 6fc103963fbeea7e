package org.wardflow.simulator.internal;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/**
 * How and when a visit ends: more die in intensive care and on wards than in the emergency department, more of the old than of the young;
 * the living leave a ward by day, and seldom at a weekend.
 */
final class Endings {
    static final String DECEASED = "deceased";
    static final String TRANSFER = "transfer";

    private static final List<String> ALIVE = List.of("home", TRANSFER, "rehabilitation", "against advice");

    /** Share of the day's discharges from wards by local hour. */
    private static final double[] BY_HOUR = {
        0.4, 0.3, 0.2, 0.2, 0.2, 0.3, 0.6, 1.2, 2.8, 6.0, 11.0, 13.0, 12.5, 12.5, 12.0, 10.0, 7.5, 4.5, 2.2, 1.2, 0.8,
        0.6, 0.5, 0.5
    };

    /** The share of those who could leave at a weekend that leaves before it or after it. */
    private static final double NOT_AT_WEEKENDS = 0.5;

    private final Chance dying;
    private final Chance leaving;
    private final Chance hours;

    /**
     * @param dying whether somebody dies
     * @param leaving where to the others go
     * @param hours when they go
     */
    Endings(Chance dying, Chance leaving, Chance hours) {
        this.dying = dying;
        this.leaving = leaving;
        this.hours = hours;
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

    /** When somebody leaves a ward alive who is well about the wished time. */
    long time(Facility facility, long earliest, long wished) {
        int hour = hours.weighted(BY_HOUR);
        long seconds = hours.between(0, 3_599);
        boolean atWeekend = !hours.happens(NOT_AT_WEEKENDS);
        LocalDate day = Reporter.localDate(facility, wished);
        if (day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0 && !atWeekend) {
            LocalDate friday = day.with(TemporalAdjusters.previous(DayOfWeek.FRIDAY));
            boolean before = time(facility, friday, hour) + seconds >= earliest;
            day = before ? friday : day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
        }
        while (time(facility, day, hour) + seconds < earliest) {
            day = day.plusDays(1);
        }
        return facility.charted(time(facility, day, hour) + seconds);
    }

    private static long time(Facility facility, LocalDate day, int hour) {
        return day.atTime(hour, 0).atZone(facility.zone()).toEpochSecond();
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
