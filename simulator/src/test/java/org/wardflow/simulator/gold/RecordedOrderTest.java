package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Worked examples for the recorded order of docs/semantics.md §1: a file that tells no recorded times has one for all its rows. */
class RecordedOrderTest {

    private static Feed admitted() {
        return new Feed().bed("ADMISSION", "08:00", "ICU/A", "recorded_time", "null");
    }

    @Test
    void aCancelClosesNothingThatHappenedLater() {
        Feed feed = admitted()
                .bed("TRANSFER", "09:00", "ICU/B", "recorded_time", "null")
                .event("CANCEL_TRANSFER", "09:30", "recorded_time", "null")
                .bed("TRANSFER", "14:00", "ICU/C", "recorded_time", "null");
        assertThat(feed.stays()).containsExactly("ICU A 08:00 14:00 ADMISSION TRANSFER", "ICU C 14:00 - TRANSFER -");
    }

    @Test
    void aCancelAtTheInstantOfItsEventClosesIt() {
        Feed feed = admitted()
                .event("CANCEL_TRANSFER", "09:00", "recorded_time", "null")
                .bed("TRANSFER", "09:00", "ICU/B", "recorded_time", "null");
        assertThat(feed.stays()).containsExactly("ICU A 08:00 - ADMISSION -");
    }

    @Test
    void aDischargeThatWasTakenBackIsFollowedByTheLatest() {
        Feed feed = admitted()
                .event("DISCHARGE", "10:00", "recorded_time", "null")
                .event("CANCEL_DISCHARGE", "10:30", "recorded_time", "null")
                .event("DISCHARGE", "15:00", "recorded_time", "null");
        assertThat(feed.stays()).containsExactly("ICU A 08:00 15:00 ADMISSION DISCHARGE");
    }

    @Test
    void theLatestDischargeAndTheLatestAnnouncementCount() {
        Feed feed = admitted()
                .event("PENDING_TRANSFER", "10:00", "recorded_time", "null", "pending_department", "Surgery")
                .event("PENDING_TRANSFER", "09:00", "recorded_time", "null", "pending_department", "Emergency")
                .event("DISCHARGE", "15:00", "recorded_time", "null")
                .event("DISCHARGE", "12:00", "recorded_time", "null");
        assertThat(feed.rows("fact_patient_flow", "discharge_ts", "pending_department"))
                .containsExactly("15:00 Surgery");
        assertThat(feed.rows("fact_pending_move", "pending_from_ts", "pending_until_ts", "pending_department"))
                .containsExactlyInAnyOrder("10:00 15:00 Surgery", "09:00 10:00 Emergency");
    }

    @Test
    void ofMergesOfOneIdTheEarliestCounts() {
        Feed feed = new Feed()
                .event("UPDATE", "08:00", "patient_id", "A", "encounter_id", "null")
                .event(
                        "MERGE",
                        "10:00",
                        "retired_patient_id",
                        "A",
                        "surviving_patient_id",
                        "B",
                        "recorded_time",
                        "null")
                .event(
                        "MERGE",
                        "09:00",
                        "retired_patient_id",
                        "A",
                        "surviving_patient_id",
                        "C",
                        "recorded_time",
                        "null");
        assertThat(feed.rows("dim_patient", "patient_id")).containsExactly("C");
    }

    @Test
    void theOrderThatTheSourceGivesComesFirst() {
        Feed feed = admitted()
                .bed("TRANSFER", "09:00", "ICU/B", "recorded_time", "null", "sequence", "2")
                .event("CANCEL_TRANSFER", "09:30", "recorded_time", "null", "sequence", "1");
        assertThat(feed.stays()).hasSize(2);
    }
}
