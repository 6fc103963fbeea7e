package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Worked visits for docs/semantics.md §4. */
class VisitFoldTest {

    @Test
    void aVisitGoesFromRegistrationToDischarge() {
        Feed feed = new Feed()
                .event("REGISTER", "08:00", "department", "Emergency")
                .bed("ADMISSION", "08:20", "Emergency/A")
                .event("DECISION_TO_ADMIT", "10:00")
                .event("PENDING_TRANSFER", "10:01", "pending_department", "ICU")
                .bed("TRANSFER", "11:30", "ICU/B")
                .event("PENDING_DISCHARGE", "12:00", "expected_time", "2026-03-02T16:00:00Z")
                .event("DISCHARGE", "15:00", "disposition", "home");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:20 11:30 ADMISSION TRANSFER", "ICU B 11:30 15:00 TRANSFER DISCHARGE");
        assertThat(feed.rows(
                        "fact_patient_flow",
                        "department",
                        "bed_id",
                        "arrival_ts",
                        "bed_request_ts",
                        "bed_assigned_ts",
                        "admission_ts",
                        "discharge_ts",
                        "expected_discharge_ts",
                        "pending_department",
                        "disposition",
                        "admission_date"))
                .containsExactly("Emergency A 08:00 10:00 11:30 08:20 15:00 16:00 ICU home 2026-03-02");
        assertThat(feed.rows(
                        "fact_patient_flow",
                        "wait_minutes",
                        "boarding_minutes",
                        "length_of_stay_minutes",
                        "length_of_stay_days",
                        "transfers",
                        "has_valid_interval"))
                .containsExactly("20 90 400 1 1 true");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void unnamedCancelsCloseTheLatestOpenEventAndNest() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "09:00", "ICU/B")
                .bed("TRANSFER", "10:00", "ICU/C")
                .event("CANCEL_TRANSFER", "10:30")
                .bed("TRANSFER", "11:00", "ICU/D")
                .event("CANCEL_TRANSFER", "11:30")
                .event("CANCEL_TRANSFER", "11:40")
                .bed("TRANSFER", "12:00", "Surgery/E");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:00 12:00 ADMISSION TRANSFER", "Surgery E 12:00 - TRANSFER -");
    }

    @Test
    void aNamedCancelHitsItsEventWhateverTheOrderAndLeavesTheOthers() {
        Feed feed = new Feed()
                .event("CANCEL_TRANSFER", "07:00", "cancels_event_id", "e3")
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "09:00", "ICU/B")
                .bed("TRANSFER", "10:00", "ICU/C");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:00 10:00 ADMISSION TRANSFER", "ICU C 10:00 - TRANSFER -");
    }

    @Test
    void aNamedCancelOfAnotherTypeOrEncounterDoesNothing() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "09:00", "ICU/B")
                .event("CANCEL_ADMISSION", "09:30", "cancels_event_id", "e2")
                .bed("ADMISSION", "10:00", "Surgery/C", "encounter_id", "F", "patient_id", "Q")
                .event("CANCEL_TRANSFER", "10:30", "cancels_event_id", "e2", "encounter_id", "F", "patient_id", "Q");
        assertThat(feed.stays())
                .containsExactly(
                        "Emergency A 08:00 09:00 ADMISSION TRANSFER",
                        "ICU B 09:00 - TRANSFER -",
                        "Surgery C 10:00 - ADMISSION -");
    }

    @Test
    void anUnnamedCancelRecordedBeforeItsEventDoesNothing() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("CANCEL_TRANSFER", "08:30")
                .bed("TRANSFER", "09:00", "ICU/B");
        assertThat(feed.stays()).hasSize(2);
    }

    @Test
    void aVisitWhoseOnlyOpeningIsCancelledIsNone() {
        Feed feed =
                new Feed().event("REGISTER", "08:00", "department", "Emergency").event("CANCEL_REGISTER", "08:30");
        assertThat(feed.rows("fact_patient_flow", "encounter_id")).isEmpty();
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void eventsOfAnEncounterThatNothingOpensAreQuarantinedAndStillObserveThePatient() {
        Feed feed = new Feed().event("UPDATE", "08:00", "gender", "Female").event("DISCHARGE", "09:00");
        assertThat(feed.findings()).containsExactly("never_opened", "never_opened");
        assertThat(feed.rows("fact_patient_flow", "encounter_id")).isEmpty();
        assertThat(feed.rows("dim_patient", "patient_id", "gender")).containsExactly("P Female");
    }

    @Test
    void aLateTransferSplitsTheStayThatItFallsInto() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("DISCHARGE", "12:00")
                .bed("TRANSFER", "10:00", "ICU/B", "recorded_time", "2026-03-02T20:00:00Z");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:00 10:00 ADMISSION TRANSFER", "ICU B 10:00 12:00 TRANSFER DISCHARGE");
    }

    @Test
    void ofEventsAtOneInstantTheLastInTotalOrderCounts() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "10:00", "ICU/B", "sequence", "2")
                .bed("TRANSFER", "10:00", "ICU/C", "sequence", "1");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:00 10:00 ADMISSION TRANSFER", "ICU B 10:00 - TRANSFER -");
    }

    @Test
    void aTransferToTheSamePlaceIsNoNewStay() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "09:00", "er/A")
                .event("DISCHARGE", "10:00");
        assertThat(feed.stays()).containsExactly("Emergency A 08:00 10:00 ADMISSION DISCHARGE");
        assertThat(feed.findings()).containsExactly("department_spelling");
    }

    @Test
    void aReturnWithoutABedGoesBackToTheLastPlace() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "09:00", "ICU/B")
                .event("LEAVE", "10:00")
                .event("RETURN", "14:00")
                .event("LEAVE", "15:00")
                .bed("RETURN", "16:00", "ICU/C")
                .event("DISCHARGE", "18:00");
        assertThat(feed.stays())
                .containsExactly(
                        "Emergency A 08:00 09:00 ADMISSION TRANSFER",
                        "ICU B 09:00 10:00 TRANSFER LEAVE",
                        "ICU B 14:00 15:00 RETURN LEAVE",
                        "ICU C 16:00 18:00 RETURN DISCHARGE");
        assertThat(feed.rows("fact_patient_flow", "transfers")).containsExactly("1");
    }

    @Test
    void whoIsDischargedWhileOnLeaveLeftTheLastBedByLeave() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("LEAVE", "10:00")
                .event("DISCHARGE", "12:00");
        assertThat(feed.stays()).containsExactly("Emergency A 08:00 10:00 ADMISSION LEAVE");
    }

    @Test
    void aTransferAtTheInstantOfTheDischargeIsNoStay() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("TRANSFER", "12:00", "ICU/B")
                .event("DISCHARGE", "12:00");
        assertThat(feed.stays()).containsExactly("Emergency A 08:00 12:00 ADMISSION DISCHARGE");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void aTransferAfterTheDischargeIsFlaggedAndIgnored() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("DECISION_TO_ADMIT", "09:00")
                .event("DISCHARGE", "12:00")
                .bed("TRANSFER", "12:01", "ICU/B");
        assertThat(feed.stays()).containsExactly("Emergency A 08:00 12:00 ADMISSION DISCHARGE");
        assertThat(feed.rows("fact_patient_flow", "bed_assigned_ts", "boarding_minutes"))
                .containsExactly("- -");
        assertThat(feed.findings()).containsExactly("transfer_after_discharge");
    }

    @Test
    void aCancelledDischargeLeavesThePatientInPlace() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("DISCHARGE", "10:00")
                .event("CANCEL_DISCHARGE", "10:30")
                .event("DISCHARGE", "14:00");
        assertThat(feed.stays()).containsExactly("Emergency A 08:00 14:00 ADMISSION DISCHARGE");
    }

    @Test
    void aCancelledDischargeWithANewBedIsATransfer() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("DECISION_TO_ADMIT", "08:10")
                .event("DISCHARGE", "10:00")
                .bed("CANCEL_DISCHARGE", "10:30", "ICU/B", "cancels_event_id", "e3");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:00 10:30 ADMISSION TRANSFER", "ICU B 10:30 - TRANSFER -");
        assertThat(feed.rows("fact_patient_flow", "discharge_ts", "bed_assigned_ts"))
                .containsExactly("- 10:30");
    }

    @Test
    void theLastDischargeRecordedCountsNotTheLatest() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("DISCHARGE", "12:00", "recorded_time", "2026-03-02T12:30:00Z")
                .event("DISCHARGE", "11:00", "recorded_time", "2026-03-02T13:00:00Z", "disposition", "transfer");
        assertThat(feed.rows("fact_patient_flow", "discharge_ts", "disposition"))
                .containsExactly("11:00 transfer");
    }

    @Test
    void aDischargeBeforeTheAdmissionIsFlaggedAndHasNoStays() {
        Feed feed = new Feed().bed("ADMISSION", "08:00", "Emergency/A").event("DISCHARGE", "07:00");
        assertThat(feed.findings()).containsExactly("discharge_before_admission");
        assertThat(feed.stays()).isEmpty();
        assertThat(feed.rows(
                        "fact_patient_flow",
                        "department",
                        "discharge_ts",
                        "length_of_stay_minutes",
                        "length_of_stay_days",
                        "has_valid_interval"))
                .containsExactly("Emergency 07:00 - - false");
    }

    @Test
    void aDischargeAtTheInstantOfTheAdmissionIsValid() {
        Feed feed = new Feed().bed("ADMISSION", "08:00", "Emergency/A").event("DISCHARGE", "08:00");
        assertThat(feed.findings()).isEmpty();
        assertThat(feed.stays()).isEmpty();
        assertThat(feed.rows("fact_patient_flow", "length_of_stay_minutes", "has_valid_interval"))
                .containsExactly("0 true");
    }

    @Test
    void aRepairedAdmissionThatIsNotBeforeTheDischargeIsNotValid() {
        Feed feed = new Feed()
                .bed("ADMISSION", "09:00", "Emergency/A", "event_time", "null")
                .event("DISCHARGE", "09:00");
        assertThat(feed.findings()).containsExactly("missing_event_time", "discharge_before_admission");
        assertThat(feed.rows("fact_patient_flow", "admission_ts", "discharge_ts", "has_valid_interval"))
                .containsExactly("09:00 09:00 false");
    }

    @Test
    void theTimesSentDecideWhetherTheDischargeCameFirst() {
        // The admission is sent for the next day and repaired to 08:01, before the discharge at 12:00.
        Feed feed = new Feed()
                .bed(
                        "ADMISSION",
                        "08:00",
                        "Emergency/A",
                        "event_time",
                        "2026-03-03T08:00:00Z",
                        "recorded_time",
                        "2026-03-02T08:01:00Z")
                .event("DISCHARGE", "12:00");
        assertThat(feed.findings()).containsExactly("future_event_time", "discharge_before_admission");
        assertThat(feed.stays()).containsExactly("Emergency A 08:01 12:00 ADMISSION DISCHARGE");
    }

    @Test
    void aVisitWithoutAnAdmissionHasAnOpeningButNoStay() {
        Feed feed = new Feed().event("REGISTER", "08:00", "department", "Emergency");
        assertThat(feed.rows(
                        "fact_patient_flow",
                        "department",
                        "bed_id",
                        "arrival_ts",
                        "admission_ts",
                        "has_valid_interval"))
                .containsExactly("Emergency - 08:00 - false");
    }

    @Test
    void anArrivalAfterTheAdmissionHasNoWait() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .event("REGISTER", "08:10", "department", "Emergency");
        assertThat(feed.rows("fact_patient_flow", "arrival_ts", "wait_minutes")).containsExactly("08:10 -");
    }

    @Test
    void aVisitIsSilentOnceItsLatestEventIsSevenDaysBeforeTheLastDay() {
        Feed feed = new Feed().bed("ADMISSION", "23:00", "Emergency/A").event("UPDATE", "23:59");
        assertThat(feed.closed("2026-03-09T23:00:00Z", "2026-03-10T00:00:00Z").findings())
                .isEmpty();
        assertThat(feed.closed("2026-03-10T00:00:00Z", "2026-03-10T01:00:00Z").findings())
                .containsExactly("silent_visit");
    }

    @Test
    void anEncounterOfTwoPatientsIsFoundOnceAndIsOneVisitOfItsOpening() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("ADMISSION", "09:00", "ICU/B", "patient_id", "Q")
                .event("UPDATE", "10:00", "patient_id", "Q");
        assertThat(feed.findings()).containsExactly("encounter_id_conflict");
        assertThat(feed.rows("fact_patient_flow", "patient_id", "hospital_id")).containsExactly("P 1");
    }

    @Test
    void anEncounterOfTwoHospitalsIsFoundThoughTheOtherOneIsCancelled() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A")
                .bed("ADMISSION", "09:00", "ICU/B", "hospital_id", "5")
                .event("CANCEL_ADMISSION", "10:00");
        assertThat(feed.findings()).containsExactly("encounter_id_conflict");
        assertThat(feed.rows("quality_result", "rule_id", "hospital_id")).containsExactly("encounter_id_conflict 5");
    }

    @Test
    void anEncounterWhosePatientsAreMergedIsOfOnePatient() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "Emergency/A", "patient_id", "R")
                .event("UPDATE", "09:00")
                .event("MERGE", "10:00", "surviving_patient_id", "P", "retired_patient_id", "R");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void lengthsInDaysAreCountedByTheFacilitysCalendar() {
        // 05:30 UTC on the 4th is 23:30 on the 3rd in Chicago.
        Feed feed = new Feed()
                .bed("ADMISSION", "07:00", "Emergency/A")
                .event(
                        "DISCHARGE",
                        "08:00",
                        "event_time",
                        "2026-03-04T05:30:00Z",
                        "recorded_time",
                        "2026-03-04T05:30:00Z");
        assertThat(feed.rows("fact_patient_flow", "admission_date", "length_of_stay_days"))
                .containsExactly("2026-03-02 1");
    }
}
