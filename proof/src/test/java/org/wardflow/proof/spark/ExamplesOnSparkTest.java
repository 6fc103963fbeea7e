package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.proof.Repository;
import org.wardflow.spark.SparkEngine;

/** Every worked example holds on Spark as it does on DuckDB, where it stands beside the content. */
class ExamplesOnSparkTest {
    private static final Content CONTENT = Content.load(ExamplesOnSparkTest.class.getClassLoader(), Optional.empty());

    private static final Set<Example> FIRST = Set.copyOf(CONTENT.examples().stream()
            .collect(Collectors.toMap(Example::of, Function.identity(), (first, later) -> first))
            .values());

    @SuppressWarnings("NullAway.Init")
    private static SqlEngine engine;

    @SuppressWarnings("NullAway.Init")
    private static SqlSession session;

    @BeforeAll
    static void start() {
        engine = SparkEngine.on(LocalSpark.session(), CONTENT);
        session = engine.open();
    }

    @AfterAll
    static void close() {
        session.close();
        engine.close();
    }

    /** The first of each model: an example takes Spark seconds, and {@link ModelsOnSparkTest} compares all models over random rows. */
    @TestFactory
    Stream<DynamicTest> theFirstWorkedExampleOfAModelHolds() {
        return examples(example -> !ofAKpi(example) && FIRST.contains(example));
    }

    @TestFactory
    @Tag("slow")
    Stream<DynamicTest> everyOtherWorkedExampleOfAModelHolds() {
        return examples(example -> !ofAKpi(example) && !FIRST.contains(example));
    }

    /** KPIs are asked of DuckDB and PostgreSQL; that Spark could answer them too is for its users' own questions. */
    @TestFactory
    @Tag("slow")
    Stream<DynamicTest> theWorkedExampleOfAKpiHolds() {
        return examples(ExamplesOnSparkTest::ofAKpi);
    }

    private static boolean ofAKpi(Example example) {
        return CONTENT.kpis().containsKey(example.of());
    }

    private static Stream<DynamicTest> examples(Predicate<Example> which) {
        Examples examples = new Examples(CONTENT, session);
        return CONTENT.examples().stream()
                .filter(which)
                .map(example -> DynamicTest.dynamicTest(
                        example.toString(),
                        () -> assertThat(examples.differences(example)).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> theFunctionOfThePreludeDoesWhatItsExampleSays() throws IOException {
        Path claims = Repository.file("hospital/src/main/resources/wardflow/prelude/examples.csv");
        return Csv.parse(Files.readString(claims)).rows().stream()
                .map(row -> String.valueOf(row.get(1)))
                .map(claim -> DynamicTest.dynamicTest(claim, () -> {
                    List<String> answer = new ArrayList<>();
                    session.query("select 'holds' where " + claim, Map.of(), row -> answer.add(row.toString()));
                    assertThat(answer).containsExactly("[holds]");
                }));
    }
}
