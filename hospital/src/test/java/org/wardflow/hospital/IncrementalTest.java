package org.wardflow.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
