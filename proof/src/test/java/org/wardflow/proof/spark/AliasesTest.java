package org.wardflow.proof.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.model.Model;
import org.wardflow.hospital.catchup.AttributeAliases;
import org.wardflow.lake.TableName;
import org.wardflow.proof.laws.Site;

/** Attributes under other names, eleven of them: renames stand within each other, and what names its argument twice grows with each. */
@Tag("slow")
class AliasesTest {
    private static final TableName MESSAGES = TableName.parse("silver.patient_flow_message");
    private static final String SOURCE = "{kind: topic, name: patient-flow}";
    private static final String ALIASED =
            "{kind: topic, name: patient-flow, attributes: [{name: patient_id, aliases: [mrn, patientId]},"
                    + " {name: event_type, aliases: [kind]}, {name: event_id, aliases: [msg-id]}, {name: event_time, aliases: [at, when_]},"
                    + " {name: department, aliases: [ward]}, {name: hospital_id, aliases: [site]}, {name: encounter_id, aliases: [visit]},"
                    + " {name: age, aliases: [years]}, {name: birth_date, aliases: [dob]}]}";
    private static final String MESSAGE =
            "{\"msg-id\":\"e1\",\"kind\":\"ADMISSION\",\"when_\":\"2026-11-01T10:00:00Z\",\"patientId\":\"p1\",\"visit\":\"v1\",\"site\":\"1\",\"ward\":\"ICU\",\"years\":60}";

    @TempDir
    private Path folder;

    @Test
    void bothEnginesTakeThemForTheAttributesThatTheyMean() throws Exception {
        ClassLoader loader = AliasesTest.class.getClassLoader();
        TableName bronze = TableName.parse("bronze.patient_flow");
        String contract = Objects.requireNonNull(
                        Content.load(loader, Optional.empty()).contracts().get(bronze))
                .text();
        Path overlay = Files.createDirectories(folder.resolve("content/bronze/patient_flow"));
        Files.writeString(overlay.resolve("contract.yaml"), contract.replace(SOURCE, ALIASED));
        Content content = AttributeAliases.apply(Content.load(loader, Optional.of(folder.resolve("content"))));

        try (BothEngines engines = new BothEngines(folder, content, AliasesTest::fill)) {
            Model model = content.graph().model(MESSAGES).orElseThrow();
            List<String> stored = engines.stored(MESSAGES);
            assertThat(stored).singleElement().asString().contains("e1", "p1", "v1", "ADMISSION", "ICU");
            assertThat(engines.computedBySpark(model)).isEqualTo(stored);
        }
    }

    private static void fill(Site site) {
        site.takeMessages("patient-flow", List.of(MESSAGE.getBytes(UTF_8)), Instant.parse("2026-11-01T11:00:00Z"));
        assertThat(site.run().runs()).isNotEmpty();
    }
}
