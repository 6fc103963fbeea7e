package org.wardflow.simulator.gold.internal;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.ExpectedTable;

/** The facts by visit, by bed stay and by announcement (docs/semantics.md §7). */
final class Facts {
    private static final List<String> VISIT_COLUMNS = List.of(
            "visit_key",
            "encounter_id",
            "patient_key",
            "patient_durable_key",
            "patient_id",
            "hospital_id",
            "department_key",
            "department",
            "bed_id",
            "arrival_department",
            "arrival_ts",
            "bed_request_ts",
            "bed_assigned_ts",
            "admission_ts",
            "discharge_ts",
            "expected_discharge_ts",
            "expected_from_ts",
            "pending_department",
            "pending_from_ts",
            "pending_until_ts",
            "disposition",
            "admission_date",
            "wait_minutes",
            "boarding_minutes",
            "length_of_stay_minutes",
            "length_of_stay_days",
            "transfers",
            "has_valid_interval");
    private static final List<String> STAY_COLUMNS = List.of(
            "stay_key",
            "encounter_id",
            "stay_no",
            "patient_key",
            "patient_durable_key",
            "patient_id",
            "hospital_id",
            "department_key",
            "department",
            "bed_id",
            "start_ts",
            "end_ts",
            "entry",
            "exit",
            "occupied_minutes",
            "next_start_ts");
    private static final List<String> PENDING_MOVE_COLUMNS = List.of(
            "pending_move_key",
            "visit_key",
            "encounter_id",
            "event_type",
            "pending_from_ts",
            "pending_until_ts",
            "expected_ts",
            "pending_department");

    private final Codes codes;
    private final Patients patients;
    private final Departments departments;

    Facts(Codes codes, Patients patients, Departments departments) {
        this.codes = codes;
        this.patients = patients;
        this.departments = departments;
    }

    ExpectedTable visits(List<Visit> visits) {
        Rows rows = new Rows();
        for (Visit visit : visits) {
            addVisit(visit, rows);
        }
        return rows.table(VISIT_COLUMNS);
    }

    private void addVisit(Visit visit, Rows rows) {
        List<BedStay> stays = visit.stays();
        Place place = stays.isEmpty() ? visit.opening().place() : stays.get(0).place();
        long placedTs =
                stays.isEmpty() ? visit.opening().eventTs() : stays.get(0).startTs();
        Long admissionTs = visit.admissionTs();
        Long dischargeTs = visit.hasValidInterval() ? visit.dischargeTs() : null;
        Event discharge = visit.discharge();
        rows.add(
                Text.sha256(visit.encounterId()),
                visit.encounterId(),
                patientKey(visit),
                Patients.durableKey(visit.patientId()),
                visit.patientId(),
                visit.opening().place().hospitalId(),
                departments.keyAt(place, placedTs),
                place.department(),
                place.bedId(),
                visit.arrivalDepartment(),
                Text.timestamp(visit.arrivalTs()),
                Text.timestamp(visit.bedRequestTs()),
                Text.timestamp(visit.bedAssignedTs()),
                Text.timestamp(admissionTs),
                Text.timestamp(visit.dischargeTs()),
                Text.timestamp(visit.expectedDischargeTs()),
                Text.timestamp(visit.expectedFromTs()),
                visit.pendingDepartment(),
                Text.timestamp(visit.pendingFromTs()),
                Text.timestamp(visit.pendingUntilTs()),
                discharge == null ? null : discharge.details().disposition(),
                localDate(visit, admissionTs),
                Objects.equals(visit.arrivalTs(), admissionTs) ? null : Text.minutes(visit.arrivalTs(), admissionTs),
                Text.minutes(visit.bedRequestTs(), visit.bedAssignedTs()),
                Text.minutes(admissionTs, dischargeTs),
                days(localDate(visit, admissionTs), localDate(visit, dischargeTs)),
                stays.stream()
                        .skip(1)
                        .filter(stay -> stay.entry().equals("TRANSFER"))
                        .count(),
                visit.hasValidInterval());
    }

    ExpectedTable pendingMoves(List<Visit> visits) {
        Rows rows = new Rows();
        for (Visit visit : visits) {
            for (PendingMove move : visit.pendingMoves()) {
                Event announcement = move.announcement();
                rows.add(
                        Text.sha256(announcement.stamp().eventId()),
                        Text.sha256(visit.encounterId()),
                        visit.encounterId(),
                        announcement.type().name(),
                        Text.timestamp(announcement.eventTs()),
                        Text.timestamp(move.untilTs()),
                        Text.timestamp(announcement.details().expectedTs()),
                        announcement.details().pendingDepartment());
            }
        }
        return rows.table(PENDING_MOVE_COLUMNS);
    }

    private static @Nullable Long days(@Nullable LocalDate from, @Nullable LocalDate to) {
        return from == null || to == null ? null : Math.max(1, ChronoUnit.DAYS.between(from, to));
    }

    private @Nullable LocalDate localDate(Visit visit, @Nullable Long ts) {
        String hospitalId = visit.opening().place().hospitalId();
        Codes.@Nullable Hospital hospital =
                hospitalId == null ? null : codes.hospitals().get(hospitalId);
        ZoneId zone = hospital == null ? ZoneOffset.UTC : hospital.zone();
        return ts == null ? null : LocalDate.ofInstant(Text.instant(ts), zone);
    }

    private String patientKey(Visit visit) {
        Long admissionTs = visit.admissionTs();
        return patients.keyAt(visit.patientId(), admissionTs != null ? admissionTs : visit.arrivalTs());
    }

    ExpectedTable stays(List<Visit> visits) {
        Rows rows = new Rows();
        for (Visit visit : visits) {
            String patientKey = patientKey(visit);
            Iterator<BedStay> next = visit.stays().stream().skip(1).iterator();
            for (BedStay stay : visit.stays()) {
                rows.add(
                        Text.sha256(stay.subject()),
                        stay.encounterId(),
                        stay.stayNo(),
                        patientKey,
                        Patients.durableKey(stay.patientId()),
                        stay.patientId(),
                        stay.place().hospitalId(),
                        departments.keyAt(stay.place(), stay.startTs()),
                        stay.place().department(),
                        stay.place().bedId(),
                        Text.timestamp(stay.startTs()),
                        Text.timestamp(stay.endTs()),
                        stay.entry(),
                        stay.exit(),
                        Text.minutes(stay.startTs(), stay.endTs()),
                        next.hasNext() ? Text.timestamp(next.next().startTs()) : null);
            }
        }
        return rows.table(STAY_COLUMNS);
    }
}
