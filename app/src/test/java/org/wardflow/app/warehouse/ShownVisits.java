package org.wardflow.app.warehouse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.TableName;

/** The visits of a ward that somebody is shown, reckoned from the rows that the policy leaves. */
record ShownVisits(PolicyRows.Sight sight) {
    private static boolean holds(@Nullable String from, @Nullable String to, Instant at) {
        return from != null
                && !PolicyRows.instant(from).isAfter(at)
                && (to == null || PolicyRows.instant(to).isAfter(at));
    }

    /** The beds of a ward at an instant, and who is shown in them. */
    List<List<String>> inBeds(String ward, Instant at) {
        return sight.raw(PolicyRows.STAYS).stream()
                .filter(stay -> isIn(stay, ward) && holds(stay.get("start_ts"), stay.get("end_ts"), at))
                .map(stay -> {
                    List<String> row = new ArrayList<>(List.of(String.valueOf(stay.get("bed_id"))));
                    row.addAll(person(PolicyRows.STAYS, stay, at));
                    return row.stream().map(ComparedRows::cell).toList();
                })
                .toList();
    }

    private boolean isIn(Map<String, @Nullable String> row, String ward) {
        return isIn(row, "department", ward);
    }

    private boolean isIn(Map<String, @Nullable String> row, String column, String ward) {
        return sight.covers(row.get("hospital_id"), row.get(column))
                && ward.equals(row.get("hospital_id") + "/" + row.get(column));
    }

    /** Who is shown to wait for a bed in a ward at an instant. */
    List<List<String>> waiting(String ward, Instant at) {
        Map<String, Map<String, @Nullable String>> latest = new HashMap<>();
        for (Map<String, @Nullable String> stay : sight.raw(PolicyRows.STAYS)) {
            if (holds(stay.get("start_ts"), null, at)) {
                latest.merge(
                        String.valueOf(stay.get("encounter_id")),
                        stay,
                        (one, other) -> number(one) > number(other) ? one : other);
            }
        }
        return sight.raw(PolicyRows.FLOWS).stream()
                .filter(flow -> holds(flow.get("bed_request_ts"), flow.get("bed_assigned_ts"), at)
                        && (flow.get("discharge_ts") == null
                                || PolicyRows.instant(Objects.requireNonNull(flow.get("discharge_ts")))
                                        .isAfter(at))
                        && isIn(flow, latest.get(String.valueOf(flow.get("encounter_id"))), ward))
                .map(flow -> person(PolicyRows.FLOWS, flow, at))
                .toList();
    }

    private boolean isIn(
            Map<String, @Nullable String> flow, @Nullable Map<String, @Nullable String> latest, String ward) {
        return latest == null ? isIn(flow, "arrival_department", ward) : isIn(latest, ward);
    }

    private static int number(Map<String, @Nullable String> stay) {
        return Integer.parseInt(String.valueOf(stay.get("stay_no")));
    }

    /** The patient's id, gender and age as known at an instant, and the visit's id, as they are shown. */
    private List<String> person(TableName table, Map<String, @Nullable String> row, Instant at) {
        Optional<Map<String, @Nullable String>> patient = sight.raw(PolicyRows.PATIENTS).stream()
                .filter(one -> Objects.equals(one.get("patient_id"), row.get("patient_id"))
                        && holds(one.get("valid_from"), one.get("valid_to"), at))
                .findFirst();
        List<String> shown = new ArrayList<>();
        shown.add(ComparedRows.text(sight.masked(table, "patient_id", row.get("patient_id"))));
        for (String column : List.of("gender", "age")) {
            String value = patient.isEmpty() ? null : patient.get().get(column);
            shown.add(ComparedRows.text(sight.masked(PolicyRows.PATIENTS, column, value)));
        }
        shown.add(ComparedRows.text(sight.masked(table, "encounter_id", row.get("encounter_id"))));
        return shown;
    }
}
