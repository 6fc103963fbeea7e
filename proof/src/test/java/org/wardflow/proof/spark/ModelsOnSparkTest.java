package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.lake.TableName;
import org.wardflow.proof.Repository;
import org.wardflow.proof.laws.Input;

/** Two engines, one answer: every model and every worked example gives on Spark what it gives on DuckDB. */
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

    @TestFactory
    Stream<DynamicTest> theWorkedExampleOfAModelHolds() {
        return examples(example -> !CONTENT.kpis().containsKey(example.of()));
    }

    /** KPIs are asked of DuckDB and PostgreSQL; that Spark could answer them too is for its users' own questions. */
    @TestFactory
    @Tag("slow")
    Stream<DynamicTest> theWorkedExampleOfAKpiHolds() {
        return examples(example -> CONTENT.kpis().containsKey(example.of()));
    }

    private static Stream<DynamicTest> examples(Predicate<Example> which) {
        Examples examples = new Examples(CONTENT, both.spark());
        return CONTENT.examples().stream()
                .filter(which)
                .map(example -> DynamicTest.dynamicTest(
                        example.toString(),
                        () -> assertThat(examples.differences(example)).isEmpty()));
    }

    /** The same file proves the functions on DuckDB, beside the content. */
    @TestFactory
    Stream<DynamicTest> theFunctionOfThePreludeDoesWhatItsExampleSays() throws IOException {
        Path examples = Repository.file("hospital/src/main/resources/wardflow/prelude/examples.csv");
        return Csv.parse(Files.readString(examples)).rows().stream()
                .map(row -> String.valueOf(row.get(1)))
                .map(claim -> DynamicTest.dynamicTest(
                        claim,
                        () -> assertThat(both.spark("select 'holds' where " + claim))
                                .containsExactly("String holds")));
    }

    private static Stream<DynamicTest> each(Consumer<TableName> test) {
        return CONTENT.contracts().keySet().stream()
                .map(table -> DynamicTest.dynamicTest(table.toString(), () -> test.accept(table)));
    }
}
