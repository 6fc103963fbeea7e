package org.wardflow.hospital.catchup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wardflow.flow.content.Content;
import org.wardflow.lake.TableName;

/** Aliases that cannot mean anything are refused with their words. */
class AttributeAliasesTest {
    private static final String MESSAGES = "bronze/patient_flow/contract.yaml";
    private static final String ATTRIBUTES = "silver/patient_flow_attribute/contract.yaml";

    @TempDir
    private Path overlay;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{name: pacient_id, aliases: [mrn]} | pacient_id: no attribute that is read, known are [admission_time,",
                "{name: patient_id, aliases: [bed_id]} | patient_id, alias bed_id: is an attribute itself",
                "{name: patient_id, aliases: [patient_id]} | patient_id, alias patient_id: is an attribute itself",
                "{name: patient_id, aliases: [mrn]}, {name: bed_id, aliases: [mrn]} | bed_id, alias mrn: is one of patient_id already",
                "{name: patient_id, aliases: [mrn, mrn]} | patient_id, alias mrn: is one of patient_id already",
                "{name: patient_id, aliases: [mrn]}, {name: patient_id, aliases: [pid]} | patient_id: stands twice",
                "{name: patient_id, aliases: [triage]}, {name: triage, aliases: [t]} | patient_id, alias triage: has aliases itself"
            })
    void anAliasThatContradictsIsRefused(String attributes, String problem) throws IOException {
        classify();
        alias(attributes);
        assertThatThrownBy(this::load)
                .hasMessageContaining("CONTRACT_INVALID: The aliases of bronze.patient_flow cannot be heeded")
                .hasMessageContaining(MESSAGES)
                .hasMessageContaining(problem);
    }

    @Test
    void everyProblemIsToldAtOnce() throws IOException {
        alias("{name: pacient_id, aliases: [mrn]}, {name: department, aliases: [bed_id]}");
        assertThatThrownBy(this::load)
                .hasMessageContaining("pacient_id: no attribute")
                .hasMessageContaining("department, alias bed_id: is an attribute itself");
    }

    @Test
    void anAttributeThatAContractClassifiesMayHaveAliasesToo() throws IOException {
        classify();
        alias("{name: triage, aliases: [triageLevel]}, {name: patient_id, aliases: [mrn]}");
        assertThat(load().graph()
                        .model(TableName.parse("silver.patient_flow_message"))
                        .orElseThrow()
                        .sql())
                .contains("'triageLevel', 'triage'", "'mrn', 'patient_id'");
    }

    private void alias(String attributes) throws IOException {
        overlay(MESSAGES, "name: patient-flow}", "name: patient-flow, attributes: [" + attributes + "]}");
    }

    private void classify() throws IOException {
        String customs = "customProperties:\n";
        overlay(ATTRIBUTES, customs, "      - {name: triage, physicalType: INT}\n" + customs);
    }

    private void overlay(String path, String part, String own) throws IOException {
        String text = Files.readString(Path.of("src/main/resources/wardflow").resolve(path));
        assertThat(text).contains(part);
        Path file = overlay.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text.replace(part, own));
    }

    private Content load() {
        return AttributeAliases.apply(Content.load(getClass().getClassLoader(), Optional.of(overlay)));
    }
}
