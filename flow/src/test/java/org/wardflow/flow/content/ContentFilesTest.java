package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WardflowException;

/** What a site's editor and file manager leave in the content folder. */
class ContentFilesTest {
    private static final String ABOUT = "source: us\nversion: 1.0.0\nlicence: none\n";

    private static final String KPI =
            "name: beds\nquestion: q\ndefinition: d\nsource: s\nunit: u\ngrain: g\nowner: o\n";

    @TempDir
    Path folder;

    @Test
    void aFileThatTheContentDoesNotUseMayBeAnything() throws IOException {
        write("Thumbs.db", "Köln", StandardCharsets.UTF_16);
        write("codes/old/ward.csv", "Köln", StandardCharsets.ISO_8859_1);
        write("silver/bed_call/board.png", "Köln", StandardCharsets.UTF_16);
        assertThat(Content.load(folder).codes()).containsOnlyKeys("rule");
    }

    @Test
    void aFileThatIsNotUtf8IsNamedWithLineAndByte() throws IOException {
        for (String file : new String[] {
            "codes/ward.csv",
            "codes/ward.yaml",
            "silver/bed_call/contract.yaml",
            "silver/bed_call/model.sql",
            "kpi/beds/kpi.yaml",
            "kpi/beds/view.sql",
            "policy.yaml",
            "prelude/duckdb.sql",
            "warehouse/prelude.sql",
            "silver/bed_call/examples/a_call/given.bronze.bed_call.csv",
            "silver/bed_call/examples/a_call/parameters.yaml",
            "silver/bed_call/examples/a_call/why.md"
        }) {
            write("codes/ward.csv", "ward\nICU\n", StandardCharsets.UTF_8);
            write("codes/ward.yaml", ABOUT, StandardCharsets.UTF_8);
            write("kpi/beds/kpi.yaml", KPI, StandardCharsets.UTF_8);
            write("kpi/beds/view.sql", "select 1", StandardCharsets.UTF_8);
            write("silver/bed_call/examples/a_call/expected.csv", "ward\n", StandardCharsets.UTF_8);
            write(file, "ward\nÄ\n1,Köln\n", StandardCharsets.UTF_8);
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            bytes[11] = (byte) 0xF6;
            Files.write(folder.resolve(file), bytes);
            assertThatThrownBy(() -> Content.load(folder))
                    .as(file)
                    .hasMessageContaining("CONTRACT_INVALID: A file of the content cannot be used")
                    .hasMessageContaining(folder + "/" + file + ":3:4: is not UTF-8")
                    .hasMessageContaining("save the file in the encoding UTF-8");
            Files.delete(folder.resolve(file));
        }
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws IOException {
        write("codes/ward.csv", "\uFEFFward\nKöln\n", StandardCharsets.UTF_8);
        write("codes/ward.yaml", "\uFEFF" + ABOUT + "key: ward\n", StandardCharsets.UTF_8);
        assertThat(Content.load(folder).codes().get("ward"))
                .satisfies(code -> assertThat(code.columns()).hasSize(1));
    }

    @Test
    void aMistakeInYamlIsOneLineWithItsPlace() throws IOException {
        write("silver/bed_call/contract.yaml", "apiVersion: v3.1.0\nschema: [{name: a\n", StandardCharsets.UTF_8);
        write("silver/bed_call/model.sql", "-- key: a\nselect 1 as a", StandardCharsets.UTF_8);
        refuses("silver/bed_call/contract.yaml:3:1: not readable as YAML: expected ',' or '}', but got");
        write("silver/bed_call/contract.yaml", "status: a\nkind:\tDataContract\n", StandardCharsets.UTF_8);
        refuses("silver/bed_call/contract.yaml:2:6: not readable as YAML: found character");
        write("silver/bed_call/contract.yaml", "#\n".repeat(3000) + "id: ä\u0007", StandardCharsets.UTF_8);
        refuses("silver/bed_call/contract.yaml:3001:6: not readable as YAML: a control character");
    }

    @Test
    void aMistakeInAFileBesideAnotherIsThatFiles() throws IOException {
        write("codes/ward.csv", "ward\nICU\n", StandardCharsets.UTF_8);
        write("codes/ward.yaml", "source: us\nsource: them\n", StandardCharsets.UTF_8);
        refuses("codes/ward.yaml:2:1: not readable as YAML: found duplicate key source");
    }

    @Test
    void aModelBesideAnInvalidContractIsNotAnotherProblem() throws IOException {
        write("silver/bed_call/contract.yaml", "apiVersion: v3.1.0\n", StandardCharsets.UTF_8);
        write("silver/bed_call/model.sql", "-- key: a\nselect 1 as a", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Content.load(folder))
                .hasMessageContaining("The contract of silver.bed_call cannot be used")
                .hasMessageNotContaining("model.sql");
        Files.delete(folder.resolve("silver/bed_call/contract.yaml"));
        refuses("silver/bed_call/model.sql: there is no contract.yaml beside it");
    }

    @Test
    void aKpiOrAPreludeThatAsksForTheTimeIsRefusedWithItsLine() throws IOException {
        write("kpi/beds/kpi.yaml", KPI, StandardCharsets.UTF_8);
        write("kpi/beds/view.sql", "select 1 as one\nfrom gold.bed where start_ts < now()", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Content.load(folder))
                .hasMessageContaining("MODEL_INVALID")
                .hasMessageContaining("kpi/beds/view.sql\n           line 2: now: time comes in as data");
        write("kpi/beds/view.sql", "select 1 as one\nfrom gold.bed where start_ts < :as_of", StandardCharsets.UTF_8);
        assertThat(Content.load(folder).kpis()).containsOnlyKeys("beds");
        write("prelude/duckdb.sql", "create macro day_of(a) as current_date;", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Content.load(folder))
                .hasMessageContaining("prelude/duckdb.sql\n           line 1: current_date: time comes in as data");
    }

    /** A word that is written wrong would leave the KPI open to all. */
    @Test
    void aKpiNeedsTheRightOfTheBoardOrTheOneItNames() throws IOException {
        write("kpi/beds/view.sql", "select 1 as one from gold.bed", StandardCharsets.UTF_8);
        write("kpi/beds/kpi.yaml", KPI, StandardCharsets.UTF_8);
        assertThat(Content.load(folder).kpis().get("beds"))
                .returns(AccessPolicy.Right.BOARD, Kpi::right)
                .returns(Optional.empty(), Kpi::small);
        write("kpi/beds/kpi.yaml", KPI + "right: quality\nsmall: one\n", StandardCharsets.UTF_8);
        assertThat(Content.load(folder).kpis().get("beds"))
                .returns(AccessPolicy.Right.QUALITY, Kpi::right)
                .returns(Optional.of("one"), Kpi::small);
        for (String wrong : List.of("right: everybody", "rigth: quality", "right: [quality, board]")) {
            write("kpi/beds/kpi.yaml", KPI + wrong + "\n", StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Content.load(folder)).as(wrong).isInstanceOf(WardflowException.class);
        }
    }

    private void refuses(String found) {
        assertThatThrownBy(() -> Content.load(folder))
                .asInstanceOf(type(WardflowException.class))
                .satisfies(refused -> assertThat(refused.found())
                        .startsWith(folder + "/" + found)
                        .hasLineCount(1));
    }

    private void write(String file, String text, Charset charset) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, charset);
    }
}
