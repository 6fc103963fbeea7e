package org.wardflow.simulator.gold.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.ExpectedTable;

/** The census of each department in each closed hour (docs/semantics.md §6). */
final class Hours {
    private static final List<String> COLUMNS = List.of(
            "hospital_id",
            "department",
            "department_key",
            "hour_start",
            "opening_census",
            "admissions",
            "transfers_in",
            "discharges",
            "transfers_out",
            "closing_census",
            "occupied_minutes",
            "beds",
            "occupancy_percent",
            "day");

    private final Departments departments;
    private final NavigableSet<Long> hours;
    private final Map<Ward, List<BedStay>> stays = new TreeMap<>(Ward.ORDER);
    private final Rows rows = new Rows();

    /** @param hours the starts of the closed hours */
    Hours(Departments departments, NavigableSet<Long> hours, List<Visit> visits) {
        this.departments = departments;
        this.hours = hours;
        departments.wards().forEach(ward -> stays.put(ward, new ArrayList<>()));
        for (Visit visit : visits) {
            for (BedStay stay : visit.stays()) {
                String hospitalId = stay.place().hospitalId();
                String department = stay.place().department();
                if (hospitalId != null && department != null) {
                    stays.computeIfAbsent(new Ward(hospitalId, department), ward -> new ArrayList<>())
                            .add(stay);
                }
            }
        }
    }

    ExpectedTable table() {
        stays.forEach((ward, own) -> {
            boolean known = departments.wards().contains(ward);
            long day = Long.MIN_VALUE;
            List<BedStay> ofDay = List.of();
            for (long hour : hours) {
                if (Math.floorDiv(hour, Text.DAY) != day) {
                    day = Math.floorDiv(hour, Text.DAY);
                    long dayStart = day * Text.DAY;
                    ofDay = own.stream().filter(stay -> touches(stay, dayStart)).toList();
                }
                if (known || !ofDay.isEmpty()) {
                    addHour(ward, hour, ofDay);
                }
            }
        });
        return rows.table(COLUMNS);
    }

    private static boolean touches(BedStay stay, long dayStart) {
        return stay.startTs() < dayStart + Text.DAY && stay.endOrForever() >= dayStart;
    }

    private void addHour(Ward ward, long hour, List<BedStay> ofDay) {
        long end = hour + Text.HOUR;
        long opening = 0;
        long admissions = 0;
        long transfersIn = 0;
        long discharges = 0;
        long transfersOut = 0;
        long closing = 0;
        long occupied = 0;
        for (BedStay stay : ofDay) {
            opening += countedAt(stay, hour);
            closing += countedAt(stay, end);
            if (stay.startTs() >= hour && stay.startTs() < end) {
                boolean admission = stay.entry().equals("ADMISSION");
                admissions += admission ? 1 : 0;
                transfersIn += admission ? 0 : 1;
            }
            if (stay.endOrForever() >= hour && stay.endOrForever() < end) {
                boolean discharge = "DISCHARGE".equals(stay.exit());
                discharges += discharge ? 1 : 0;
                transfersOut += discharge ? 0 : 1;
            }
            occupied += Math.max(0, Math.min(stay.endOrForever(), end) - Math.max(stay.startTs(), hour));
        }
        long minutes = occupied / Text.MINUTE;
        Integer beds = departments.bedsAt(ward, hour);
        rows.add(
                ward.hospitalId(),
                ward.department(),
                departments.keyAt(ward, hour),
                Text.timestamp(hour),
                opening,
                admissions,
                transfersIn,
                discharges,
                transfersOut,
                closing,
                minutes,
                beds,
                percent(minutes, beds),
                Text.utcDate(hour));
    }

    /** A stay that ends at the instant still counts: its departure belongs to the hour that begins. */
    private static int countedAt(BedStay stay, long instant) {
        return stay.startTs() < instant && stay.endOrForever() >= instant ? 1 : 0;
    }

    private static @Nullable String percent(long minutes, @Nullable Integer beds) {
        if (beds == null || beds == 0) {
            return null;
        }
        return BigDecimal.valueOf(minutes)
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(60L * beds), 2, RoundingMode.DOWN)
                .setScale(6)
                .toPlainString();
    }
}
