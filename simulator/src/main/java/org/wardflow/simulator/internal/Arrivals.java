package org.wardflow.simulator.internal;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;

/** Who comes when: by hour of the week, with a winter of influenza; women give birth at any hour. */
final class Arrivals {
    private static final long HOUR = 3_600;

    /** Share of the day's emergency arrivals by local hour. */
    private static final double[] EMERGENCY_BY_HOUR = {
        2.4, 2.0, 1.7, 1.5, 1.5, 1.8, 2.4, 3.4, 4.6, 5.6, 6.2, 6.3, 6.1, 5.9, 5.8, 5.8, 5.9, 6.0, 5.9, 5.6, 5.0, 4.2,
        3.5, 2.9
    };

    private static final double[] EMERGENCY_BY_WEEKDAY = {1.10, 1.03, 1.00, 0.99, 1.01, 0.94, 0.93};
    /** Few are planned for a weekend. */
    private static final double[] PLANNED_BY_WEEKDAY = {1.35, 1.35, 1.32, 1.32, 1.26, 0.20, 0.20};

    private static final int FLU_PEAK_DAY = 20;
    private static final double FLU_SPREAD_DAYS = 35;
    private static final double FLU_STRENGTH = 0.35;
    private static final double EMERGENCY_SHARE = 0.62;
    private static final int FIRST_PLANNED_HOUR = 7;
    private static final int LAST_PLANNED_HOUR = 16;

    private final Agenda agenda;
    private final Chance chance;
    private final Journeys journeys;

    Arrivals(Agenda agenda, Chance chance, Journeys journeys) {
        this.agenda = agenda;
        this.chance = chance;
        this.journeys = journeys;
    }

    void open(List<Facility> facilities) {
        facilities.forEach(this::hour);
    }

    private void hour(Facility facility) {
        ZonedDateTime local = localNow(facility);
        plan(facility, chance, emergencies(facility, local), () -> journeys.emergency(facility));
        double direct = facility.arrivalsPerDay() * (1 - EMERGENCY_SHARE);
        double births = direct * Wards.births(facility);
        plan(facility, chance, (direct - births) * planned(local), () -> journeys.planned(facility));
        plan(facility, chance, births / 24, () -> journeys.birth(facility));
        agenda.at(agenda.now() + HOUR, () -> hour(facility));
    }

    /** Further emergencies hour by hour, so many times what is ordinary, drawn from a chance of their own. */
    void surge(Facility facility, Chance own, double factor, long until) {
        if (agenda.now() < until) {
            double mean = emergencies(facility, localNow(facility)) * factor;
            plan(facility, own, mean, () -> journeys.emergency(facility));
            agenda.at(agenda.now() + HOUR, () -> surge(facility, own, factor, until));
        }
    }

    private ZonedDateTime localNow(Facility facility) {
        return Instant.ofEpochSecond(agenda.now()).atZone(facility.zone());
    }

    private static double emergencies(Facility facility, ZonedDateTime local) {
        double flu = flu(local.getDayOfYear());
        double today = facility.arrivalsPerDay() * EMERGENCY_SHARE * weekday(EMERGENCY_BY_WEEKDAY, local);
        return today * flu * EMERGENCY_BY_HOUR[local.getHour()] / 102;
    }

    private void plan(Facility facility, Chance own, double mean, Runnable arrival) {
        for (int i = own.poisson(mean); i > 0; i--) {
            agenda.at(facility.charted(agenda.now() + own.between(0, HOUR - 1)), arrival);
        }
    }

    private static double flu(int dayOfYear) {
        double days = Math.min(Math.abs(dayOfYear - FLU_PEAK_DAY), 365 - Math.abs(dayOfYear - FLU_PEAK_DAY));
        double z = days / FLU_SPREAD_DAYS;
        return 1 + FLU_STRENGTH * StrictMath.exp(-z * z);
    }

    private static double weekday(double[] weights, ZonedDateTime local) {
        return weights[local.getDayOfWeek().getValue() - 1];
    }

    /** Most who come for a ward come in the morning and early afternoon of a working day, some at any hour. */
    private static double planned(ZonedDateTime local) {
        boolean office = local.getHour() >= FIRST_PLANNED_HOUR && local.getHour() <= LAST_PLANNED_HOUR;
        return weekday(PLANNED_BY_WEEKDAY, local) * (office ? 0.086 : 0.01);
    }
}
