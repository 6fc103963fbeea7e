package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever writes a model is told of it. */
class ContentCommandTest {
    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: gold.ward_stays
            version: 1.0.0
            status: active
            description: {purpose: "How many stays a ward had."}
            schema:
              - name: ward_stays
                logicalType: object
                properties:
                  - {name: hospital_id, physicalType: STRING, required: true, primaryKey: true, classification: operational}
                  - {name: department, physicalType: STRING, required: true, primaryKey: true, classification: operational}
                  - {name: stays, physicalType: BIGINT, classification: operational}
            """;
    private static final String MODEL = """
            -- key:   hospital_id, department
            -- input: gold.fact_bed_stay
            select hospital_id, department, count(*) as stays from gold.fact_bed_stay group by hospital_id, department
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Session session;

    @BeforeEach
    void writeAModel() throws IOException {
        session = new Session(folder.resolve("home"));
        write("contract.yaml", CONTRACT);
        write("model.sql", MODEL);
        write("examples/two_stays/given.gold.fact_bed_stay.csv", """
                stay_key,hospital_id,department
                s1,1,ICU
                s2,1,ICU
                """);
        write("examples/two_stays/expected.csv", "hospital_id,department,stays\n1,ICU,2\n");
    }

    @Test
    void whatHoldsIsCounted() {
        Session.Outcome outcome = session.run("content", "check");
        assertThat(outcome.out())
                .containsPattern("[0-9]+ contracts, [0-9]+ models, [0-9]+ KPIs and [0-9]+ code tables fit together")
                .containsPattern(
                        "gold\\.ward_stays: 1 example, [1-9][0-9]* states compared with a full rebuild: all hold")
                .contains("1 checked, none with problems");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(folder.resolve("home/lake")).doesNotExist();
    }

    @Test
    void anExampleThatDoesNotHoldIsShownRowByRow() throws IOException {
        write("examples/two_stays/expected.csv", "hospital_id,department,stays\n1,ICU,3\n");
        Session.Outcome outcome = session.run("content", "check", "--seeds", "1");
        assertThat(outcome.out())
                .contains("gold.ward_stays: 1 example, ", ": problems")
                .contains("  example two_stays: missing [1, ICU, 3]", "  example two_stays: unexpected [1, ICU, 2]")
                .contains("1 checked, 1 with problems");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NEGATIVE.number());
    }

    @Test
    void whatIsNotPortableIsNamed() throws IOException {
        write("model.sql", MODEL.replace("count(*)", "cast(cast(count(*) as double) as bigint)"));
        assertThat(session.run("content", "check", "--seeds", "1").out()).contains("not portable: double: use decimal");
    }

    /** The key that it names is not the one that it groups by: of two changes in different batches one row is lost. */
    @Test
    void aModelThatIsNotItsKeysIsFoundOverRandomRows() throws IOException {
        write("model.sql", MODEL.replace("count(*) as stays", "cast(sum(count(*)) over () as bigint) as stays"));
        Session.Outcome outcome = session.run("content", "check", "--seeds", "20");
        assertThat(outcome.out()).contains("differs from a full rebuild: ");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NEGATIVE.number());
    }

    @Test
    void builtInContentIsCheckedByName() {
        Session.Outcome outcome = session.run("content", "check", "occupancy_now", "gold.dim_hospital", "--seeds", "1");
        assertThat(outcome.out())
                .containsPattern("occupancy_now: [0-9]+ examples: all hold")
                .contains("gold.dim_hospital: ", "2 checked, none with problems");
        assertThat(session.run("content", "check", "occupancy_nov").err())
                .contains("There is no such model or KPI", "did you mean occupancy_now?");
    }

    @Test
    void aCheckThatComparesNothingIsRefused() {
        Session.Outcome outcome = session.run("content", "check", "--seeds", "0");
        assertThat(outcome.err()).contains("Nothing would be compared", "--seeds 0");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void aHomeWithoutContentOfItsOwnHasNothingToCheck() {
        Session.Outcome outcome = new Session(folder.resolve("other")).run("content", "check");
        assertThat(outcome.out()).contains("holds no model and no KPI; --all checks the built-in ones");
        assertThat(outcome.exitCode()).isZero();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("home/content/gold/ward_stays").resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, text);
    }
}
