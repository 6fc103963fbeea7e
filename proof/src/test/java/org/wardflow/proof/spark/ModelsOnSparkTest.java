package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;
import org.wardflow.proof.Repository;
import org.wardflow.proof.laws.CanonicalText;
import org.wardflow.proof.laws.Site;
import org.wardflow.spark.SparkEngine;

/** Two engines, one answer: every model and every worked example gives on Spark what it gives on DuckDB. */
class ModelsOnSparkTest {
    private static final Content CONTENT = Content.load(ModelsOnSparkTest.class.getClassLoader(), Optional.empty());
    private static final long SEED = 7;
    private static final int MESSAGES = 150;

    @TempDir
    private static Path folder;

    private static SqlEngine duckDb;
    private static Site site;
    private static SqlEngine engine;
    private static SqlSession spark;
    private static Lake lake;

    @BeforeAll
    static void fillALake() {
        duckDb = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 4_000_000_000L, List.of(folder)),
                CONTENT);
        site = new Site(folder, CONTENT, duckDb);
        site.takeAll(org.wardflow.proof.laws.Input.random(SEED, MESSAGES));
        engine = SparkEngine.on(LocalSpark.session(), CONTENT);
        spark = engine.open();
        lake = Lake.openForReading(folder.resolve("lake"), new LocalFileIo(), Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        lake.close();
        spark.close();
        engine.close();
        site.close();
        duckDb.close();
    }

    @TestFactory
    Stream<DynamicTest> deltaSparkReadsTheTableAsWeDo() {
        return CONTENT.contracts().keySet().stream()
                .map(table -> DynamicTest.dynamicTest(table.toString(), () -> {
                    List<String> columns = columns(table);
                    assertThat(LocalSpark.delta(site.path(table), columns))
                            .isEqualTo(site.rows(table.toString(), columns));
                }));
    }

    @TestFactory
    Stream<DynamicTest> theSparkEngineReadsTheTableAsWeDo() {
        return CONTENT.contracts().keySet().stream()
                .map(table -> DynamicTest.dynamicTest(table.toString(), () -> {
                    List<String> columns = columns(table);
                    assertThat(rows(
                                    String.join(", ", columns),
                                    table.toString(),
                                    Map.of(table.toString(), scan(table))))
                            .isEqualTo(site.rows(table.toString(), columns));
                }));
    }

    @TestFactory
    Stream<DynamicTest> theModelGivesTheSameRowsOverRandomInput() {
        return CONTENT.graph().inOrder().stream()
                .map(model -> DynamicTest.dynamicTest(model.table().toString(), () -> {
                    List<String> columns = columns(model.table());
                    String computed = "(" + ModelSql.of(model, spark::cast) + "\n) as computed";
                    assertThat(rows(String.join(", ", columns), computed, inputs(model)))
                            .isEqualTo(site.rows(model.table().toString(), columns));
                }));
    }

    @TestFactory
    Stream<DynamicTest> theWorkedExampleHolds() {
        Examples examples = new Examples(CONTENT, spark);
        return CONTENT.examples().stream()
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
                        () -> assertThat(rows("1", "(select 1) as one where " + claim, Map.of()))
                                .containsExactly("1")));
    }

    /** As the runner binds them: a row without a value in the columns that it is bound by belongs to no key. */
    private static Map<String, Relation> inputs(Model model) {
        Map<String, Relation> inputs = new HashMap<>();
        for (Input input : model.inputs()) {
            Relation rows = scan(input.table());
            List<String> bound = input.boundColumns(model.key());
            if (!bound.isEmpty()) {
                String condition = String.join(" is not null and ", bound) + " is not null";
                rows = spark.select("select * from run.given where " + condition, Map.of("run.given", rows));
            }
            inputs.put(input.table().toString(), rows);
        }
        return inputs;
    }

    private static Relation scan(TableName table) {
        return spark.scan(Scan.of(lake.find(table).orElseThrow().latest()));
    }

    private static List<String> columns(TableName table) {
        return CONTENT.graph().spec(table).columns().stream()
                .map(column -> column.name())
                .toList();
    }

    private static List<String> rows(String columns, String from, Map<String, Relation> tables) {
        List<String> rows = new ArrayList<>();
        spark.query("select " + columns + " from " + from, tables, row -> rows.add(CanonicalText.of(row)));
        return rows.stream().sorted().toList();
    }
}
