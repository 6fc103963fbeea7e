package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;

class IngestTest {
    private static final String EVENT = """
            {"patient_id": "%s", "gender": "Female", "age": 40, "department": "ICU", "bed_id": 1, "hospital_id": 1, \
            "admission_time": "2026-10-30T08:00:00", "discharge_time": "2026-10-31T08:00:00"}
            """;

    @TempDir
    Path folder;

    private Session session = new Session(Path.of("unset"));

    @BeforeEach
    void makeSession() {
        session = new Session(folder.resolve("home"));
    }

    @Test
    void aFileIsTakenInOnceAndTheCommandSaysSo() throws IOException {
        Path file = write("events.ndjson", EVENT.formatted("a") + "\n" + EVENT.formatted("b"));
        Session.Outcome first = session.run("ingest", "patient-flow", file.toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("events.ndjson: 2 rows in ", "1 blank line skipped");
        Session.Outcome second = session.run("ingest", "patient-flow", file.toString());
        assertThat(second.out()).contains("events.ndjson: in already, nothing added");
        assertThat(session.run("run").exitCode()).isZero();
        assertThat(rows("bronze.patient_flow")).isEqualTo("2");
    }

    @Test
    void whatCannotBeReadIsRefusedAndTheOtherFilesAreTakenIn() throws IOException {
        Path good = write("good.ndjson", EVENT.formatted("a"));
        Path empty = write("empty.ndjson", "");
        Path zipped = write("broken.ndjson.gz", "no gzip");
        Session.Outcome outcome = session.run(
                "ingest",
                "patient-flow",
                folder.resolve("absent.ndjson").toString(),
                folder.toString(),
                empty.toString(),
                zipped.toString(),
                good.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err())
                .contains("INPUT_MISSING: There is no file", "INPUT_UNREADABLE: " + folder + " is not a file")
                .contains("INPUT_EMPTY", "broken.ndjson.gz cannot be read", "a .gz that is none")
                .doesNotContain("Exception", "\tat ");
        assertThat(outcome.out()).contains("good.ndjson: 1 row in ");
    }

    @Test
    void aHugeLineBrokenUtf8AndDeepJsonAreKeptAndQuarantined() throws IOException {
        Path file = folder.resolve("dirty.ndjson");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] megabyte = new byte[1 << 20];
            Arrays.fill(megabyte, (byte) 'x');
            for (int i = 0; i < 50; i++) {
                out.write(megabyte);
            }
            out.write(new byte[] {'\n', '{', '"', (byte) 0xE9, '"', ':', '1', '}', '\n'});
            out.write(("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\n").getBytes(StandardCharsets.UTF_8));
            out.write("not JSON\n[1]\n".getBytes(StandardCharsets.UTF_8));
            out.write(EVENT.formatted("a").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(session.run("ingest", "patient-flow", file.toString()).exitCode())
                .isZero();
        Session.Outcome run = session.run("run");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(rows("bronze.patient_flow")).isEqualTo("6");
        assertThat(rows("gold.fact_patient_flow")).isEqualTo("1");
        assertThat(ask("select rule_id, count(*) as n from silver.quarantine group by rule_id order by rule_id"))
                .startsWith("rule_id,n\nmalformed_payload,")
                .contains("oversized_payload,1");
        assertThat(ask("select sum(payload_bytes) as b from bronze.patient_flow where side_file is not null"))
                .contains(String.valueOf(50L << 20));
        try (var payloads = Files.walk(session.home().resolve("payloads"))) {
            assertThat(payloads.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(side -> assertThat(side).hasSize(50L << 20));
        }
    }

    @Test
    void extractsAreMappedByTheirHeaderAndAForeignOneIsRefused() throws IOException {
        Path file = write("wards.csv", "Hospital;Ward;Capacity\r\n1;ICU;12\r\n1;Surgery;30\r\n");
        assertThat(session.run("ingest", "departments", file.toString(), "--recorded-at", "2026-10-01")
                        .err())
                .isEmpty();
        assertThat(session.run("run").exitCode()).isZero();
        assertThat(
                        ask(
                                "select department, beds, valid_from from gold.dim_department where beds is not null order by 1"))
                .isEqualTo(
                        "department,beds,valid_from\nICU,12,2026-10-01T00:00:00Z\nSurgery,30,2026-10-01T00:00:00Z\n");
        Session.Outcome refused = session.run(
                "ingest", "departments", write("x.csv", "a,b\n1,2\n").toString());
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("INPUT_HEADER", "lacks hospital_id, department");
    }

    @Test
    void oneLineUnderTwoHeadersIsTwoRowsAlsoAtTheSameTime() throws IOException {
        String line = "\n1,ICU,12,8,2026-10-0";
        for (String file : new String[] {
            "hospital_id,department,beds,staff,valid_from" + line + "1\n",
            "hospital_id,department,staff,beds,valid_from" + line + "1\n"
        }) {
            session.run(
                    "ingest",
                    "departments",
                    write("w" + file.hashCode(), file).toString(),
                    "--recorded-at",
                    "2026-10-02");
        }
        assertThat(session.run("run").exitCode()).isZero();
        assertThat(ask("select beds, staff from silver.department_observation order by 1"))
                .isEqualTo("beds,staff\n8,12\n12,8\n");
    }

    @Test
    void anUnknownSourceIsRefusedWithThoseThereAre() throws IOException {
        Session.Outcome refused =
                session.run("ingest", "patientflow", write("a", "1").toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("departments, doctors, patient-flow, patients");
    }

    @Test
    void aSourceWithoutFilesAndATimeThatIsNoneAreRefused() throws IOException {
        assertThat(session.run("ingest", "patient-flow").exitCode()).isEqualTo(2);
        assertThat(session.run("ingest").exitCode()).isEqualTo(2);
        Session.Outcome refused =
                session.run("ingest", "patient-flow", write("a", "1").toString(), "--recorded-at", "yesterday");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("*** is no time such as");
        assertThat(session.home()).doesNotExist();
    }

    @Test
    void aSecondWriterIsRefusedAndReadersAreNot() throws IOException {
        Path file = write("events.ndjson", EVENT.formatted("a"));
        session.run("ingest", "patient-flow", file.toString());
        assertThat(session.run("run").exitCode()).isZero();
        try (Lake writer = Lake.openForWriting(session.home().resolve("lake"), new LocalFileIo(), WallClock.utc())) {
            assertThat(writer.tables()).isNotEmpty();
            for (String[] command : new String[][] {{"run"}, {"ingest", "patient-flow", file.toString()}}) {
                Session.Outcome refused = session.run(command);
                assertThat(refused.exitCode()).isEqualTo(4);
                assertThat(refused.err()).contains("HOME_LOCKED", "Fix:");
            }
            assertThat(session.run("status").exitCode()).isZero();
            assertThat(rows("gold.fact_patient_flow")).isEqualTo("1");
        }
    }

    @Test
    void aFolderThatIsNoHomeIsNotWrittenTo() throws IOException {
        write("thesis.doc", "");
        Session.Outcome refused = new Session(folder)
                .run("ingest", "patient-flow", write("a", "1").toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("HOME_MISSING");
        assertThat(folder.resolve("lake")).doesNotExist();
    }

    private String rows(String table) {
        return ask("select count(*) as n from " + table)
                .lines()
                .skip(1)
                .findFirst()
                .orElse("none");
    }

    private String ask(String sql) {
        Session.Outcome outcome = session.run("query", sql, "--format", "csv");
        assertThat(outcome.err()).isEmpty();
        return outcome.out();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
