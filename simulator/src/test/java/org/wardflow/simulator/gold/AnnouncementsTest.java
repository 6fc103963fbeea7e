package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Worked announcements of transfers and discharges for docs/semantics.md §4. */
class AnnouncementsTest {

    @Test
    void aTransferIsPendingUntilThePatientLeavesTheDepartment() {
        String[] columns = {"pending_department", "pending_from_ts", "pending_until_ts"};
        Feed waits = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("PENDING_TRANSFER", "10:00", "pending_department", "ICU");
        assertThat(waits.bed("TRANSFER", "10:30", "Emergency/B").rows("fact_patient_flow", columns))
                .containsExactly("ICU 10:00 -");
        assertThat(waits.bed("TRANSFER", "11:00", "Surgery/C").rows("fact_patient_flow", columns))
                .containsExactly("ICU 10:00 11:00");
        assertThat(waits.event("CANCEL_TRANSFER", "11:10").rows("fact_patient_flow", columns))
                .containsExactly("ICU 10:00 -");
    }

    @Test
    void anAnnouncementStandsUntilAnotherTakesItsPlaceThePatientMovesOrTheVisitEnds() {
        String[] columns = {"event_type", "pending_from_ts", "pending_until_ts", "expected_ts", "pending_department"};
        Feed announced = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("PENDING_TRANSFER", "09:00", "pending_department", "ICU")
                .event("PENDING_TRANSFER", "10:00", "pending_department", "Surgery")
                .event("PENDING_DISCHARGE", "09:30", "expected_time", "2026-03-02T12:00:00Z")
                .event("PENDING_DISCHARGE", "11:00", "expected_time", "2026-03-02T16:00:00Z");
        assertThat(announced.rows("fact_pending_move", columns))
                .containsExactlyInAnyOrder(
                        "PENDING_TRANSFER 09:00 10:00 - ICU",
                        "PENDING_TRANSFER 10:00 - - Surgery",
                        "PENDING_DISCHARGE 09:30 11:00 12:00 -",
                        "PENDING_DISCHARGE 11:00 - 16:00 -");
        assertThat(announced
                        .bed("TRANSFER", "12:00", "Surgery/B")
                        .event("DISCHARGE", "15:00")
                        .rows("fact_pending_move", columns))
                .containsExactlyInAnyOrder(
                        "PENDING_TRANSFER 09:00 10:00 - ICU",
                        "PENDING_TRANSFER 10:00 12:00 - Surgery",
                        "PENDING_DISCHARGE 09:30 11:00 12:00 -",
                        "PENDING_DISCHARGE 11:00 15:00 16:00 -");
    }

    @Test
    void ofAnnouncementsTheLastRecordedStandsFromItsOwnTimeOn() {
        Feed corrected = new Feed()
                .bed("ADMISSION", "07:00", "Emergency/A")
                .event("PENDING_TRANSFER", "10:00", "pending_department", "ICU")
                .event(
                        "PENDING_TRANSFER",
                        "09:00",
                        "pending_department",
                        "Surgery",
                        "recorded_time",
                        "2026-03-02T11:00:00Z")
                .event("PENDING_TRANSFER", "08:00", "pending_department", "Cardiology");
        assertThat(corrected.rows("fact_pending_move", "pending_department", "pending_from_ts", "pending_until_ts"))
                .containsExactlyInAnyOrder("Cardiology 08:00 09:00", "Surgery 09:00 -");
        assertThat(corrected
                        .event("CANCEL_PENDING_TRANSFER", "12:00", "cancels_event_id", "e3")
                        .rows("fact_pending_move", "pending_department", "pending_from_ts", "pending_until_ts"))
                .containsExactlyInAnyOrder("Cardiology 08:00 10:00", "ICU 10:00 -");
    }

    @Test
    void anotherBedOfTheWardWhereOneWaitsIsNotTheBedThatWasAskedFor() {
        Feed boards = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("DECISION_TO_ADMIT", "10:00")
                .event("PENDING_TRANSFER", "10:05", "pending_department", "ICU")
                .bed("TRANSFER", "10:20", "Emergency/B");
        assertThat(boards.rows("fact_patient_flow", "pending_department", "bed_assigned_ts"))
                .containsExactly("ICU -");
        assertThat(boards.bed("TRANSFER", "18:00", "ICU/C")
                        .rows("fact_patient_flow", "bed_assigned_ts", "boarding_minutes"))
                .containsExactly("18:00 480");
    }

    private static Feed registered(String... more) {
        return new Feed()
                .event("REGISTER", "09:00", more)
                .event("DECISION_TO_ADMIT", "10:00")
                .event("PENDING_TRANSFER", "10:00", "pending_department", "ICU");
    }

    @Test
    void whoIsAdmittedWhereSheWaitsForABedElsewhereWaitsOn() {
        Feed boards = registered("department", "Emergency").bed("ADMISSION", "10:05", "Emergency/A");
        assertThat(boards.rows("fact_patient_flow", "bed_assigned_ts")).containsExactly("-");
        assertThat(boards.bed("TRANSFER", "15:00", "ICU/C")
                        .rows("fact_patient_flow", "bed_assigned_ts", "boarding_minutes"))
                .containsExactly("15:00 300");
    }

    @Test
    void theFirstBedIsTheOneAskedForInAnotherDepartmentOrWhereNothingElseIsAnnounced() {
        String[] assigned = {"bed_assigned_ts"};
        assertThat(registered("department", "Emergency")
                        .bed("ADMISSION", "10:05", "Surgery/A")
                        .rows("fact_patient_flow", assigned))
                .containsExactly("10:05");
        assertThat(registered("department", "ICU")
                        .bed("ADMISSION", "10:05", "ICU/A")
                        .rows("fact_patient_flow", assigned))
                .containsExactly("10:05");
        assertThat(new Feed()
                        .event("REGISTER", "09:00", "department", "Surgery")
                        .event("DECISION_TO_ADMIT", "10:00")
                        .bed("ADMISSION", "10:05", "Surgery/A")
                        .event("PENDING_TRANSFER", "12:00", "pending_department", "ICU")
                        .rows("fact_patient_flow", assigned))
                .containsExactly("10:05");
        assertThat(registered("department", "Emergency", "bed_id", "A")
                        .event("CANCEL_PENDING_TRANSFER", "10:01")
                        .bed("ADMISSION", "10:05", "Emergency/A")
                        .rows("fact_patient_flow", assigned))
                .containsExactly("10:05");
        assertThat(new Feed()
                        .event("DECISION_TO_ADMIT", "10:00")
                        .event("PENDING_TRANSFER", "10:00", "pending_department", "ICU")
                        .bed("ADMISSION", "10:05", "Emergency/A")
                        .rows("fact_patient_flow", assigned))
                .containsExactly("10:05");
    }

    @Test
    void aMoveBeforeTheAdmissionEndsNoWait() {
        for (String bed : new String[] {"Emergency/A", "ICU/C"}) {
            assertThat(new Feed()
                            .event("REGISTER", "08:00", "department", "Emergency")
                            .event("DECISION_TO_ADMIT", "09:00")
                            .bed("TRANSFER", "09:30", bed)
                            .bed("ADMISSION", "13:00", "ICU/C")
                            .rows("fact_patient_flow", "bed_assigned_ts", "boarding_minutes"))
                    .as(bed)
                    .containsExactly("13:00 240");
        }
    }
}
