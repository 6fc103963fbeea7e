package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Worked visits for docs/semantics.md §4: where they come in, and what moves nobody. */
class WhereAVisitIsTest {

    @Test
    void whatMovesNobodyIsTold() {
        Feed outside = new Feed()
                .bed("ADMISSION", "08:00", "ICU/A")
                .event("LEAVE", "07:00")
                .event("LEAVE", "09:00")
                .event("DISCHARGE", "10:00")
                .event("RETURN", "11:00");
        assertThat(outside.findings()).containsExactly("move_outside_visit", "move_outside_visit");
        assertThat(outside.stays()).containsExactly("ICU A 08:00 09:00 ADMISSION LEAVE");
        Feed neverAdmitted =
                new Feed().event("REGISTER", "08:00", "department", "ICU").bed("TRANSFER", "09:00", "ICU/A");
        assertThat(neverAdmitted.findings()).containsExactly("move_outside_visit");
        assertThat(neverAdmitted.bed("ADMISSION", "08:30", "ICU/B").findings()).isEmpty();
    }

    @Test
    void aVisitCameInWhereItWasRegistered() {
        String[] columns = {"arrival_department", "department"};
        Feed feed = new Feed().event("REGISTER", "08:00", "department", "Emergency");
        assertThat(feed.rows("fact_patient_flow", columns)).containsExactly("Emergency Emergency");
        assertThat(feed.bed("ADMISSION", "12:00", "ICU/A").rows("fact_patient_flow", columns))
                .containsExactly("Emergency ICU");
        assertThat(feed.event("CANCEL_REGISTER", "12:30").rows("fact_patient_flow", columns))
                .containsExactly("ICU ICU");
        assertThat(new Feed()
                        .event("REGISTER", "08:00")
                        .bed("ADMISSION", "12:00", "ICU/A")
                        .rows("fact_patient_flow", columns))
                .containsExactly("ICU ICU");
    }
}
