package org.wardflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.check.IncrementalProperty;
import org.wardflow.flow.check.IncrementalProperty.Result;
import org.wardflow.flow.content.Content;
import org.wardflow.lake.TableName;

class IncrementalPropertyTest {
    private static final int SEEDS = Integer.getInteger("property.tries", 4);

    @TempDir
    Path folder;

    @Test
    void everyTinyModelHasIt() {
        Content content = TinyLake.tiny();
        try (DuckDbEngine engine = TinyLake.engine(folder, content)) {
            IncrementalProperty property = new IncrementalProperty(content, engine, folder);
            assertThat(content.graph().models().keySet()).allSatisfy(table -> {
                Result result = property.check(table, SEEDS);
                assertThat(result.differences()).isEmpty();
                assertThat(result.compared()).isGreaterThan(SEEDS);
            });
        }
    }

    @Test
    void aModelThatNamesTooFewKeysIsFound() {
        Content content = TinyLake.tinyWith(
                folder.resolve("content"),
                "silver/resolved/model.sql",
                "via silver.reading on sensor = retired",
                "via silver.reading on sensor = surviving");
        try (DuckDbEngine engine = TinyLake.engine(folder, content)) {
            Result result =
                    new IncrementalProperty(content, engine, folder).check(TableName.parse("silver.resolved"), 10);
            assertThat(result.differences()).isNotEmpty().first().asString().contains("silver.resolved seed");
        }
    }
}
