package org.wardflow.simulator.gold.internal;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.ExpectedTable;

/** The dimensions that no event changes: dates, minutes of the day, hospitals. */
final class Calendar {
    private static final LocalDate FIRST = LocalDate.of(2015, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2039, 12, 31);
    private static final int MINUTES_A_DAY = 1440;
    private static final List<String> PARTS_OF_DAY = List.of("night", "morning", "afternoon", "evening");

    private Calendar() {}

    static ExpectedTable dates() {
        Rows rows = new Rows();
        for (LocalDate date = FIRST; !date.isAfter(LAST); date = date.plusDays(1)) {
            DayOfWeek day = date.getDayOfWeek();
            rows.add(
                    date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth(),
                    date,
                    date.getYear(),
                    (date.getMonthValue() + 2) / 3,
                    date.getMonthValue(),
                    date.getDayOfMonth(),
                    day.getValue(),
                    day.getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                    date.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                    day.getValue() >= DayOfWeek.SATURDAY.getValue());
        }
        return rows.table(List.of(
                "date_key",
                "date",
                "year",
                "quarter",
                "month",
                "day",
                "day_of_week",
                "day_name",
                "month_name",
                "is_weekend"));
    }

    static ExpectedTable times() {
        Rows rows = new Rows();
        for (int key = 0; key < MINUTES_A_DAY; key++) {
            int hour = key / 60;
            int minute = key % 60;
            String label = String.format(Locale.ROOT, "%02d:%02d", hour, minute);
            rows.add(key, hour, minute, label, PARTS_OF_DAY.get(hour / 6));
        }
        return rows.table(List.of("time_key", "hour", "minute", "label", "part_of_day"));
    }

    static ExpectedTable hospitals(Codes codes) {
        Rows rows = new Rows();
        codes.hospitals().forEach((id, hospital) -> rows.add(id, hospital.name(), hospital.zone()));
        return rows.table(List.of("hospital_id", "name", "time_zone"));
    }
}
