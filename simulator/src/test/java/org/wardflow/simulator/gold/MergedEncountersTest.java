package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Worked encounters of two numbers, E and F, that are merged into E: docs/semantics.md §4. */
class MergedEncountersTest {

    private static Feed merged(Feed feed, String time) {
        return feed.event("MERGE", time, "retired_encounter_id", "F", "surviving_encounter_id", "E");
    }

    private static Feed admittedTwice() {
        return new Feed()
                .bed("ADMISSION", "08:30", "Emergency/A")
                .bed("ADMISSION", "09:50", "ICU/C", "encounter_id", "F");
    }

    @Test
    void whoLiesInABedUnderTheOtherNumberIsNotDischarged() {
        Feed feed = merged(admittedTwice().event("DISCHARGE", "10:00"), "11:00");
        assertThat(feed.stays())
                .containsExactly("Emergency A 08:30 09:50 ADMISSION TRANSFER", "ICU C 09:50 - TRANSFER -");
        assertThat(feed.findings()).isEmpty();
        feed.bed("TRANSFER", "12:00", "ICU/D", "encounter_id", "F");
        assertThat(feed.stays())
                .containsExactly(
                        "Emergency A 08:30 09:50 ADMISSION TRANSFER",
                        "ICU C 09:50 12:00 TRANSFER TRANSFER",
                        "ICU D 12:00 - TRANSFER -");
        assertThat(feed.event("DISCHARGE", "18:00").rows("fact_patient_flow", "discharge_ts"))
                .containsExactly("18:00");
    }

    @Test
    void norWhoWasOnlyRegisteredUnderTheOneThatIsDischarged() {
        Feed feed = merged(
                new Feed()
                        .event("REGISTER", "08:00", "department", "Emergency", "encounter_id", "F")
                        .bed("ADMISSION", "09:50", "ICU/C")
                        .event("DISCHARGE", "10:00", "encounter_id", "F"),
                "11:00");
        assertThat(feed.stays()).containsExactly("ICU C 09:50 - ADMISSION -");
    }

    @Test
    void fromTheMergeOnTheNumberThatSurvivesIsThatOfTheWhole() {
        Feed feed =
                merged(admittedTwice(), "11:00").event("DISCHARGE", "11:00", "recorded_time", "2026-03-02T11:01:00Z");
        assertThat(feed.rows("fact_patient_flow", "discharge_ts")).containsExactly("11:00");
    }

    @Test
    void inAFileWithoutRecordedTimesTheMergeIsKnownFromWhenItHappened() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:30", "Emergency/A", "recorded_time", "null")
                .bed("ADMISSION", "09:50", "ICU/C", "recorded_time", "null", "encounter_id", "F")
                .event(
                        "MERGE",
                        "11:00",
                        "recorded_time",
                        "null",
                        "retired_encounter_id",
                        "F",
                        "surviving_encounter_id",
                        "E")
                .event("DISCHARGE", "10:00", "recorded_time", "null");
        assertThat(feed.rows("fact_patient_flow", "discharge_ts")).containsExactly("-");
        assertThat(feed.event("DISCHARGE", "18:00", "recorded_time", "null").rows("fact_patient_flow", "discharge_ts"))
                .containsExactly("18:00");
    }

    @Test
    void whoLeftTheOtherBedBeforeOrCameBackIsDischarged() {
        Feed left = merged(
                admittedTwice().event("DISCHARGE", "09:50", "encounter_id", "F").event("DISCHARGE", "15:00"), "16:00");
        assertThat(left.rows("fact_patient_flow", "discharge_ts")).containsExactly("15:00");
        Feed back =
                merged(admittedTwice().bed("TRANSFER", "09:55", "Emergency/B").event("DISCHARGE", "10:00"), "11:00");
        assertThat(back.rows("fact_patient_flow", "discharge_ts")).containsExactly("10:00");
    }

    @Test
    void aDischargeTakenBackIntoABedUnderTheOtherNumberFollowsToo() {
        Feed feed = merged(
                new Feed()
                        .bed("ADMISSION", "08:30", "Emergency/A")
                        .bed("ADMISSION", "08:40", "Emergency/A", "encounter_id", "F")
                        .event("DISCHARGE", "15:00")
                        .event("DISCHARGE", "15:00", "encounter_id", "F")
                        .bed("CANCEL_DISCHARGE", "15:30", "ICU/C", "encounter_id", "F", "cancels_event_id", "e4"),
                "16:00");
        assertThat(feed.stays()).containsExactly("Emergency A 08:30 15:00 ADMISSION LEAVE", "ICU C 15:30 - TRANSFER -");
    }

    @Test
    void aCancelWithoutANameTakesBackWhatWasSentUnderItsOwnNumber() {
        Feed feed = merged(admittedTwice().event("CANCEL_ADMISSION", "10:00"), "11:00");
        assertThat(feed.stays()).containsExactly("ICU C 09:50 - ADMISSION -");
        Feed nothingOpen = merged(
                new Feed()
                        .event("REGISTER", "08:00", "department", "Emergency", "encounter_id", "F")
                        .bed("ADMISSION", "09:50", "ICU/C")
                        .event("CANCEL_ADMISSION", "10:00", "encounter_id", "F"),
                "11:00");
        assertThat(nothingOpen.stays()).containsExactly("ICU C 09:50 - ADMISSION -");
    }

    @Test
    void onceTheNumbersAreMergedItTakesBackTheLatestOfTheWhole() {
        Feed feed = merged(admittedTwice(), "10:00").event("CANCEL_ADMISSION", "10:30");
        assertThat(feed.stays()).containsExactly("Emergency A 08:30 - ADMISSION -");
        assertThat(feed.event("CANCEL_ADMISSION", "10:40", "encounter_id", "F").stays())
                .isEmpty();
    }

    @Test
    void whatWasTakenBackAloneIsNotTakenBackAgain() {
        Feed feed = admittedTwice()
                .bed("TRANSFER", "10:00", "ICU/D", "encounter_id", "F")
                .bed("TRANSFER", "10:10", "Surgery/E")
                .event("CANCEL_TRANSFER", "10:20", "encounter_id", "F");
        assertThat(merged(feed, "11:00").event("CANCEL_TRANSFER", "11:30").stays())
                .containsExactly("Emergency A 08:30 09:50 ADMISSION TRANSFER", "ICU C 09:50 - TRANSFER -");
    }
}
