package org.wardflow.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.check.IncrementalProperty;
import org.wardflow.flow.check.IncrementalProperty.Result;
import org.wardflow.flow.content.Content;
import org.wardflow.lake.TableName;

/** Every model of the content, on random rows in random steps: what the runner keeps is what the model gives when read whole. */
class IncrementalTest {
    private static final Content CONTENT = Content.load(IncrementalTest.class.getClassLoader(), Optional.empty());
    private static final int SEEDS = Integer.getInteger("property.tries", 2);

    @TempDir
    static Path folder;

    /** Keyed by the message, the encounter, the patient, the part of a hospital; with inputs whole, by key and by others. */
    private static final List<String> SLICED = List.of(
            "silver.encounter_event",
            "silver.visit",
            "gold.dim_patient",
            "gold.fact_patient_flow",
            "gold.fact_department_hour");

    private static DuckDbEngine engine;

    @BeforeAll
    static void start() {
        DuckDbSettings settings = new DuckDbSettings(1L << 30, 2, folder.resolve("spill"), 1L << 30, List.of(folder));
        engine = DuckDbEngine.start(settings, CONTENT);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** As where so many keys changed that their rows do not fit into memory at once. */
    @Test
    void modelsKeepItTooWhenTheirKeysAreTakenInSlices() {
        DuckDbSettings settings = new DuckDbSettings(
                        1L << 30, 2, folder.resolve("slices_spill"), 1L << 30, List.of(folder))
                .withKeysAtOnce(2);
        try (DuckDbEngine slicing = DuckDbEngine.start(settings, CONTENT)) {
            IncrementalProperty property = new IncrementalProperty(CONTENT, slicing, folder);
            for (String table : SLICED) {
                Result result = property.check(TableName.parse(table), 1);
                assertThat(result.differences()).as(table).isEmpty();
                assertThat(result.compared()).as("states compared of " + table).isPositive();
            }
        }
    }

    static Stream<TableName> everyModelKeepsWhatItGivesWhole() {
        return CONTENT.graph().models().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource
    void everyModelKeepsWhatItGivesWhole(TableName table) {
        Result result = new IncrementalProperty(CONTENT, engine, folder).check(table, SEEDS);
        assertThat(result.differences()).isEmpty();
        assertThat(result.compared()).as("states compared").isPositive();
    }
}
