package org.wardflow.simulator.gold.internal;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.wardflow.simulator.gold.internal.RowRules.Fields;

/** Whether a row, a message about a department or a reading has a field that counts as absent (docs/semantics.md §2). */
final class Unreadable {
    private static final List<String> DEPARTMENT_MESSAGE =
            List.of("hospital_id", "department", "beds", "staff", "event_time", "recorded_time");

    private final Values values;

    Unreadable(Values values) {
        this.values = values;
    }

    boolean inDepartmentMessage(Fields fields) {
        return anyRefused(fields, DEPARTMENT_MESSAGE)
                || isCapacityUnreadable(fields)
                || isTimeUnreadable(fields, "event_time")
                || isTimeUnreadable(fields, "recorded_time");
    }

    boolean inDepartmentRow(Fields fields) {
        return anyRefused(fields, ExtractRows.DEPARTMENTS)
                || isCapacityUnreadable(fields)
                || isTimeUnreadable(fields, "valid_from");
    }

    boolean inPatientRow(Fields fields) {
        return anyRefused(fields, ExtractRows.PATIENTS)
                || is(fields, "gender", gender -> values.gender(gender) == null)
                || is(fields, "age", age -> values.age(age) == null)
                || is(fields, "birth_date", date -> Times.readDate(date).isEmpty())
                || isTimeUnreadable(fields, "updated_at");
    }

    static boolean inDoctorRow(Fields fields) {
        return anyRefused(fields, ExtractRows.DOCTORS) || isTimeUnreadable(fields, "updated_at");
    }

    /** The time of measurement is a key field: without one the reading is in quarantine. */
    static boolean inReading(Fields fields) {
        return anyRefused(fields, Readings.ATTRIBUTES)
                || isTimeUnreadable(fields, "recorded_time")
                || Readings.MEASURES.stream()
                        .anyMatch(measure -> is(
                                fields,
                                measure,
                                number -> Values.decimal(number).isEmpty()));
    }

    private boolean isCapacityUnreadable(Fields fields) {
        Predicate<String> unreadable = number -> values.count(number) == null;
        return is(fields, "beds", unreadable) || is(fields, "staff", unreadable);
    }

    private static boolean isTimeUnreadable(Fields fields, String name) {
        return is(fields, name, time -> Times.read(time, ZoneOffset.UTC).isEmpty());
    }

    private static boolean anyRefused(Fields fields, List<String> names) {
        return names.stream().anyMatch(fields::isRefused);
    }

    /** Whether the field is there, and as told. */
    private static boolean is(Fields fields, String name, Predicate<String> told) {
        return Optional.ofNullable(fields.text(name)).filter(told).isPresent();
    }
}
