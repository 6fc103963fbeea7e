package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.lake.TableName;

/** Rejected messages, and what a steward does about them. */
class QuarantineTest {
    private static final String EVENT = """
            {"event_id": "%1$s", "event_type": "%2$s", "event_time": "%3$s", "recorded_time": "%3$s", "patient_id": "%4$s", \
            "encounter_id": "v-%4$s", "hospital_id": "1", "department": "%5$s", "bed_id": "B1", "gender": "f", \
            "blood_group": "AB"}
            """;
    private static final String SYNONYMS = "codes/department_synonym.csv";

    @TempDir
    Path folder;

    private Session session = new Session(Path.of("unset"));

    @BeforeEach
    void prepare() {
        session = home("home");
    }

    @Test
    void messagesAreCountedByRuleTopicHospitalAndDepartment() throws IOException {
        take(session);
        assertThat(lines("quarantine", "list", "--format", "csv"))
                .startsWith("rule,source,messages,discarded,oldest,newest\nunknown_department,patient-flow,3,0,")
                .contains("\nmalformed_payload,patient-flow,1,0,", "\nvital_sign_without_key,vital-sign,1,0,")
                .contains("\nnever_opened,patient-flow,1,0,");
        assertThat(lines("quarantine", "list", "--detail", "--format", "csv"))
                .contains("\nunknown_department,patient-flow,1,unknown,3,0,")
                .contains("\nnever_opened,patient-flow,1,ICU,1,0,");
        assertThat(lines("quarantine", "list", "--source", "vital-sign", "--format", "csv"))
                .hasLineCount(2);
    }

    @Test
    void aMessageIsShownWithItsReasonAndPlaceButNotItsPatient() throws IOException {
        take(session);
        String shown = lines("quarantine", "show", "unknown_department");
        assertThat(shown)
                .contains("unknown_department: The department is neither", "3 of 3 messages")
                .contains("stumbled over: Kardio", "bronze.patient_flow: file:", ", offset 1")
                .contains("\"event_type\":\"ADMISSION\"", "\"department\":\"Kardio\"")
                .contains("\"patient_id\":\"***\"", "\"gender\":\"***\"", "\"blood_group\":\"***\"")
                .doesNotContain("secret", "AB\"");
        assertThat(lines("quarantine", "show", "malformed_payload"))
                .contains("(17 bytes that are no JSON object)")
                .doesNotContain("Smith");
        assertThat(folder.resolve("home/web/audit")).doesNotExist();
        assertThat(lines("quarantine", "show", "malformed_payload", "--reveal")).contains("no json, Mr Smith");
        assertThat(session.audited())
                .contains("\"what\":\"quarantine.reveal\",\"object\":\"rule malformed_payload\"", "\"rows\":1")
                .doesNotContain("Smith");
        assertThat(lines("quarantine", "show", "unknown_department", "--format=json"))
                .contains("\"detail\":\"Kardio\"")
                .doesNotContain("secret");
        assertThat(session.run("quarantine", "show", "event_id_conflict").exitCode())
                .isEqualTo(1);
        Session.Outcome unknown = session.run("quarantine", "show", "no_such_rule");
        assertThat(unknown.err()).contains("USAGE: There is no rule no_such_rule");
        assertThat(unknown.exitCode()).isEqualTo(2);
    }

    @Test
    void whatASynonymBringsInIsAsIfItHadBeenKnownFromTheStart() throws IOException {
        take(session);
        correct("home");
        String replayed = lines("quarantine", "replay");
        assertThat(replayed)
                .contains(
                        "4 messages left the quarantine", "unknown_department: 3, gone on", "never_opened: 1, gone on")
                .contains("2 remain", "malformed_payload (patient-flow): 1");
        Session other = home("other");
        correct("other");
        take(other);
        Map<TableName, String> wanted = ComputedTables.in(folder.resolve("other"));
        assertThat(wanted.get(new TableName("gold", "fact_bed_stay"))).contains("Surgery");
        assertThat(ComputedTables.in(folder.resolve("home"))).isEqualTo(wanted);
        assertThat(lines("quarantine", "replay")).startsWith("0 messages left");
    }

    @Test
    void aDiscardedMessageStaysOutUntilTheDecisionIsTakenBack() throws IOException {
        take(session);
        String digest = lines(
                        "query",
                        "select payload_sha256 from silver.quarantine where detail = 'Kardio'"
                                + " order by recorded_ts limit 1",
                        "--format",
                        "csv")
                .lines()
                .skip(1)
                .collect(Collectors.joining());
        assertThat(lines("quarantine", "discard", digest.substring(0, 12), "--because", "a test message"))
                .contains("1 message discarded; recorded.", "0 messages left");
        assertThat(lines("quarantine", "list", "--format", "csv")).contains("\nunknown_department,patient-flow,3,1,");
        correct("home");
        assertThat(lines("quarantine", "replay"))
                .contains("unknown_department: 2, gone on", "unknown_department: 1, now discarded");
        assertThat(lines(
                        "query", "select decision, decided_by, reason from bronze.steward_decision", "--format", "csv"))
                .contains("discard," + System.getProperty("user.name") + ",a test message");
        assertThat(lines("quarantine", "discard", digest, "--because", "a mistake", "--undo"))
                .contains("1 message restored; recorded.", "discarded: 1, gone on");
        Session other = home("other");
        correct("other");
        take(other);
        Map<TableName, String> wanted = ComputedTables.in(folder.resolve("other"));
        Map<TableName, String> found = ComputedTables.in(folder.resolve("home"));
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void aDecisionAfterWhichAModelFailsIsRecordedAndEndsAsAFailure() throws IOException {
        take(session);
        Path model = Files.createDirectories(folder.resolve("home/content/gold/fragile"));
        Files.writeString(model.resolve("contract.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: gold.fragile
                version: 1.0.0
                status: active
                description: {purpose: "Fails at the first row."}
                schema:
                  - name: fragile
                    logicalType: object
                    properties:
                      - {name: payload_sha256, physicalType: STRING, required: true, primaryKey: true, classification: pseudonym}
                      - {name: number, physicalType: INT, classification: operational}
                """);
        Files.writeString(model.resolve("model.sql"), """
                -- key:   payload_sha256
                -- input: silver.patient_flow_message
                select payload_sha256, cast(patient_id as integer) as number from silver.patient_flow_message
                """);
        Session.Outcome failed =
                session.run("quarantine", "discard", "--rule", "malformed_payload", "--because", "noise");
        assertThat(failed.out()).as(failed.err()).contains("1 message discarded; recorded.");
        assertThat(failed.err()).contains("MODEL_FAILED", "gold.fragile");
        assertThat(failed.exitCode()).isEqualTo(5);
    }

    @Test
    void aDecisionThatGoldDoesNotHeedYetEndsWithNo() throws IOException {
        take(session);
        try (FakeProcess running = FakeProcess.in(session.home(), "{\"in_gold\":false,\"moves\":[]}")) {
            Session.Outcome handed =
                    session.run("quarantine", "discard", "--rule", "malformed_payload", "--because", "noise");
            assertThat(handed.out()).contains("1 message discarded; recorded.", "Not in gold yet");
            assertThat(handed.exitCode()).as(handed.err()).isEqualTo(1);
            assertThat(running.bodies()).singleElement().asString().contains("\"reason\":\"noise\"");
        }
    }

    @Test
    void aDecisionCountsOnlyTheMessagesThatItChanges() throws IOException {
        take(session);
        String[] discard = {"quarantine", "discard", "--rule", "unknown_department", "--because", "a test"};
        String[] undo = {"quarantine", "discard", "--rule", "unknown_department", "--because", "a test", "--undo"};
        String one = lines(
                        "query",
                        "select min(payload_sha256) from silver.quarantine" + " where rule_id = 'unknown_department'",
                        "--format=csv")
                .lines()
                .skip(1)
                .collect(Collectors.joining());
        lines("quarantine", "discard", one, "--because", "the first");
        assertThat(lines(discard)).contains("2 messages discarded, 1 already so; recorded.");
        assertThat(lines(discard)).contains("0 messages discarded, 3 already so; recorded.");
        assertThat(lines(undo)).contains("3 messages restored; recorded.");
        assertThat(lines(undo)).contains("0 messages restored, 3 already so; recorded.");
    }

    @Test
    void aRuleThatHoldsNoMessageIsToldAsNothingFound() throws IOException {
        take(session);
        Session.Outcome nothing = session.run("quarantine", "discard", "--rule", "event_id_conflict", "--because", "x");
        assertThat(nothing.exitCode()).as(nothing.err()).isEqualTo(1);
        assertThat(nothing.err()).contains("No such message is in quarantine", "nothing was decided");
        assertThat(nothing.out()).isEmpty();
        Session.Outcome elsewhere = session.run(
                "quarantine", "discard", "--rule", "malformed_payload", "--hospital", "7", "--because", "x", "--undo");
        assertThat(elsewhere.exitCode()).as(elsewhere.err()).isEqualTo(1);
        assertThat(lines("query", "select count(*) as n from bronze.steward_decision", "--format=csv"))
                .isEqualTo("n\n0\n");
        Session.Outcome unknown = session.run("quarantine", "discard", "--rule", "no_such_rule", "--because", "x");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("USAGE: There is no rule no_such_rule");
    }

    @Test
    void aRowOfAnExtractWithoutItsIdsWaitsWithTheOthers() throws IOException {
        Path patients = Files.writeString(
                folder.resolve("patients.csv"), "patient_id,insurance\np1,public\n,private\n,private\n");
        Path departments =
                Files.writeString(folder.resolve("departments.csv"), "hospital_id,department,beds\n1,ICU,9\n1,,8\n");
        Path messages = Files.writeString(
                folder.resolve("department.ndjson"),
                "{\"hospital_id\": \"1\", \"department\": \"ICU\"}\n{\"department\": \"ICU\"}\nno json\n");
        lines("ingest", "patients", patients.toString());
        lines("ingest", "departments", departments.toString());
        lines("ingest", "department", messages.toString());
        lines("run");
        assertThat(lines("quarantine", "list", "--format", "csv"))
                .contains("\nrow_without_key,department,2,0,")
                .contains("\nrow_without_key,departments,1,0,", "\nrow_without_key,patients,1,0,");
        assertThat(lines("quarantine", "show", "row_without_key", "--source", "patients"))
                .contains("1 of 1 message", "bronze.patients: file:", "(29 bytes that are no JSON object)");
        lines("quarantine", "discard", "--rule", "row_without_key", "--source", "patients", "--because", "a test");
        assertThat(lines("quarantine", "list", "--format", "csv")).contains("\nrow_without_key,patients,1,1,");
    }

    /** A ward that was misspelt would have nothing but free beds. */
    @Test
    void bedsOfAWardThatNobodyKnowsWaitUntilItIsKnown() throws IOException {
        Path departments = Files.writeString(
                folder.resolve("departments.csv"), "hospital_id,department,beds\n1,ICU,9\n1,Kardio,8\n99,ICU,7\n");
        Path messages = Files.writeString(
                folder.resolve("department.ndjson"),
                "{\"hospital_id\": \"1\", \"department\": \"Kardio\", \"beds\": 6}\n");
        String wards =
                "select hospital_id, department, beds from gold.dim_department where is_current order by 1, 2, 3";
        lines("ingest", "departments", departments.toString(), "--recorded-at", "2026-03-01");
        lines("ingest", "department", messages.toString(), "--recorded-at", "2026-03-02");
        lines("run");
        assertThat(lines("query", wards, "--format=csv"))
                .isEqualTo("hospital_id,department,beds\n1,ICU,9\nunknown,unknown,\n");
        assertThat(lines("quarantine", "list", "--format", "csv"))
                .contains("\ncapacity_of_unknown_department,department,1,0,")
                .contains("\ncapacity_of_unknown_department,departments,1,0,")
                .contains("\ncapacity_of_unknown_hospital,departments,1,0,");
        assertThat(lines("quarantine", "show", "capacity_of_unknown_department", "--source", "department"))
                .contains("stumbled over: Kardio", "\"department\":\"Kardio\"");
        assertThat(lines("query", "select rule_id, findings from gold.quality_result order by 1, 2", "--format=csv"))
                .isEqualTo("""
                        rule_id,findings
                        capacity_of_unknown_department,1
                        capacity_of_unknown_department,1
                        capacity_of_unknown_hospital,1
                        """);
        correct("home");
        assertThat(lines("quarantine", "replay")).contains("capacity_of_unknown_department: 2, gone on");
        assertThat(lines("query", wards, "--format=csv"))
                .isEqualTo("hospital_id,department,beds\n1,ICU,9\n1,Surgery,6\nunknown,unknown,\n");
    }

    /** Corrected afterwards, the messages would be expected, were it not for the decision. */
    @Test
    void verificationHeedsWhatWasDiscarded() throws IOException {
        Path dirt = Files.writeString(folder.resolve("dirt.properties"), "unknown_department=0.05");
        Path truth = folder.resolve("truth");
        lines(
                "simulate",
                "--seed",
                "4",
                "--days",
                "1",
                "--hospitals",
                "1",
                "--dirt",
                dirt.toString(),
                "--out",
                truth.toString());
        session.run("ingest", "--simulated", truth.toString());
        session.run("run");
        lines("quarantine", "discard", "--rule", "unknown_department", "--because", "a test of the interface engine");
        correct("home", "helipad,ICU", "gift shop,Surgery", "ward ???,Oncology");
        assertThat(lines("quarantine", "replay")).contains("now discarded");
        assertThat(lines("verify", "--truth", truth.toString()))
                .contains("discarded by a steward: gold is expected to do without")
                .contains("Verified: every gold table is equal");
    }

    @Test
    void whatIsNotInQuarantineCannotBeDiscarded() throws IOException {
        take(session);
        for (String[] arguments : new String[][] {
            {"discard", "0123456789abcdef", "--because", "x"},
            {"discard", "--because", "x"},
            {"discard", "abc", "--because", "x"},
            {"discard", "0123456789abcdef", "--rule", "malformed_payload", "--because", "x"},
            {"discard", "--rule", "malformed_payload"}
        }) {
            String[] all = new String[arguments.length + 1];
            all[0] = "quarantine";
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            assertThat(session.run(all).exitCode())
                    .as(String.join(" ", arguments))
                    .isEqualTo(2);
        }
        assertThat(session.run("quarantine", "discard", "abc", "--because", "x").err())
                .contains("Found: abc, of 3 characters", "at least its first 8 characters");
        assertThat(session.run("quarantine", "discard", "0123456789abcdef", "--because", "x")
                        .err())
                .contains("0123456789abcdef begins none of the digests");
        assertThat(lines("quarantine", "discard", "--rule", "malformed_payload", "--because", "noise"))
                .contains("1 message discarded");
    }

    private Session home(String name) {
        return new Session(folder.resolve(name));
    }

    private String lines(String... arguments) {
        Session.Outcome outcome = session.run(arguments);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        return outcome.out();
    }

    /** Three messages of a department that is not known, the first of all among them; two others that are rejected for good. */
    private void take(Session into) throws IOException {
        Path events = Files.writeString(
                folder.resolve("events.ndjson"),
                EVENT.formatted("e0", "ADMISSION", "2026-10-30T09:00:00Z", "p0", "ICU")
                        + EVENT.formatted("e1", "ADMISSION", "2026-10-29T07:00:00Z", "secret", "Kardio")
                        + EVENT.formatted("e2", "TRANSFER", "2026-10-29T09:00:00Z", "secret", "ICU")
                        + EVENT.formatted("e3", "ADMISSION", "2026-10-30T11:00:00Z", "p2", "Kardio")
                        + EVENT.formatted("e4", "TRANSFER", "2026-10-30T11:30:00Z", "p0", "Kardio")
                        + "no json, Mr Smith\n");
        Path readings = Files.writeString(folder.resolve("readings.ndjson"), "{\"heart_rate\": 70}\n");
        String at = "2026-10-30T12:30:00Z";
        assertThat(into.run("ingest", "patient-flow", events.toString(), "--recorded-at", at)
                        .exitCode())
                .isZero();
        assertThat(into.run("ingest", "vital-sign", readings.toString(), "--recorded-at", at)
                        .exitCode())
                .isZero();
        assertThat(into.run("run").exitCode()).isZero();
    }

    private void correct(String home) throws IOException {
        correct(home, "kardio,Surgery");
    }

    private void correct(String home, String... synonyms) throws IOException {
        Path file = folder.resolve(home).resolve("content").resolve(SYNONYMS);
        Files.createDirectories(file.resolveSibling("."));
        try (var builtIn = Workspace.class.getClassLoader().getResourceAsStream("wardflow/" + SYNONYMS)) {
            Files.write(file, builtIn.readAllBytes());
        }
        Files.writeString(file, Files.readString(file).stripTrailing() + "\n" + String.join("\n", synonyms) + "\n");
    }
}
