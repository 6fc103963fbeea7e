package org.wardflow.simulator.internal;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hospital of the group.
 *
 * @param beds by department
 * @param grain times are charted in multiples of so many seconds
 * @param style how its times are written
 * @param sendsBirthDate observations carry the birth date beside the age
 * @param sendsSequence messages are numbered
 * @param eightField the share of direct admissions that an old system reports in the eight-field form
 */
record Facility(
        String id,
        ZoneId zone,
        Map<String, Integer> beds,
        double arrivalsPerDay,
        long grain,
        TimeStyle style,
        boolean sendsBirthDate,
        boolean sendsSequence,
        double eightField) {

    static final String EMERGENCY = "Emergency";
    static final String ICU = "ICU";
    static final List<String> DEPARTMENTS =
            List.of(EMERGENCY, "Surgery", ICU, "Pediatrics", "Maternity", "Oncology", "Cardiology");

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /** How a time is written. */
    enum TimeStyle {
        /** In UTC with a Z. */
        ZULU,
        /** Local, with its offset. */
        OFFSET,
        /** Local, without an offset. */
        LOCAL
    }

    /** The Midwest Health Alliance: 752 beds, 280 arrivals on an ordinary day. */
    static final List<Facility> GROUP = List.of(
            of("1", CHICAGO, 57, 1, TimeStyle.ZULU, true, true, 0, 26, 32, 16, 18, 16, 22, 24),
            of("2", CHICAGO, 46, 1, TimeStyle.ZULU, true, false, 0, 20, 26, 12, 16, 18, 14, 18),
            of("3", CHICAGO, 40, 1, TimeStyle.OFFSET, false, false, 0, 18, 24, 10, 14, 12, 12, 16),
            of("4", CHICAGO, 30, 60, TimeStyle.ZULU, false, true, 0, 14, 18, 8, 10, 10, 8, 12),
            of("5", NEW_YORK, 45, 1, TimeStyle.OFFSET, true, false, 0, 20, 26, 12, 14, 14, 16, 18),
            of("6", CHICAGO, 28, 1, TimeStyle.LOCAL, true, false, 0, 14, 16, 8, 10, 10, 8, 10),
            of("7", CHICAGO, 34, 1, TimeStyle.ZULU, false, false, 0.4, 18, 22, 10, 10, 10, 10, 12));

    private static Facility of(
            String id,
            ZoneId zone,
            double arrivalsPerDay,
            long grain,
            TimeStyle style,
            boolean sendsBirthDate,
            boolean sendsSequence,
            double eightField,
            int... bedsByDepartment) {
        Map<String, Integer> beds = new LinkedHashMap<>();
        for (int i = 0; i < bedsByDepartment.length; i++) {
            beds.put(DEPARTMENTS.get(i), bedsByDepartment[i]);
        }
        return new Facility(id, zone, beds, arrivalsPerDay, grain, style, sendsBirthDate, sendsSequence, eightField);
    }

    /** The time as it is charted: the next multiple of the grain. */
    long charted(long time) {
        return Math.floorDiv(time + grain - 1, grain) * grain;
    }
}
