package org.wardflow.simulator.gold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found about rows of extracts, messages about departments and readings of devices (docs/semantics.md §2), counted by hand. */
class RowsAndReadingsTest {
    private static final Instant FIRST = Feed.DEFAULT_RECORDED;
    private static final Instant NEXT_DAY = FIRST.plus(Duration.ofDays(1));

    private static List<String> counted(Feed feed) {
        return feed.rows("quality_result", "rule_id", "action", "source", "hospital_id", "recorded_day", "findings");
    }

    @Test
    void aFieldOfAPatientThatCannotBeReadIsOneFindingARow() {
        Feed feed = new Feed().patients("""
                patient_id,gender,age,birth_date,insurance,postal_code,updated_at
                p1,purple,40,,,,
                p2,Male,121,,,,
                p3,F,-1,1899-12-31,,,
                p4,F,0,1980-02-29,,,yesterday
                p5,,,,{x,,
                fine,f,120,1900-01-01,x,60601,1950-01-01T00:00Z
                poor,,,,,,
                """);
        assertThat(counted(feed)).containsExactly("unreadable_patient_field flag patients unknown 2026-03-03 5");
    }

    @Test
    void aRowIsFoundOnceForEachTimeThatItCame() {
        String csv = "patient_id,age\np1,old\np1,old\n";
        Feed feed = new Feed().patients(csv, FIRST).patients(csv, FIRST).patients(csv, NEXT_DAY);
        assertThat(counted(feed))
                .containsExactly(
                        "unreadable_patient_field flag patients unknown 2026-03-03 1",
                        "unreadable_patient_field flag patients unknown 2026-03-04 1");
        String spaced = "patient_id,age\np1,old\np1,old \n";
        assertThat(counted(new Feed().patients(spaced, FIRST)))
                .as("another line is another row")
                .containsExactly("unreadable_patient_field flag patients unknown 2026-03-03 2");
    }

    @Test
    void aRowWithoutItsIdsIsFoundOnceOnTheDayThatItFirstCame() {
        String patients = "patient_id,gender\n,Male\n,Male\n[x,Male\n,\n\nP,Male\n";
        Feed feed = new Feed()
                .patients(patients, NEXT_DAY)
                .patients(patients, FIRST)
                .departments("hospital_id,department,beds\n1,,8\n,ICU,many\n1,ICU,8\n")
                .doctors("doctor_id,name,updated_at\n,Grey,soon\n")
                .department("{\"hospital_id\": \"1\", \"beds\": \"many\"}", NEXT_DAY)
                .department("{\"hospital_id\": [\"1\"], \"department\": \"ICU\"}")
                .department("no json")
                .department("no json", NEXT_DAY);
        assertThat(counted(feed))
                .containsExactly(
                        "row_without_key quarantine department unknown 2026-03-03 2",
                        "row_without_key quarantine department unknown 2026-03-04 1",
                        "row_without_key quarantine departments unknown 2026-03-03 2",
                        "row_without_key quarantine doctors unknown 2026-03-03 1",
                        "row_without_key quarantine patients unknown 2026-03-03 3");
    }

    @Test
    void aMessageAboutADepartmentIsFoundOnTheDayOfItsRecordedTimeAndInItsHospital() {
        Feed feed = new Feed()
                .department(message("1", "\"beds\": \"-1\", \"event_time\": \"2026-03-01T10:00:00Z\""))
                .department(message("1", "\"staff\": \"many\", \"recorded_time\": \"2026-03-02T10:00:00Z\""))
                .department(message("9", "\"beds\": 2147483648, \"event_time\": \"2026-03-02T10:00:00Z\""))
                .department(message("5", "\"beds\": {\"n\": 1}, \"event_time\": \"2026-03-02T10:00:00Z\""))
                .department(message("5", "\"event_time\": \"2026-03-02T10:00:00Z\", \"recorded_time\": \"now\""))
                .department(message("1", "\"valid_from\": [], \"event_time\": \"2026-03-02T10:00:00Z\""))
                .department(message("1", "\"beds\": 0, \"staff\": \"007\", \"event_time\": \"1950-03-02T10:00Z\""));
        assertThat(counted(feed))
                .containsExactly(
                        "capacity_of_unknown_hospital quarantine department unknown 2026-03-03 1",
                        "unreadable_department_field flag department 1 2026-03-02 1",
                        "unreadable_department_field flag department 1 2026-03-03 1",
                        "unreadable_department_field flag department 5 2026-03-03 2",
                        "unreadable_department_field flag department unknown 2026-03-03 1");
    }

    @Test
    void aMessageAboutADepartmentIsFoundAgainOnlyWithoutATimeOfItsOwn() {
        String timed = message("1", "\"beds\": \"x\", \"event_time\": \"2026-03-02T10:00:00Z\"");
        String untimed = message("5", "\"event_time\": \"noon\"");
        Feed feed = new Feed();
        for (Instant at : List.of(NEXT_DAY, FIRST, FIRST)) {
            feed.department(timed, at).department(untimed, at);
        }
        assertThat(counted(feed))
                .containsExactly(
                        "unreadable_department_field flag department 1 2026-03-03 1",
                        "unreadable_department_field flag department 5 2026-03-03 1",
                        "unreadable_department_field flag department 5 2026-03-04 1");
    }

    @Test
    void aRowOfTheExtractOfDepartmentsIsFoundAsAMessageIs() {
        Feed feed = new Feed().departments("""
                hospital_id,department,beds,staff,valid_from
                1,ICU,8,,soon
                1,Surgery,8.0,,
                1,Emergency,8,9,1900-01-01T00:00
                """);
        assertThat(counted(feed)).containsExactly("unreadable_department_field flag department 1 2026-03-03 2");
    }

    @Test
    void bedsOfAHospitalOrDepartmentThatNobodyKnowsAreNobodys() {
        Feed feed = new Feed()
                .department(message("9", "\"beds\": 4, \"event_time\": \"2026-03-02T10:00Z\""))
                .departments("""
                hospital_id,department,beds
                1,ICU,8
                1,ICUU,8
                9,ICUU,8
                """);
        assertThat(counted(feed))
                .containsExactly(
                        "capacity_of_unknown_hospital quarantine department unknown 2026-03-03 2",
                        "capacity_of_unknown_department quarantine department 1 2026-03-03 1",
                        "capacity_of_unknown_department quarantine department unknown 2026-03-03 1");
        assertThat(feed.rows("dim_department", "hospital_id", "department", "beds"))
                .containsExactly("unknown unknown -", "1 ICU 8");
    }

    @Test
    void aRowOfADoctorIsFoundForItsTimeOrANestedText() {
        Feed feed = new Feed().doctors("""
                doctor_id,name,hospital_id,updated_at
                d1,A,1,soon
                d2,B,1,2026-03-01T00:00Z
                d3,[C,5,
                d4,D,,never
                """);
        assertThat(counted(feed))
                .containsExactly(
                        "unreadable_doctor_field flag doctors 1 2026-03-03 1",
                        "unreadable_doctor_field flag doctors 5 2026-03-03 1",
                        "unreadable_doctor_field flag doctors unknown 2026-03-03 1");
    }

    @ParameterizedTest
    @CsvSource({
        "heart_rate, 300, ''",
        "heart_rate, 300.000001, implausible_heart_rate",
        "heart_rate, -0, ''",
        "heart_rate, -0.000001, implausible_heart_rate",
        "heart_rate, 1000000000, unreadable_vital_sign",
        "oxygen_saturation, 100, ''",
        "oxygen_saturation, 100.1, implausible_oxygen_saturation",
        "oxygen_saturation, -1, implausible_oxygen_saturation",
        "oxygen_saturation, 1e2, unreadable_vital_sign",
        "temperature, -300, ''",
        "temperature, 37.1234567, unreadable_vital_sign",
        "systolic_pressure, {}, unreadable_vital_sign",
        "ventilator, [on], unreadable_vital_sign",
        "ventilator, perhaps, ''",
        "recorded_time, now, unreadable_vital_sign",
        "hospital_id, {, unreadable_vital_sign",
        "mood, {, ''",
    })
    void aReadingIsJudgedByItsValues(String name, String value, String finding) {
        Feed feed = new Feed().reading(reading("\"" + name + "\": \"" + value + "\""), FIRST);
        assertThat(feed.findings()).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{\"device_id\": \"d\", \"event_time\": \"2026-03-02T10:00Z\"}",
                "{\"patient_id\": \" \", \"device_id\": \"d\", \"event_time\": \"2026-03-02T10:00Z\"}",
                "{\"patient_id\": \"p\", \"event_time\": \"2026-03-02T10:00Z\"}",
                "{\"patient_id\": \"p\", \"device_id\": \"d\", \"event_time\": \"2026-03-02\"}"
            })
    void aReadingWithoutPatientDeviceOrTimeHasNoKey(String payload) {
        assertThat(counted(new Feed().reading(payload, FIRST)))
                .containsExactly("vital_sign_without_key quarantine vital-sign unknown 2026-03-03 1");
    }

    @Test
    void copiesOfAReadingAreOneWhichIsCountedInItsHospitalOnItsDay() {
        String told = reading("\"heart_rate\": 900, \"hospital_id\": \"5\", \"recorded_time\": \"2026-03-02T10:00Z\"");
        String untold = reading("\"heart_rate\": \"900\", \"temperature\": \"warm\", \"hospital_id\": \"9\"");
        Feed feed = new Feed()
                .reading(told, NEXT_DAY)
                .reading(told, NEXT_DAY)
                .reading(untold, NEXT_DAY)
                .reading(untold, FIRST);
        assertThat(counted(feed))
                .containsExactly(
                        "implausible_heart_rate repair vital-sign 5 2026-03-02 1",
                        "implausible_heart_rate repair vital-sign unknown 2026-03-03 1",
                        "unreadable_vital_sign flag vital-sign unknown 2026-03-03 1");
        assertThat(feed.rows("dim_patient", "patient_id")).isEmpty();
    }

    @Test
    void whatIsOverTheLimitHasNoKey() {
        String message = message("1", "\"beds\": 8");
        String reading = reading("\"heart_rate\": 900");
        Feed feed = new Feed()
                .limit(Math.min(message.length(), reading.length()) - 1)
                .department(message)
                .reading(reading, FIRST);
        assertThat(feed.findings()).containsExactly("row_without_key", "vital_sign_without_key");
        assertThat(feed.rows("dim_department", "department")).containsExactly("unknown");
    }

    @Test
    void anAliasIsReadAsTheAttributeOfAReading() {
        Feed feed = new Feed().alias("heart_rate", "pulse").reading(reading("\"pulse\": 301"), FIRST);
        assertThat(feed.findings()).containsExactly("implausible_heart_rate");
    }

    private static String message(String hospital, String more) {
        return "{\"hospital_id\": \"%s\", \"department\": \"ICU\", %s}".formatted(hospital, more);
    }

    private static String reading(String more) {
        return "{\"patient_id\": \"p\", \"device_id\": \"d\", \"event_time\": \"1950-03-02T10:00Z\", %s}"
                .formatted(more);
    }
}
