package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of the report are those of SQL that was written for this test alone, over a home with every kind of dirt. */
class QualityReportTest {
    private static final String READINGS = """
            {"device_id": "d1", "patient_id": "someone", "event_time": "2026-10-13T10:00:00Z", "heart_rate": 900, "hospital_id": "1"}
            {"device_id": "d1", "patient_id": "someone", "event_time": "2026-10-13T10:01:00Z", "heart_rate": 90, "hospital_id": "1"}
            {"device_id": "d1", "patient_id": "someone", "event_time": "2026-10-13T10:01:00Z", "heart_rate": 90, "hospital_id": "1"}
            {"device_id": "<script>alert(1)</script>", "patient_id": null, "hospital_id": "<b>x</b>"}
            """;

    @TempDir
    static Path folder;

    private static Session session = new Session(Path.of("unset"));
    private static JsonNode report = new ObjectMapper().nullNode();
    private static String page = "";

    @BeforeAll
    static void prepare() throws IOException {
        session = new Session(folder.resolve("home"));
        String simulated = folder.resolve("simulated").toString();
        run("simulate", "--out", simulated, "--days", "3", "--hospitals", "2", "--seed", "3");
        run("ingest", "--simulated", simulated);
        Path readings = Files.writeString(folder.resolve("readings.ndjson"), READINGS);
        run("ingest", "vital-sign", readings.toString(), "--recorded-at", "2026-10-13T12:00:00Z");
        Path patients = Files.writeString(folder.resolve("patients.csv"), "patient_id,gender\n,Male\n");
        run("ingest", "patients", patients.toString(), "--recorded-at", "2026-10-13T12:00:00Z");
        Path wards = Files.writeString(
                folder.resolve("wards.csv"), "hospital_id,department,beds\n1,ICU,8\n1,Kardio,8\n1,,8\n");
        run("ingest", "departments", wards.toString(), "--recorded-at", "2026-10-13T12:00:00Z");
        run("run", "--until", "2026-10-15T00:00:00Z");
        run("quality", "report", "--out", folder.resolve("report.json").toString());
        assertThat(run(
                        "quality",
                        "report",
                        "--out",
                        folder.resolve("Report.HTML").toString()))
                .contains(" checks passed");
        report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        page = Files.readString(folder.resolve("Report.HTML"));
    }

    private static String run(String... arguments) {
        Session.Outcome outcome = session.run(arguments);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(String.join(" ", arguments)).isZero();
        return outcome.out();
    }

    /** A number by a text, as SQL has it. */
    private static Map<String, Long> asked(String sql) {
        Map<String, Long> answer = new TreeMap<>();
        run("query", sql, "--format", "csv").lines().skip(1).forEach(line -> {
            int comma = line.lastIndexOf(',');
            answer.put(line.substring(0, comma), Long.parseLong(line.substring(comma + 1)));
        });
        return answer;
    }

    /** The same, as the report has it, without what is nought. */
    private static Map<String, Long> told(String list, String name, String number) {
        Map<String, Long> told = new TreeMap<>();
        for (JsonNode entry : report.path(list)) {
            long value = entry.at(number).asLong();
            if (value != 0) {
                told.merge(entry.at(name).asText(), value, Long::sum);
            }
        }
        return told;
    }

    @Test
    void rowsAndMessagesOfEachSourceAreThoseOfBronze() {
        for (String[] source : new String[][] {
            {"patient-flow", "patient_flow"},
            {"vital-sign", "vital_sign"},
            {"patients", "patients"},
            {"department", "department"}
        }) {
            assertThat(told("sources", "/tally/name", "/tally/rows").get(source[0]))
                    .isEqualTo(asked("select 'n', count(*) from bronze." + source[1])
                            .get("n"));
            assertThat(told("sources", "/tally/name", "/tally/messages").get(source[0]))
                    .isEqualTo(asked("select 'n', count(distinct payload_sha256) from bronze." + source[1])
                            .get("n"));
        }
        assertThat(told("sources", "/tally/name", "/tally/accepted").get("departments"))
                .as("neither the ward that nobody knows nor the row without one")
                .isEqualTo(asked("select 'n', count(distinct payload_sha256) - 2 from bronze.departments")
                        .get("n"));
        assertThat(told("sources", "/tally/name", "/tally/rows").get("vital-sign"))
                .isEqualTo(4);
        JsonNode total = report.path("total");
        assertThat(total.path("accepted").asLong() + total.path("quarantined").asLong())
                .isEqualTo(total.path("messages").asLong());
    }

    @Test
    void findingsOfEachRuleAreThoseInSilver() {
        Map<String, Long> findings = asked("""
                select rule_id, count(*) from (
                    select unnest(string_split(trim(findings, '|'), '|')) as rule_id from silver.patient_flow_message
                    union all select unnest(string_split(trim(findings, '|'), '|')) from silver.vital_sign
                    union all select unnest(string_split(trim(findings, '|'), '|')) from silver.patient_record
                    union all select unnest(string_split(trim(findings, '|'), '|')) from silver.department_observation
                    union all select unnest(string_split(trim(findings, '|'), '|')) from silver.doctor
                    union all select rule_id from silver.event_finding
                        where rule_id in ('event_id_conflict', 'retired_patient_id', 'merge_cycle')
                    union all select 'row_without_key' from silver.row_without_key
                    union all select rule_id from silver.visit_finding
                    union all select rule_id from silver.patient_finding
                    union all select rule_id from silver.bed_finding
                    union all select rule_id from silver.delivery_finding cross join range(0, copies - 1)
                ) as found group by rule_id""");
        assertThat(findings).hasSizeGreaterThan(10);
        assertThat(told("rules", "/rule", "/findings")).isEqualTo(findings);
    }

    @Test
    void goldCountsTheFindingsOfEverySource() {
        Map<String, Long> told = told("rules", "/rule", "/findings");
        // A copy is no other message, and a decision is nothing that was sent.
        told.keySet().removeAll(List.of("exact_duplicate", "discarded", "discarded_vital_sign", "discarded_capacity"));
        assertThat(asked("select rule_id, cast(sum(findings) as bigint) from gold.quality_result group by rule_id"))
                .containsKeys("implausible_heart_rate", "vital_sign_without_key", "row_without_key")
                .isEqualTo(told);
    }

    @Test
    void theQuarantineIsCountedByRuleAndPlace() {
        assertThat(told("rules", "/rule", "/held"))
                .isEqualTo(asked("select rule_id, count(*) from silver.quarantine group by rule_id"));
        assertThat(told("quarantine", "/rule", "/messages"))
                .isEqualTo(asked("select rule_id, count(*) from silver.quarantine group by rule_id"));
        assertThat(told("quarantine", "/hospital", "/messages")).isEqualTo(asked("""
                        select case when hospital_id is null then 'none sent' when hospital_id in (select hospital_id from codes.hospital)
                            then hospital_id else 'unknown' end as place, count(*) from silver.quarantine group by place"""));
    }

    @Test
    void hospitalsAndDepartmentsAreCountedByMessage() {
        assertThat(told("hospitals", "/name", "/messages")).isEqualTo(asked("""
                select case when hospital_id is null then 'none sent' when hospital_id in (select hospital_id from codes.hospital)
                    then hospital_id else 'unknown' end as place, count(*)
                from (select hospital_id from silver.patient_flow_message union all select hospital_id from silver.vital_sign) as m
                group by place"""));
        assertThat(told("departments", "/name", "/accepted")).isEqualTo(asked("""
                select coalesce(department_listed, 'none sent') as place, count(*) from (
                    select payload_sha256, department_listed from silver.patient_flow_message
                    union all select payload_sha256, null from silver.vital_sign
                ) as m where payload_sha256 not in (select payload_sha256 from silver.quarantine) group by place"""));
        String repaired = """
                select 'repaired', count(*) from (
                    select payload_sha256, findings from silver.patient_flow_message
                    union all select payload_sha256, findings from silver.vital_sign
                ) as m
                where regexp_matches(findings, 'spelling|missing_event_time|future_event_time|age_out|unknown_gender|implausible')
                    and payload_sha256 not in (select payload_sha256 from silver.quarantine)""";
        assertThat(report.at("/total/repaired").asLong())
                .isEqualTo(asked(repaired).get("repaired"));
        assertThat(told("hospitals", "/name", "/repaired").values().stream()
                        .mapToLong(n -> n)
                        .sum())
                .isEqualTo(asked(repaired).get("repaired"));
    }

    @Test
    void theTrendsAddUp() {
        assertThat(told("days", "/day", "/messages")).isEqualTo(asked("""
                select cast(recorded_ts as date) as day, count(*)
                from (select recorded_ts from silver.patient_flow_message union all select recorded_ts from silver.vital_sign) as m
                group by day"""));
        assertThat(told("cycles", "/cycle", "/quarantined").values().stream()
                        .mapToLong(n -> n)
                        .sum())
                .isEqualTo(report.at("/total/quarantined").asLong());
        assertThat(told("cycles", "/cycle", "/rows").values().stream()
                        .mapToLong(n -> n)
                        .sum())
                .isEqualTo(report.at("/total/rows").asLong());
    }

    @Test
    void goldIsCheckedAndHoldsTogether() {
        assertThat(StreamSupport.stream(report.path("checks").spliterator(), false)
                        .map(check -> check.path("group").asText())
                        .distinct())
                .containsExactly("Conservation", "Nothing lost", "Keys", "References", "History", "Contracts");
        for (JsonNode check : report.path("checks")) {
            assertThat(check.path("violations").asLong()).as(check.toString()).isZero();
            assertThat(check.path("compared").asLong()).as(check.toString()).isPositive();
        }
        assertThat(report.at("/checks/0/compared").asLong())
                .isEqualTo(asked("select 'n', count(*) from gold.fact_department_hour")
                        .get("n"));
    }

    @Test
    void thePageNeedsNothingElseAndShowsNoPatient() {
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("prefers-color-scheme: dark", "<caption>", "scope=\"row\"")
                .contains("<code>unknown_department</code>", "vital_sign_without_key")
                .contains("\"hospital_id\":\"&lt;b&gt;x&lt;/b&gt;\"".replace("\"", "&quot;"))
                .doesNotContain("<script", "http:", "https:", "src=", "@import", "someone");
        String patients = run(
                "query",
                "select distinct patient_id from silver.patient_flow_message where patient_id is not null"
                        + " and length(patient_id) > 3",
                "--format",
                "csv");
        assertThat(patients).hasLineCount((int) patients.lines().count());
        patients.lines().skip(1).forEach(patient -> assertThat(page).doesNotContain(patient));
    }

    @Test
    void aPastStateCanBeReported() throws IOException {
        Path file = folder.resolve("first.json");
        run("quality", "report", "--run", "1", "--out", file.toString());
        JsonNode first = new ObjectMapper().readTree(file.toFile());
        assertThat(first.path("cycle").asLong()).isEqualTo(1);
        assertThat(first.path("closedUntil").isNull()).isTrue();
        assertThat(session.run("quality", "report", "--run", "99", "--out", file.toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(session.run(
                                "quality",
                                "report",
                                "--out",
                                folder.resolve("x.txt").toString())
                        .exitCode())
                .isEqualTo(2);
    }
}
