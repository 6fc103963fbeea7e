package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules over beds and visits, departments and hours: docs/semantics.md §5 and §6. */
class BedsAndHoursTest {
    private static final String[] OTHER = {"encounter_id", "F", "patient_id", "Q"};

    private static Feed closedDay(Feed feed) {
        return feed.closed("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    }

    @Test
    void aBedIsGivenOnAtTheInstantItIsLeft() {
        Feed feed = closedDay(new Feed().bed("ADMISSION", "08:00", "ICU/A").event("DISCHARGE", "10:00"));
        assertThat(feed.bed("ADMISSION", "10:00", "ICU/A", OTHER).findings()).isEmpty();
    }

    @Test
    void twoPatientsInABedAreFlaggedOnTheLaterStay() {
        Feed feed = closedDay(new Feed().bed("ADMISSION", "08:00", "ICU/A").event("DISCHARGE", "10:00"));
        feed.bed("ADMISSION", "09:59", "ICU/A", OTHER);
        assertThat(feed.gold().findings())
                .extracting(ExpectedFinding::subject, ExpectedFinding::involved)
                .containsExactly(tuple("F|1", List.of("E", "F", "Q")));
    }

    @Test
    void aStayThatBeginsAfterTheLastDayIsNotYetTwoInABed() {
        Feed feed = new Feed().bed("ADMISSION", "08:00", "ICU/A").bed("ADMISSION", "09:00", "ICU/A", OTHER);
        assertThat(feed.findings()).isEmpty();
        assertThat(feed.closed("2026-03-01T22:00:00Z", "2026-03-02T00:00:00Z").findings())
                .isEmpty();
        assertThat(feed.closed("2026-03-02T00:00:00Z", "2026-03-02T01:00:00Z").findings())
                .containsExactly("two_patients_in_bed");
    }

    @Test
    void aPatientWithTwoOpenVisitsIsInTwoBedsUnlessTheyAreOne() {
        Feed same =
                new Feed().bed("ADMISSION", "08:00", "ICU/A").bed("ADMISSION", "09:00", "ICU/A", "encounter_id", "F");
        assertThat(same.findings()).containsExactly("overlapping_visits");
        Feed two =
                new Feed().bed("ADMISSION", "08:00", "ICU/A").bed("ADMISSION", "09:00", "ICU/B", "encounter_id", "F");
        assertThat(two.findings()).containsExactly("overlapping_visits", "patient_in_two_beds");
    }

    @Test
    void aVisitThatBeginsWhenTheOtherEndsDoesNotOverlap() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "ICU/A")
                .event("DISCHARGE", "09:00")
                .bed("ADMISSION", "09:00", "ICU/A", "encounter_id", "F");
        assertThat(feed.findings()).isEmpty();
    }

    @Test
    void departmentsHaveVersionsFromExtractAndTopic() {
        Feed feed = new Feed()
                .departments("hospital_id,department,beds,staff,valid_from\n1,icu,10,8,2026-03-01T00:00:00Z\n")
                .department(
                        "{\"hospital_id\":1,\"department\":\"ICU\",\"staff\":9,\"event_time\":\"2026-03-02T06:00:00Z\"}")
                .department(
                        "{\"hospital_id\":1,\"department\":\"ICU\",\"beds\":-4,\"event_time\":\"2026-03-02T07:00:00Z\"}")
                .department("{\"hospital_id\":1,\"beds\":4,\"event_time\":\"2026-03-02T07:00:00Z\"}");
        assertThat(feed.rows(
                        "dim_department", "hospital_id", "department", "beds", "staff", "valid_from", "is_current"))
                .containsExactly(
                        "unknown unknown - - 1900-01-01T00:00:00.000000Z true",
                        "1 ICU 10 8 2026-03-01T00:00:00.000000Z false",
                        "1 ICU 10 9 06:00 true");
    }

    @Test
    void aDepartmentWithoutATimeHoldsFromItsRecordedTime() {
        Feed feed = new Feed().departments("hospital_id,department,beds\n1,ICU,10\n");
        assertThat(feed.rows("dim_department", "department", "valid_from")).contains("ICU 2026-03-03T00:00:00.000000Z");
    }

    @Test
    void anHourBalancesAndItsOccupancyIsAShareOfTheBeds() {
        Feed feed = new Feed()
                .departments("hospital_id,department,beds,staff,valid_from\n1,ICU,3,8,2026-03-02T08:00:00Z\n")
                .bed("ADMISSION", "08:00", "ICU/A")
                .bed("ADMISSION", "08:10", "ICU/B", OTHER)
                .bed("TRANSFER", "08:40", "Surgery/C", OTHER)
                .closed("2026-03-02T07:00:00Z", "2026-03-02T09:00:00Z");
        assertThat(feed.rows(
                        "fact_department_hour",
                        "department",
                        "hour_start",
                        "opening_census",
                        "admissions",
                        "transfers_in",
                        "discharges",
                        "transfers_out",
                        "closing_census",
                        "occupied_minutes",
                        "beds",
                        "occupancy_percent",
                        "day"))
                .containsExactly(
                        "ICU 07:00 0 0 0 0 0 0 0 - - 2026-03-02",
                        // 60 and 30 of 180 minutes.
                        "ICU 08:00 0 2 0 0 1 1 90 3 50.000000 2026-03-02",
                        "Surgery 07:00 0 0 0 0 0 0 0 - - 2026-03-02",
                        "Surgery 08:00 0 0 1 0 0 1 20 - - 2026-03-02");
    }

    @Test
    void theFractionOfAPercentIsCutNotRounded() {
        Feed feed = new Feed()
                .departments("hospital_id,department,beds,staff,valid_from\n1,ICU,3,8,2026-03-02T00:00:00Z\n")
                .bed("ADMISSION", "08:00", "ICU/A")
                .event("DISCHARGE", "08:05")
                .closed("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z");
        assertThat(feed.rows("fact_department_hour", "occupied_minutes", "occupancy_percent"))
                .containsExactly("5 2.770000");
    }

    @Test
    void aStayThatEndsAtMidnightIsADischargeOfTheNewDay() {
        Feed feed = new Feed()
                .bed("ADMISSION", "22:00", "ICU/A")
                .event(
                        "DISCHARGE",
                        "23:00",
                        "event_time",
                        "2026-03-03T00:00:00Z",
                        "recorded_time",
                        "2026-03-03T00:00:00Z")
                .closed("2026-03-02T23:00:00Z", "2026-03-03T02:00:00Z");
        assertThat(feed.rows("fact_department_hour", "day", "opening_census", "discharges", "closing_census"))
                .containsExactly("2026-03-02 1 0 1", "2026-03-03 1 1 0", "2026-03-03 0 0 0");
    }

    @Test
    void aFactCarriesTheVersionsThatHoldAtItsTime() {
        Feed feed = new Feed()
                .departments("hospital_id,department,beds,staff,valid_from\n1,ICU,3,8,2026-03-02T09:00:00Z\n")
                .event("UPDATE", "07:00", "age", "40")
                .bed("ADMISSION", "08:00", "ICU/A", "age", "41")
                .bed("TRANSFER", "10:00", "ICU/B");
        ExpectedGold gold = feed.gold();
        List<String> patients = Feed.rows(gold, "dim_patient", "patient_key");
        List<String> departments = Feed.rows(gold, "dim_department", "department_key");
        assertThat(patients).hasSize(2);
        assertThat(departments).hasSize(2).startsWith("unknown");
        assertThat(Feed.rows(gold, "fact_bed_stay", "patient_key", "department_key"))
                .containsExactly(
                        patients.get(1) + " " + departments.get(0), patients.get(1) + " " + departments.get(1));
    }

    @Test
    void theLatestRowOfADoctorStands() {
        Feed feed = new Feed().doctors("""
                        doctor_id,name,specialization,shift,hospital_id,department,updated_at
                        D1,"Dr. Diaz, Ana",Critical Care,Night,1,icu,2026-03-02T00:00:00Z
                        D1,"Dr. Diaz, Ana",Critical Care,Day,1,er,2026-03-01T00:00:00Z
                        """);
        assertThat(feed.rows("dim_doctor", "name", "shift", "department")).containsExactly("Dr. Diaz, Ana Night ICU");
    }

    @Test
    void theCalendarIsComplete() {
        Feed feed = new Feed();
        assertThat(feed.rows("dim_date", "date_key", "day_of_week", "day_name", "quarter", "is_weekend"))
                .hasSize(9_131)
                .startsWith("20150101 4 Thursday 1 false")
                .contains("20261101 7 Sunday 4 true");
        assertThat(feed.rows("dim_time", "time_key", "label", "part_of_day"))
                .hasSize(1_440)
                .contains("359 05:59 night", "360 06:00 morning", "1439 23:59 evening");
        assertThat(feed.rows("dim_hospital", "hospital_id", "time_zone")).hasSize(2);
    }
}
