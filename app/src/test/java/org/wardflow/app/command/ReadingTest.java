package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read, over one home: two patients, one misspelt department, one message that is no JSON. */
class ReadingTest {
    private static final String EVENTS = """
            {"patient_id": "pat-1", "gender": "f", "age": 40, "department": "icu", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            {"event_id": "e-1", "event_type": "ADMISSION", "event_time": "2026-10-30T10:00:00Z", \
            "recorded_time": "2026-10-30T10:01:00Z", "patient_id": "pat-2", "encounter_id": "enc-2", "hospital_id": "2", \
            "department": "Surgery", "bed_id": "S-1"}
            broken
            """;

    @TempDir
    static Path folder;

    private static Session session = new Session(Path.of("unset"));

    @BeforeAll
    static void prepare() throws IOException {
        session = new Session(folder.resolve("home"));
        Path file = Files.writeString(folder.resolve("events.ndjson"), EVENTS);
        assertThat(session.run("ingest", "patient-flow", file.toString(), "--recorded-at", "2026-10-30T12:30:00Z")
                        .exitCode())
                .isZero();
        Session.Outcome run = session.run("run");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("cycle  model", "silver.patient_flow_message", "4 hours closed")
                .contains("gold.fact_department_hour");
    }

    @Test
    void aSecondRunFindsNothingPending() {
        assertThat(session.run("run").out())
                .isEqualTo("Nothing pending\n0 hours closed\n".replace("\n", System.lineSeparator()));
    }

    @Test
    void aQueryIsPrintedInEachFormat() {
        String sql = "select encounter_id, transfers from gold.fact_patient_flow where patient_id = 'pat-2'";
        assertThat(session.run("query", sql).out())
                .contains("encounter_id  transfers", "enc-2                 0", "(1 row)");
        assertThat(session.run("query", sql, "--format", "csv").out()).isEqualTo("encounter_id,transfers\nenc-2,0\n");
        assertThat(session.run("query", "--format=JSON", sql).out())
                .contains("{\"encounter_id\":\"enc-2\",\"transfers\":0}");
    }

    @Test
    void whatIsNotOneSelectIsRefused() {
        for (String sql : new String[] {
            "drop table gold.dim_date",
            "select 1; select 2",
            "select * from read_csv('/etc/passwd')",
            "select nonsense from gold.dim_date",
            "selekt"
        }) {
            Session.Outcome refused = session.run("query", sql);
            assertThat(refused.exitCode()).as(sql).isEqualTo(2);
            assertThat(refused.err()).as(sql).contains("QUERY_INVALID").doesNotContain("Exception");
        }
        Session.Outcome missing = session.run("query", "select * from gold.nothing");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("TABLE_MISSING");
    }

    @Test
    void aStatementThatIsNoSelectIsToldInOurWords() {
        for (String sql : new String[] {"drop table gold.dim_date", "set threads = 1", "describe gold.dim_date"}) {
            assertThat(session.run("query", sql).err())
                    .as(sql)
                    .contains("QUERY_INVALID", "Found: a statement that is no SELECT", "write one SELECT over tables");
        }
    }

    @Test
    void aColumnThatIsNotThereIsToldWithThoseThatAre() {
        String refused = session.run("query", "select depatment from gold.dim_department")
                .err();
        assertThat(refused)
                .contains("\"depatment\" not found", "correct the query; gold.dim_department has department_key, ")
                .hasLineCount(3);
        assertThat(session.run("query", "select d.depatment from gold.dim_date as d")
                        .err())
                .contains("depatment", "; gold.dim_date has ");
        assertThat(session.run("query", "select nonsense(1)").err()).endsWith("correct the query\n");
    }

    @Test
    void theLakeIsShownAsItWasKnown() {
        String sql = "select count(*) as n from gold.fact_department_hour";
        assertThat(session.run("query", sql, "--known-at", "1", "--format", "csv")
                        .out())
                .isEqualTo("n\n0\n");
        assertThat(session.run("query", sql, "--known-at", "2", "--format", "csv")
                        .out())
                .doesNotContain("\n0\n");
        assertThat(session.run("query", sql, "--known-at", "2001-01-01").err())
                .contains("VERSION_GONE", "no cycle had ended by then", "choose a later state");
        assertThat(session.run("query", sql, "--known-at", "999").err())
                .contains("VERSION_GONE", "cycle 999; the newest is ", "choose that one, or one before it");
        assertThat(session.run("query", sql, "--known-at", "soon").exitCode()).isEqualTo(2);
    }

    @Test
    void tablesAndHistoryShowVersions() {
        assertThat(session.run("tables", "--format", "csv").out())
                .startsWith("table,version,rows,files,kib,changed\n")
                .contains("\nbronze.patient_flow,1,3,1,");
        assertThat(session.run("history", "bronze.patient_flow", "--format", "csv")
                        .out())
                .contains(",APPEND,1,0,3,0\n0,", ",CREATE,0,0,0,0");
        Session.Outcome missing = session.run("history", "nonsense");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("TABLE_MISSING: There is no table nonsense");
    }

    @Test
    void statusShowsSourcesHoursAndFindings() {
        assertThat(session.run("status").out())
                .contains("patient-flow     3        0           0", "closed hours: up to 2026-10-30T12:00:00Z")
                .contains("department_spelling  repair", "malformed_payload    quarantine")
                .containsPattern("expectations: ([0-9]+) of \\1 met");
    }

    @Test
    void explainLeadsFromTheBytesToGold() {
        Session.Outcome visit = session.run("explain", "visit", "enc-2");
        assertThat(visit.exitCode()).isZero();
        assertThat(visit.out())
                .contains("{\"event_id\": \"e-1\"", "line 2,", "Events, as folded", "gold.fact_bed_stay");
        assertThat(session.run("explain", "patient", "pat-1").out())
                .contains("department: sent icu, used ICU", "gender: sent f, used Female", "gold.dim_patient");
        assertThat(session.run("explain", "event", "e-1").out()).contains("gold.fact_patient_flow");
        Session.Outcome nothing = session.run("explain", "event", "' or 1=1 --");
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("Nothing bears that id");
        assertThat(session.run("explain", "ward", "1").exitCode()).isEqualTo(2);
    }

    @Test
    void explainShowsThatAMessageIsQuarantined() {
        String digest = session.run("query", "select payload_sha256 from silver.quarantine", "--format", "csv")
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(session.run("explain", "event", digest).out())
                .contains("\n  broken\n".strip(), "quarantine_rule=malformed_payload");
    }

    @Test
    void verifyFindsWhatWasNotTakenIn() {
        Path simulated = folder.resolve("simulated");
        assertThat(session.run("simulate", "--out", simulated.toString(), "--days", "1", "--hospitals", "1")
                        .exitCode())
                .isZero();
        Session.Outcome different = session.run("verify", "--truth", simulated.toString());
        assertThat(different.exitCode()).isEqualTo(1);
        assertThat(different.out())
                .contains("NOT verified", "gold.fact_patient_flow")
                .doesNotContain("pat-1", "pat-2");
        Session.Outcome again = session.run("simulate", "--out", simulated.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("not empty");
        assertThat(session.run("verify", "--truth", folder.toString()).exitCode())
                .isEqualTo(3);
    }
}
