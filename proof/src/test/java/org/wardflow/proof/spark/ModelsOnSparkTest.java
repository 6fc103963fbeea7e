package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.content.Content;
import org.wardflow.lake.TableName;
import org.wardflow.proof.laws.Input;

/** Two engines, one answer: every table is read, and every model gives, on Spark what it is and gives on DuckDB. */
class ModelsOnSparkTest {
    private static final Content CONTENT = Content.load(ModelsOnSparkTest.class.getClassLoader(), Optional.empty());
    private static final long SEED = 7;
    private static final int MESSAGES = 150;

    @TempDir
    private static Path folder;

    private static BothEngines both;

    @BeforeAll
    static void fillALake() {
        both = new BothEngines(folder, CONTENT, site -> site.takeAll(Input.random(SEED, MESSAGES)));
    }

    @AfterAll
    static void close() {
        both.close();
    }

    @TestFactory
    Stream<DynamicTest> deltaSparkReadsTheTableAsWeDo() {
        return each(table -> assertThat(LocalSpark.delta(both.path(table), both.columns(table)))
                .isEqualTo(both.texts(table)));
    }

    @TestFactory
    Stream<DynamicTest> theSparkEngineReadsTheTableAsWeDo() {
        return each(table -> assertThat(both.readBySpark(table)).isEqualTo(both.stored(table)));
    }

    @TestFactory
    Stream<DynamicTest> theModelGivesTheSameRowsOverRandomInput() {
        return CONTENT.graph().inOrder().stream()
                .map(model -> DynamicTest.dynamicTest(
                        model.table().toString(),
                        () -> assertThat(both.computedBySpark(model)).isEqualTo(both.stored(model.table()))));
    }

    private static Stream<DynamicTest> each(Consumer<TableName> test) {
        return CONTENT.contracts().keySet().stream()
                .map(table -> DynamicTest.dynamicTest(table.toString(), () -> test.accept(table)));
    }
}
