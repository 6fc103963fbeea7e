package org.wardflow.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Input;
import org.wardflow.flow.model.Model;

/** No model compares each row of one table with each of another: an outer join whose condition holds an OR does so in DuckDB. */
class JoinsTest {
    private static final Content CONTENT = Content.load(JoinsTest.class.getClassLoader(), Optional.empty());

    /** Each message or row that a rule hit is compared with each rule, of which there are few. */
    private static final Set<String> BY_RULES = Set.of("silver.event_finding", "silver.row_finding");

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

    static Stream<Model> noModelComparesEachRowWithEach() {
        return CONTENT.graph().inOrder().stream()
                .filter(model -> !BY_RULES.contains(model.table().toString()));
    }

    @ParameterizedTest
    @MethodSource
    void noModelComparesEachRowWithEach(Model model) {
        try (SqlSession session = engine.open()) {
            Map<String, Relation> inputs = new HashMap<>();
            for (Input input : model.inputs()) {
                var columns = Objects.requireNonNull(CONTENT.contracts().get(input.table()))
                        .lakeColumns();
                inputs.put(input.table().toString(), session.rows(columns, List.of()));
            }
            StringBuilder plan = new StringBuilder();
            session.query("explain " + model.sql(), inputs, row -> plan.append(row.get(1)));
            assertThat(plan).as(model.table().toString()).contains("──").doesNotContain("BLOCKWISE_NL_JOIN");
        }
    }
}
