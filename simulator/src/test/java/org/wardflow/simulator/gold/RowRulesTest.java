package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row rule of docs/semantics.md §2 at its boundary. */
class RowRulesTest {

    private static Feed update(String time, String... more) {
        return new Feed().event("UPDATE", time, more).event("REGISTER", time, "department", "ICU");
    }

    @Test
    void aPayloadOverTheLimitIsSetAsideUnread() {
        String payload = "{\"event_type\":\"NONSENSE\"}";
        assertThat(new Feed().limit(payload.length()).raw(payload).findings())
                .containsExactly("missing_key_field", "unknown_event_type", "missing_event_time");
        assertThat(new Feed().limit(payload.length() - 1).raw(payload).findings())
                .containsExactly("oversized_payload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "\"x\"", "{} {}", "{\"a\":}", "{'a':1}", "not json"})
    void whatIsNoJsonObjectIsMalformed(String payload) {
        assertThat(new Feed().raw(payload).findings()).containsExactly("malformed_payload");
    }

    @Test
    void whatIsNotUtf8IsMalformed() {
        byte[] payload = "{\"event_type\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        payload[15] = (byte) 0xC3;
        assertThat(new Feed().raw(payload, Feed.DEFAULT_RECORDED).findings()).containsExactly("malformed_payload");
    }

    @ParameterizedTest
    @CsvSource({
        "REGISTER, patient_id encounter_id hospital_id department",
        "ADMISSION, patient_id encounter_id hospital_id department bed_id",
        "TRANSFER, patient_id encounter_id hospital_id department bed_id",
        "DISCHARGE, patient_id encounter_id hospital_id",
        "CANCEL_LEAVE, patient_id encounter_id hospital_id",
        "UPDATE, patient_id hospital_id",
        "BED_STATUS, hospital_id department bed_id bed_status",
        "MERGE, surviving_patient_id retired_patient_id",
    })
    void eachTypeNeedsItsKeyFieldsAndNoOther(String type, String needed) {
        List<String> all = List.of(
                "patient_id",
                "encounter_id",
                "hospital_id",
                "department",
                "bed_id",
                "bed_status",
                "surviving_patient_id",
                "retired_patient_id");
        assertThat(findings(type, all, "")).doesNotContain("missing_key_field");
        for (String field : all) {
            boolean isNeeded = (" " + needed + " ").contains(" " + field + " ");
            assertThat(findings(type, all, field).contains("missing_key_field"))
                    .as(field)
                    .isEqualTo(isNeeded);
        }
    }

    private static List<String> findings(String type, List<String> fields, String without) {
        StringBuilder json = new StringBuilder(
                "{\"event_id\":\"1\",\"event_time\":\"2026-03-02T00:00Z\",\"event_type\":\"" + type + "\"");
        for (String field : fields) {
            String value = field.equals("hospital_id") ? "1" : field.equals("department") ? "ICU" : field;
            json.append(",\"%s\":\"%s\"".formatted(field, field.equals(without) ? " " : value));
        }
        return new Feed().raw(json.append('}').toString()).findings();
    }

    @Test
    void anAliasCountsWhereNeitherTheNameNorAnAliasBeforeItIsSent() {
        assertThat(observed("\"patientId\":\"c\"")).containsExactly("c");
        assertThat(observed("\"patientId\":\"c\",\"mrn\":\"b\"")).containsExactly("b");
        assertThat(observed("\"patientId\":\"c\",\"mrn\":\"b\",\"patient_id\":\"a\""))
                .containsExactly("a");
        // A name that is sent without a value, or within an object, hides the aliases behind it.
        assertThat(observed("\"mrn\":\"b\",\"patient_id\":null")).isEmpty();
        assertThat(observed("\"patientId\":\"c\",\"guest\":{\"mrn\":\"b\"}")).isEmpty();
        Feed department = new Feed()
                .alias("beds", "bed_count")
                .department(
                        "{\"hospital_id\":1,\"department\":\"ICU\",\"bed_count\":7,\"event_time\":\"2026-03-02T00:00Z\"}");
        assertThat(department.rows("dim_department", "department", "beds")).containsExactly("unknown -", "ICU 7");
    }

    private static List<String> observed(String patient) {
        return new Feed()
                .alias("patient_id", "mrn", "patientId")
                .raw(
                        "{\"event_id\":\"1\",\"event_type\":\"UPDATE\",\"event_time\":\"2026-03-02T00:00Z\",\"hospital_id\":1,"
                                + patient + "}")
                .rows("dim_patient", "patient_id");
    }

    @Test
    void aMessageWithoutATypeOrAnIdLacksAKeyField() {
        assertThat(new Feed().event("UPDATE", "08:00", "event_type", "null").findings())
                .containsExactly("missing_key_field");
        assertThat(new Feed().event("UPDATE", "08:00", "event_id", "null").findings())
                .containsExactly("missing_key_field");
    }

    @Test
    void typesAreUpperCaseExactly() {
        assertThat(new Feed().event("Update", "08:00").findings()).containsExactly("unknown_event_type");
        assertThat(new Feed().event("CANCEL_UPDATE", "08:00").findings()).containsExactly("unknown_event_type");
    }

    @Test
    void aHospitalMustBeKnownAndMayBeANumber() {
        assertThat(new Feed().event("UPDATE", "08:00", "hospital_id", "9").findings())
                .containsExactly("unknown_hospital");
        assertThat(new Feed()
                        .raw("{\"event_id\":1,\"event_type\":\"UPDATE\",\"event_time\":\"2026-03-02T00:00Z\","
                                + "\"patient_id\":7,\"hospital_id\":1}")
                        .rows("dim_patient", "patient_id"))
                .containsExactly("7");
    }

    @Test
    void aDepartmentIsExactOrASynonymOrUnknown() {
        assertThat(new Feed().bed("ADMISSION", "08:00", "Emergency/A").findings())
                .isEmpty();
        assertThat(new Feed().bed("ADMISSION", "08:00", " Emergency /A").findings())
                .isEmpty();
        assertThat(new Feed().bed("ADMISSION", "08:00", "ER/A").findings()).containsExactly("department_spelling");
        assertThat(new Feed().bed("ADMISSION", "08:00", "Garage/A").findings()).containsExactly("unknown_department");
    }

    @Test
    void anEventTimeMayBeFiveMinutesAheadOfTheRecordedTime() {
        Feed within = new Feed().bed("ADMISSION", "08:05", "ICU/A", "recorded_time", "2026-03-02T08:00:00Z");
        assertThat(within.findings()).isEmpty();
        assertThat(within.rows("fact_patient_flow", "admission_ts")).containsExactly("08:05");
        Feed ahead = new Feed().bed("ADMISSION", "08:05", "ICU/A", "recorded_time", "2026-03-02T07:59:59.999999Z");
        assertThat(ahead.findings()).containsExactly("future_event_time");
        assertThat(ahead.rows("fact_patient_flow", "admission_ts")).containsExactly("2026-03-02T07:59:59.999999Z");
    }

    @Test
    void withoutAReadableEventTimeTheRecordedTimeStands() {
        Feed feed = new Feed()
                .bed("ADMISSION", "08:00", "ICU/A", "event_time", "noon", "recorded_time", "2026-03-02T12:00:00Z");
        assertThat(feed.findings()).containsExactly("missing_event_time");
        assertThat(feed.rows("fact_patient_flow", "admission_ts")).containsExactly("12:00");
    }

    @Test
    void anUnreadableRecordedTimeIsFlaggedAndTheDefaultStands() {
        Feed feed = new Feed()
                .event("REGISTER", "08:00", "department", "ICU", "recorded_time", "n/a", "event_time", "null");
        assertThat(feed.findings()).containsExactly("missing_event_time", "unreadable_time");
        assertThat(feed.rows("dim_patient", "valid_from")).containsExactly("2026-03-03T00:00:00.000000Z");
    }

    @Test
    void theEarliestDefaultOfAllCopiesStandsAndCopiesAreNotCountedInGold() {
        byte[] payload =
                "{\"patient_id\":\"P\",\"hospital_id\":1,\"department\":\"ICU\",\"bed_id\":3,\"admission_time\":null}"
                        .getBytes(StandardCharsets.UTF_8);
        Feed feed =
                new Feed().raw(payload, Feed.DEFAULT_RECORDED).raw(payload, Feed.DEFAULT_RECORDED.minusSeconds(3_600));
        assertThat(feed.findings()).containsExactly("missing_event_time", "exact_duplicate");
        assertThat(feed.rows("fact_patient_flow", "admission_ts")).containsExactly("23:00");
        assertThat(feed.rows("quality_result", "rule_id", "findings")).containsExactly("missing_event_time 1");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T08:00, 14:00",
        "2026-03-02 08:00:01, 2026-03-02T14:00:01.000000Z",
        "2026-03-02T08:00:01.5, 2026-03-02T14:00:01.500000Z",
        "2026-03-02T08:00:01.123456Z, 2026-03-02T08:00:01.123456Z",
        "2026-03-02T08:00+05:30, 02:30",
        "1999-12-31T23:59Z, 1999-12-31T23:59:00.000000Z",
    })
    void timesAreReadAsListed(String sent, String read) {
        Feed feed = new Feed().event("REGISTER", "20:00", "department", "ICU", "event_time", sent);
        assertThat(feed.rows("dim_patient", "valid_from")).containsExactly(read);
        assertThat(feed.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-02",
                "2026-03-02T8:00",
                "2026-02-30T08:00",
                "2026-03-02T24:00",
                "2026-03-02T08:00:60",
                "2026-03-02T08:00:00.1234567",
                "2026-03-02T08:00z",
                "2026-03-02T08:00+0100",
                "1899-12-31T23:59Z",
                "2200-01-01T00:00Z",
                "20260302T080000"
            })
    void otherTimesAreUnreadable(String sent) {
        assertThat(new Feed()
                        .event("REGISTER", "20:00", "department", "ICU", "event_time", sent)
                        .findings())
                .containsExactly("missing_event_time");
    }

    /** 18,250 days before the default recorded time, 2026-03-03: 50 years are 18,250 days and 12 or 13 leap days. */
    @Test
    void aTimeMoreThanFiftyYearsBackWasFilledInAndIsUnreadable() {
        Feed within = new Feed().bed("ADMISSION", "08:00", "ICU/A", "event_time", "1976-03-15T00:00:00Z");
        assertThat(within.findings()).isEmpty();
        assertThat(within.rows("fact_patient_flow", "admission_ts")).containsExactly("1976-03-15T00:00:00.000000Z");

        for (String filled : List.of("1900-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1976-03-14T23:59:59.999999Z")) {
            Feed admitted = new Feed()
                    .bed("ADMISSION", "08:00", "ICU/A", "event_time", filled, "recorded_time", "2026-03-02T09:00:00Z");
            assertThat(admitted.findings()).containsExactly("missing_event_time");
            assertThat(admitted.rows("fact_patient_flow", "admission_ts")).containsExactly("09:00");

            Feed recorded = new Feed().bed("ADMISSION", "08:00", "ICU/A", "recorded_time", filled);
            assertThat(recorded.findings()).containsExactly("unreadable_time");
            assertThat(recorded.rows("fact_patient_flow", "admission_ts")).containsExactly("08:00");

            Feed expected = new Feed()
                    .bed("ADMISSION", "08:00", "ICU/A")
                    .event("PENDING_DISCHARGE", "09:00", "expected_time", filled);
            assertThat(expected.findings()).containsExactly("unreadable_time");
            assertThat(expected.rows("fact_patient_flow", "expected_discharge_ts"))
                    .containsExactly("-");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "birth_date, 2 Jan 1986",
        "birth_date, 1986-02-30",
        "birth_date, 1899-12-31",
        "birth_date, 2200-01-01",
        "sequence, first",
        "insurance, [none]"
    })
    void whatCannotBeTakenIsFlagged(String name, String sent) {
        assertThat(update("08:00", name, sent).findings()).containsExactly("unreadable_value");
    }

    @Test
    void anObjectOrAnArrayInAKnownAttributeIsFlaggedAndInAnotherOneKept() {
        String message = "{\"event_id\":\"1\",\"event_type\":\"UPDATE\",\"event_time\":\"2026-03-02T00:00Z\","
                + "\"patient_id\":\"7\",\"hospital_id\":1,\"%s\":%s}";
        assertThat(new Feed()
                        .raw(message.formatted("postal_code", "{\"zip\":1}"))
                        .findings())
                .containsExactly("unreadable_value");
        assertThat(new Feed().raw(message.formatted("age", "[]")).findings()).containsExactly("unreadable_value");
        assertThat(new Feed().raw(message.formatted("mood", "[]")).findings()).isEmpty();
        assertThat(new Feed().raw(message.formatted("birth_date", "null")).findings())
                .isEmpty();
    }

    @Test
    void aLocalTimeInTheGapIsReadWithTheOffsetBeforeIt() {
        Feed feed = local("1", "2026-03-08T02:30", "2026-03-08T12:00Z");
        assertThat(feed.rows("dim_patient", "valid_from")).containsExactly("2026-03-08T08:30:00.000000Z");
        assertThat(feed.findings()).containsExactly("ambiguous_local_time");
    }

    @Test
    void aLocalTimeInTheOverlapIsTheEarlierInstantInTheFacilitysZone() {
        Feed chicago = local("1", "2026-11-01T01:30", "2026-11-01T12:00Z");
        assertThat(chicago.rows("dim_patient", "valid_from")).containsExactly("2026-11-01T06:30:00.000000Z");
        assertThat(chicago.findings()).containsExactly("ambiguous_local_time");
        Feed newYork = local("5", "2026-11-01T01:30", "2026-11-01T12:00Z");
        assertThat(newYork.rows("dim_patient", "valid_from")).containsExactly("2026-11-01T05:30:00.000000Z");
    }

    @Test
    void theOverlapBeginsAndEndsOnTheMinuteAndAnOffsetEndsTheDoubt() {
        assertThat(local("1", "2026-11-01T00:59", "2026-11-01T12:00Z").findings())
                .isEmpty();
        assertThat(local("1", "2026-11-01T01:00", "2026-11-01T12:00Z").findings())
                .hasSize(1);
        assertThat(local("1", "2026-11-01T02:00", "2026-11-01T12:00Z").findings())
                .isEmpty();
        assertThat(local("1", "2026-11-01T01:30-06:00", "2026-11-01T12:00Z").findings())
                .isEmpty();
    }

    private static Feed local(String hospital, String time, String recorded) {
        return new Feed()
                .event(
                        "REGISTER",
                        "20:00",
                        "department",
                        "ICU",
                        "hospital_id",
                        hospital,
                        "event_time",
                        time,
                        "recorded_time",
                        recorded);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "120, 120", "121, -", "-1, -", "45.0, -", "old, -"})
    void anAgeIsAWholeNumberFromZeroTo120(String sent, String read) {
        Feed feed = update("08:00", "age", sent);
        assertThat(feed.rows("dim_patient", "age")).containsExactly(read);
        assertThat(feed.findings()).isEqualTo(read.equals("-") ? List.of("age_out_of_range") : List.of());
    }

    @ParameterizedTest
    @CsvSource({"Male, Male, ''", "M, Male, gender_spelling", "FEMALE, Female, gender_spelling", "q, -, unknown_gender"
    })
    void aGenderIsAWordOrASynonym(String sent, String read, String finding) {
        Feed feed = update("08:00", "gender", sent);
        assertThat(feed.rows("dim_patient", "gender")).containsExactly(read);
        assertThat(feed.findings()).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @ParameterizedTest
    @CsvSource({
        "home, home, ''",
        "20, deceased, disposition_spelling",
        "Home, home, disposition_spelling",
        "99, 99, unknown_disposition"
    })
    void aDispositionIsAWordOrASynonymElseAsItWasSent(String sent, String read, String finding) {
        Feed feed = new Feed().bed("ADMISSION", "08:00", "ICU/A").event("DISCHARGE", "09:00", "disposition", sent);
        assertThat(feed.rows("fact_patient_flow", "disposition")).containsExactly(read);
        assertThat(feed.findings()).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @ParameterizedTest
    @CsvSource({"ready, ''", "U, bed_status_spelling", "Dirty, bed_status_spelling", "reserved, unknown_bed_status"})
    void aBedStatusIsAWordOrASynonym(String sent, String finding) {
        Feed feed = new Feed().bed("BED_STATUS", "08:00", "ICU/A", "bed_status", sent);
        assertThat(feed.findings()).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @Test
    void aMessageThatIsQuarantinedTakesPartInNothingButItsFindingsStay() {
        Feed feed = new Feed().bed("ADMISSION", "08:00", "ER/A", "hospital_id", "9", "age", "200");
        assertThat(feed.findings()).containsExactly("unknown_hospital", "department_spelling", "age_out_of_range");
        assertThat(feed.rows("dim_patient", "patient_id")).isEmpty();
        assertThat(feed.rows("quality_result", "rule_id", "action", "hospital_id", "recorded_day", "findings"))
                .containsExactly(
                        "unknown_hospital quarantine unknown 2026-03-02 1",
                        "department_spelling repair unknown 2026-03-02 1",
                        "age_out_of_range repair unknown 2026-03-02 1");
    }
}
