package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Merges, conflicts and observations: docs/semantics.md §3 and §5. */
class IdentityTest {

    private static Feed merge(Feed feed, String time, String retired, String surviving) {
        return feed.event("MERGE", time, "retired_patient_id", retired, "surviving_patient_id", surviving);
    }

    @Test
    void mergesOfPatientsFormChains() {
        Feed feed = new Feed().event("UPDATE", "08:00", "patient_id", "A", "age", "40", "encounter_id", "null");
        merge(feed, "09:00", "A", "B");
        merge(feed, "10:00", "B", "C");
        feed.event("UPDATE", "11:00", "patient_id", "C", "age", "41", "encounter_id", "null");
        assertThat(feed.rows("dim_patient", "patient_id", "age", "valid_from", "valid_to", "is_current"))
                .containsExactly("C 40 08:00 11:00 false", "C 41 11:00 - true");
        assertThat(feed.gold().resolvePatient("A")).isEqualTo("C");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void aMergeThatClosesACycleIsRefused() {
        Feed feed = new Feed().event("UPDATE", "08:00", "patient_id", "A", "encounter_id", "null");
        merge(feed, "09:00", "A", "B");
        merge(feed, "10:00", "B", "C");
        merge(feed, "11:00", "C", "A");
        merge(feed, "11:30", "D", "D");
        assertThat(feed.findings()).containsExactly("merge_cycle", "merge_cycle");
        assertThat(feed.rows("dim_patient", "patient_id")).containsExactly("C");
    }

    @Test
    void aLaterMergeOfAnIdIsIgnoredEvenWhereItWouldBeACycleOrFollowsARefusedOne() {
        Feed feed = new Feed().event("UPDATE", "08:00", "patient_id", "A", "encounter_id", "null");
        merge(feed, "09:00", "A", "B");
        merge(feed, "10:00", "A", "A");
        assertThat(feed.findings()).isEmpty();
        merge(feed, "11:00", "D", "D");
        merge(feed, "11:30", "D", "E");
        assertThat(feed.findings()).containsExactly("merge_cycle");
        assertThat(feed.gold().resolvePatient("D")).isEqualTo("D");
    }

    @Test
    void mergesAreTakenAsRecordedAndTheFirstOfAnIdHolds() {
        Feed feed = new Feed().event("UPDATE", "08:00", "patient_id", "A", "encounter_id", "null");
        feed.event(
                "MERGE",
                "07:00",
                "retired_patient_id",
                "A",
                "surviving_patient_id",
                "C",
                "recorded_time",
                "2026-03-02T12:00:00Z");
        merge(feed, "09:00", "A", "B");
        assertThat(feed.rows("dim_patient", "patient_id")).containsExactly("B");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void aRetiredIdIsFlaggedOnlyIfRecordedAfterItsMerge() {
        Feed feed = merge(new Feed(), "09:00", "A", "B");
        feed.event("UPDATE", "09:00", "patient_id", "A", "encounter_id", "null");
        assertThat(feed.findings()).isEmpty();
        feed.event("UPDATE", "09:01", "patient_id", "A", "encounter_id", "null");
        feed.event(
                "UPDATE", "08:00", "patient_id", "A", "encounter_id", "null", "recorded_time", "2026-03-02T10:00:00Z");
        assertThat(feed.findings()).containsExactly("retired_patient_id", "retired_patient_id");
    }

    @Test
    void mergedEncountersAreOneVisit() {
        Feed feed = new Feed()
                .event("REGISTER", "08:00", "department", "Emergency")
                .bed("ADMISSION", "08:30", "Emergency/A")
                .event("REGISTER", "10:00", "department", "ICU", "encounter_id", "F")
                .bed("TRANSFER", "10:00", "ICU/B", "encounter_id", "F")
                .event("MERGE", "11:00", "retired_encounter_id", "F", "surviving_encounter_id", "E")
                .event("DISCHARGE", "12:00");
        assertThat(feed.rows("fact_patient_flow", "encounter_id", "arrival_ts", "discharge_ts"))
                .containsExactly("E 08:00 12:00");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:30 10:00 ADMISSION TRANSFER", "ICU B 10:00 12:00 TRANSFER DISCHARGE");
    }

    @Test
    void theEndOfOneOfTwoMergedEncountersIsNoneIfTheOtherGoesOn() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:30", "Emergency/A", "encounter_id", "F")
                .event("DISCHARGE", "12:00", "encounter_id", "F")
                .bed("ADMISSION", "12:10", "ICU/B")
                .event("MERGE", "13:00", "retired_encounter_id", "F", "surviving_encounter_id", "E");
        assertThat(feed.rows("fact_patient_flow", "encounter_id", "admission_ts", "discharge_ts"))
                .containsExactly("E 08:30 -");
        assertThat(feed.stays()).containsExactly("Emergency A 08:30 12:00 ADMISSION LEAVE", "ICU B 12:10 - TRANSFER -");
        assertThat(feed.findings()).isEmpty();

        assertThat(feed.event("DISCHARGE", "18:00").rows("fact_patient_flow", "discharge_ts"))
                .containsExactly("18:00");
    }

    @Test
    void anAdmissionAtTheInstantOfTheOthersDischargeIsAMove() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:30", "Emergency/A", "encounter_id", "F")
                .event("DISCHARGE", "12:00", "encounter_id", "F")
                .bed("ADMISSION", "12:00", "ICU/B")
                .event("MERGE", "13:00", "retired_encounter_id", "F", "surviving_encounter_id", "E");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:30 12:00 ADMISSION TRANSFER", "ICU B 12:00 - TRANSFER -");
    }

    @Test
    void whoWasRegisteredUnderOneIdAndAdmittedUnderAnotherHasAValidVisit() {
        Feed feed = new Feed()
                .event("REGISTER", "08:00", "department", "Emergency", "encounter_id", "F")
                .event("DISCHARGE", "12:00", "encounter_id", "F")
                .bed("ADMISSION", "12:10", "ICU/B")
                .event("MERGE", "13:00", "retired_encounter_id", "F", "surviving_encounter_id", "E");
        assertThat(feed.rows("fact_patient_flow", "arrival_ts", "admission_ts", "discharge_ts", "has_valid_interval"))
                .containsExactly("08:00 12:10 - true");
        assertThat(feed.stays()).containsExactly("ICU B 12:10 - ADMISSION -");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void aDischargeThatNothingOfTheOtherEncounterFollowsIsOne() {
        Feed twice = new Feed()
                .bed("ADMISSION", "08:30", "ICU/A")
                .bed("ADMISSION", "08:35", "ICU/A", "encounter_id", "F")
                .event("DISCHARGE", "12:00")
                .event("MERGE", "13:00", "retired_encounter_id", "F", "surviving_encounter_id", "E");
        assertThat(twice.rows("fact_patient_flow", "admission_ts", "discharge_ts"))
                .containsExactly("08:30 12:00");
        Feed cancelled = twice.bed("TRANSFER", "12:30", "ICU/B", "encounter_id", "F")
                .event("CANCEL_TRANSFER", "12:40", "encounter_id", "F");
        assertThat(cancelled.rows("fact_patient_flow", "admission_ts", "discharge_ts"))
                .containsExactly("08:30 12:00");
    }

    @Test
    void ofMessagesWithOneIdTheFirstInTotalOrderStands() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "ICU/A", "event_id", "x", "recorded_time", "2026-03-02T09:00:00Z")
                .bed("ADMISSION", "08:00", "ICU/B", "event_id", "x", "recorded_time", "2026-03-02T08:59:00Z")
                .bed("ADMISSION", "08:01", "ICU/C", "event_id", "x", "recorded_time", "2026-03-02T08:01:00Z");
        assertThat(feed.stays()).containsExactly("ICU B 08:00 - ADMISSION -");
        assertThat(feed.findings()).containsExactly("event_id_conflict", "event_id_conflict");
    }

    @Test
    void observationsCarryForwardAndUnequalNeighboursMakeVersions() {
        Feed feed = new Feed()
                .event("UPDATE", "08:00", "age", "40", "insurance", "Private", "encounter_id", "null")
                .event("UPDATE", "10:00", "age", "200", "encounter_id", "null")
                .event("UPDATE", "11:00", "insurance", "Medicare", "encounter_id", "null")
                .event(
                        "UPDATE",
                        "09:00",
                        "insurance",
                        "None",
                        "recorded_time",
                        "2026-03-02T20:00:00Z",
                        "encounter_id",
                        "null");
        assertThat(feed.rows("dim_patient", "age", "insurance", "valid_from", "valid_to"))
                .containsExactly("40 Private 08:00 09:00", "40 None 09:00 11:00", "40 Medicare 11:00 -");
    }

    @Test
    void ofObservationsAtOneInstantTheLastCounts() {
        Feed feed = new Feed()
                .event("UPDATE", "08:00", "age", "41", "sequence", "2", "encounter_id", "null")
                .event("UPDATE", "08:00", "age", "40", "sequence", "1", "postal_code", "60601", "encounter_id", "null");
        assertThat(feed.rows("dim_patient", "age", "postal_code")).containsExactly("41 60601");
    }

    @Test
    void theExtractOfPatientsObservesTooAndCannotContradictAlone() {
        Feed feed = new Feed().patients("""
                        patient_id,gender,birth_date,updated_at
                        P,Male,1980-01-01,2026-03-02T07:00:00Z
                        P,f,1980-01-01,2026-03-02T09:00:00Z
                        """);
        assertThat(feed.rows("dim_patient", "gender", "valid_from")).containsExactly("Male 07:00", "Female 09:00");
        assertThat(feed.findings()).isEmpty();
        assertThat(feed.event("UPDATE", "12:00", "encounter_id", "null").findings())
                .containsExactly("contradictory_identity");
    }

    @Test
    void twoBirthDatesContradictAndAnUnreadableOneDoesNot() {
        Feed feed = new Feed().event("UPDATE", "08:00", "birth_date", "1980-01-01", "encounter_id", "null");
        assertThat(feed.event("UPDATE", "09:00", "birth_date", "1980-13-01", "encounter_id", "null")
                        .findings())
                .containsExactly("unreadable_value");
        assertThat(feed.event("UPDATE", "10:00", "birth_date", "1980-01-02", "encounter_id", "null")
                        .findings())
                .containsExactly("unreadable_value", "contradictory_identity");
    }
}
