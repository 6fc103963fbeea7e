package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.ContractColumn.Classification;
import org.wardflow.lake.TableName;

/** Events and contracts change; what is computed is as if they had always been so. */
class SchemaTest {
    private static final String EVENT = """
            {"event_id": "%1$s", "event_type": "ADMISSION", "event_time": "2026-10-30T0%2$s:00:00Z", \
            "recorded_time": "2026-10-30T0%2$s:00:00Z", "patient_id": "p1", "encounter_id": "v-%1$s", "hospital_id": "1", \
            "department": "ICU", "bed_id": "B1"%3$s}
            """;
    private static final String ATTRIBUTES = "silver/patient_flow_attribute/contract.yaml";

    private static final Set<Classification> PERSONAL =
            Set.of(Classification.PHI, Classification.PSEUDONYM, Classification.DEMOGRAPHIC);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Session session = new Session(Path.of("unset"));
    private int files;

    @BeforeEach
    void prepare() {
        session = new Session(folder.resolve("home"));
    }

    @Test
    void aNewAttributeGetsAColumnThatIsMaskedUntilItsContractClassifiesIt() throws IOException {
        take(EVENT.formatted("e1", 1, ", \"bloodGroup\": \"AB\", \"triage\": 2, \"order\": \"x\", \"a.b\": \"kept\""));
        assertThat(asked("select blood_group, triage, attribute_order, others from silver.patient_flow_attribute"))
                .isEqualTo("blood_group,triage,attribute_order,others\n***,***,***,***\n");
        assertThat(asked("select extra from silver.patient_flow_message")).isEqualTo("extra\n***\n");
        take(EVENT.formatted("e2", 2, ", \"triage\": \"urgent\", \"smoker\": true"));
        assertThat(asked("select triage, smoker from silver.patient_flow_attribute order by recorded_ts"))
                .isEqualTo("triage,smoker\n***,\n***,***\n");
        assertThat(lines("schema", "--format", "csv"))
                .contains("patient-flow,bloodGroup,silver.patient_flow_attribute,blood_group,STRING,unclassified,")
                .contains("patient-flow,order,silver.patient_flow_attribute,attribute_order,STRING,unclassified,");
        classify("triage, physicalType: INT", "blood_group, physicalType: STRING");
        lines("run");
        assertThat(asked("select blood_group, triage, smoker, unreadable, others from silver.patient_flow_attribute"
                        + " order by recorded_ts"))
                .isEqualTo("blood_group,triage,smoker,unreadable,others\nAB,2,,,***\n,,***,triage,***\n");
        assertThat(lines("schema", "--format", "csv"))
                .contains("patient-flow,triage,silver.patient_flow_attribute,triage,INT,operational,");
        assertThat(lines("quality", "report", "--out", folder.resolve("r.json").toString()))
                .contains("checks passed");
        assertThat(Files.readString(folder.resolve("r.json")))
                .contains("\"smoker\"")
                .doesNotContain("urgent");
    }

    @Test
    void aContractThatChangedIsAsIfItHadAlwaysBeenSo() throws IOException {
        String first = EVENT.formatted("e1", 1, ", \"triage\": 2, \"insurance\": \"a\"");
        String second = EVENT.formatted("e2", 2, ", \"triage\": 3, \"insurance\": \"a\"");
        take(first);
        take(second);
        assertThat(asked("select count(*) as versions from gold.dim_patient where patient_id = 'p1'"))
                .isEqualTo("versions\n1\n");
        classify("triage, physicalType: INT");
        track();
        lines("run");
        assertThat(asked("select triage, is_current from gold.dim_patient where patient_id = 'p1' order by valid_from"))
                .isEqualTo("triage,is_current\n2,false\n3,true\n");
        Map<TableName, String> changed = ComputedTables.in(session.home());
        Path content = folder.resolve("home/content");
        session = new Session(folder.resolve("other"));
        copy(content, folder.resolve("other/content"));
        files = 0;
        take(first);
        take(second);
        assertThat(changed).isEqualTo(ComputedTables.in(session.home()));
    }

    @Test
    void aRenamedAttributeIsReadUnderItsAliasesOverAllOfHistory() throws IOException {
        String renamed = EVENT.formatted("e1", 1, "").replace("\"patient_id\":", "\"mrn\" :");
        String both = EVENT.formatted("e2", 2, ", \"mrn\": \"other\"");
        String later = EVENT.formatted("e3", 3, "").replace("patient_id", "patientId");
        take(renamed + both + later);
        assertThat(asked("select missing_fields from silver.quarantine"))
                .isEqualTo("missing_fields\n" + "patient_id\n".repeat(2));
        String contract = builtIn("bronze/patient_flow/contract.yaml");
        String aliased = contract.replace(
                "name: patient-flow}",
                "name: patient-flow, attributes: [{name: patient_id, aliases: [mrn, patientId]}]}");
        overlay("bronze/patient_flow/contract.yaml", aliased);
        lines("run");
        assertThat(asked("select count(*) as n from silver.quarantine")).isEqualTo("n\n0\n");
        assertThat(asked("select patient_id from silver.patient_flow_message"))
                .isEqualTo("patient_id\n" + "p1\n".repeat(3));
        Map<TableName, String> corrected = ComputedTables.in(session.home());
        Path content = folder.resolve("home/content");
        session = new Session(folder.resolve("other"));
        copy(content, folder.resolve("other/content"));
        files = 0;
        take(renamed + both + later);
        Map<TableName, String> known = ComputedTables.in(session.home());
        // Before the alias was known, mrn and patientId were new attributes, and have columns; nothing else differs.
        corrected.remove(new TableName("silver", "patient_flow_attribute"));
        known.remove(new TableName("silver", "patient_flow_attribute"));
        assertThat(corrected).isEqualTo(known);
        overlay("bronze/patient_flow/contract.yaml", aliased.replace("mrn", "m.r'n"));
        assertThat(session.run("run").err()).contains("CONTRACT_INVALID", "letters, digits");
    }

    @Test
    void theLogHoldsNothingOfWhatTellsSomethingAboutAPerson() throws IOException {
        take(EVENT.formatted("e1", 1, ", \"age\": 97, \"gender\": \"F\""));
        int seen = 0;
        for (Contract contract : Workspace.content(session.home()).contracts().values()) {
            Set<String> bounded = columnsInLogOf(contract.table());
            seen += bounded.size();
            for (ContractColumn column : contract.columns()) {
                assertThat(bounded.contains(column.name()) && PERSONAL.contains(column.classification()))
                        .as(contract.table() + "." + column.name())
                        .isFalse();
            }
        }
        assertThat(seen).isPositive();
        String stay = "gold/fact_bed_stay/contract.yaml";
        assertThat(columnsInLogOf(TableName.parse("gold.fact_bed_stay"))).contains("bed_id", "department");
        overlay(stay, builtIn(stay).replaceFirst("(name: bed_id, .*classification: )operational", "$1demographic"));
        lines("run");
        assertThat(columnsInLogOf(TableName.parse("gold.fact_bed_stay")))
                .contains("department")
                .doesNotContain("bed_id");
        assertThat(asked("select bed_id from gold.fact_bed_stay")).isEqualTo("bed_id\nB1\n");
    }

    @Test
    void everyTopicHasAliases() throws IOException {
        overlay(
                "bronze/department/contract.yaml",
                builtIn("bronze/department/contract.yaml")
                        .replace(
                                "name: department}",
                                "name: department, attributes: [{name: beds, aliases: [capacity, bed_count]}, {name: staff, aliases: [nurses]}]}"));
        overlay(
                "bronze/vital_sign/contract.yaml",
                builtIn("bronze/vital_sign/contract.yaml")
                        .replace(
                                "name: vital-sign}",
                                "name: vital-sign, attributes: [{name: heart_rate, aliases: [pulse]}]}"));
        String department =
                "{\"hospital_id\": 1, \"department\": \"ICU\", \"bed_count\": 7, \"nurses\": 3, \"event_time\": \"2026-10-01T00:00:00Z\"}\n";
        String vitals =
                "{\"device_id\": \"d\", \"patient_id\": \"p1\", \"hospital_id\": 1, \"event_time\": \"2026-10-01T00:00:00Z\", \"pulse\": 71}\n";
        lines(
                "ingest",
                "department",
                Files.writeString(folder.resolve("department.ndjson"), department)
                        .toString());
        lines(
                "ingest",
                "vital-sign",
                Files.writeString(folder.resolve("vitals.ndjson"), vitals).toString());
        lines("run");
        assertThat(asked("select beds, staff from silver.department_observation"))
                .isEqualTo("beds,staff\n7,3\n");
        assertThat(asked("select heart_rate from silver.vital_sign")).contains("71");
    }

    /** Says what some attributes are. */
    private void classify(String... columns) throws IOException {
        String properties = java.util.stream.Stream.of(columns)
                .map(column -> "      - {name: " + column + ", classification: operational}\n")
                .collect(Collectors.joining());
        String own = builtIn(ATTRIBUTES);
        overlay(ATTRIBUTES, own.replace("customProperties:\n", properties + "customProperties:\n"));
    }

    /** Makes an attribute one that {@code dim_patient} tracks, from the event on. */
    private void track() throws IOException {
        String event = builtIn("silver/encounter_event/contract.yaml");
        overlay("silver/encounter_event/contract.yaml", withColumn(event));
        overlay(
                "silver/encounter_event/model.sql",
                builtIn("silver/encounter_event/model.sql")
                        .replace(
                                "-- input:  silver.event_conflict\n",
                                "-- input:  silver.event_conflict\n-- input:  silver.patient_flow_attribute\n")
                        .replace("m.postal_code\n", "m.postal_code, a.triage\n")
                        .replace(
                                "left join silver.event_conflict c",
                                "left join silver.patient_flow_attribute a on a.event_id = m.event_id and a.payload_sha256 = m.payload_sha256\n"
                                        + "left join silver.event_conflict c"));
        overlay("gold/dim_patient/contract.yaml", withColumn(builtIn("gold/dim_patient/contract.yaml")));
        overlay("gold/dim_patient/model.sql", """
                -- key:   patient_id
                -- input: silver.encounter_event
                with compared as (
                    select patient_id, event_ts, triage, lag(triage) over by_time as previous, lag(event_ts) over by_time as previous_ts
                    from silver.encounter_event
                    window by_time as (partition by patient_id order by event_ts)
                ),
                versions as (
                    select patient_id, triage, event_ts as valid_from,
                        lead(event_ts) over (partition by patient_id order by event_ts) as valid_to
                    from compared where previous_ts is null or triage is distinct from previous
                )
                select sha2(concat(patient_id, '|', cast(micros_of(valid_from) as string)), 256) as patient_key,
                    sha2(patient_id, 256) as patient_durable_key, patient_id, cast(null as string) as gender, cast(null as int) as age, cast(null as date) as birth_date,
                    cast(null as string) as insurance, cast(null as string) as postal_code, valid_from, valid_to,
                    valid_to is null as is_current, triage
                from versions
                """);
    }

    private static String withColumn(String contract) {
        String column = "      - {name: triage, physicalType: INT, classification: demographic}\n";
        int place = contract.contains("    quality:")
                ? contract.indexOf("    quality:")
                : contract.indexOf("customProperties:");
        return contract.substring(0, place) + column + contract.substring(place);
    }

    private void take(String events) throws IOException {
        Path file = Files.writeString(folder.resolve("events-" + files++ + ".ndjson"), events);
        lines("ingest", "patient-flow", file.toString());
        lines("run", "--until", "2026-10-30T12:00:00Z");
    }

    private String asked(String sql) {
        return lines("query", sql, "--format", "csv");
    }

    private String lines(String... arguments) {
        Session.Outcome outcome = session.run(arguments);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).as(String.join(" ", arguments)).isZero();
        return outcome.out();
    }

    private void overlay(String path, String text) throws IOException {
        Path file = session.home().resolve("content").resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private static String builtIn(String path) throws IOException {
        try (var text = Workspace.class.getClassLoader().getResourceAsStream("wardflow/" + path)) {
            return new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }

    /** The columns that any entry of a table's log has a bound or a count of. */
    private Set<String> columnsInLogOf(TableName table) throws IOException {
        Path log = session.home()
                .resolve("lake")
                .resolve(table.layer())
                .resolve(table.name())
                .resolve("_delta_log");
        Set<String> columns = new TreeSet<>();
        try (var entries = Files.newDirectoryStream(log, "*.json")) {
            for (Path entry : entries) {
                for (String line : Files.readAllLines(entry)) {
                    String text = JSON.readTree(line).path("add").path("stats").asText("{}");
                    for (String kind : List.of("minValues", "maxValues", "nullCount")) {
                        JSON.readTree(text).path(kind).fieldNames().forEachRemaining(columns::add);
                    }
                }
            }
        }
        return columns;
    }
}
