package org.wardflow.proof.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.lake.TableName;
import org.wardflow.proof.laws.Mutants.Mutant;
import org.wardflow.simulator.gold.ExpectedTable;

/**
 * A broken copy of each model is caught: by its worked examples or, for the calendar, which has none, by the expected gold.
 * What no example can see is often no fault (a bound that two rows never meet, the order of what cannot tie), so not every
 * mutant must be caught; the random events of {@link GoldTest} see more of them.
 */
@Tag("slow")
class MutantsTest {
    private static final Content CONTENT = Content.load(MutantsTest.class.getClassLoader(), Optional.empty());
    private static final int A_MODEL = 4;
    private static final double SHARE_MIN = 0.85;

    @TempDir
    private static Path folder;

    private static SqlEngine engine;
    private static SqlSession session;

    @BeforeAll
    static void startEngine() {
        engine = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 1_000_000_000, List.of(folder)), CONTENT);
        session = engine.open();
    }

    @AfterAll
    static void stopEngine() {
        session.close();
        engine.close();
    }

    @Test
    void aBrokenCopyOfEachModelIsCaught() throws IOException {
        check(A_MODEL);
    }

    @Test
    @Tag("slow")
    void mostBrokenCopiesOfEachModelAreCaught() throws IOException {
        check(Integer.MAX_VALUE);
    }

    /** @param most mutants of a model, spread over its text */
    private static void check(int most) throws IOException {
        int all = 0;
        List<String> survivors = new ArrayList<>();
        for (Model model : CONTENT.graph().inOrder()) {
            List<Mutant> mutants = Mutants.of(model.sql());
            int count = Math.min(most, mutants.size());
            int before = survivors.size();
            for (int i = 0; i < count; i++) {
                Mutant mutant = mutants.get((int) ((i + 1L) * mutants.size() / count) - 1);
                if (!isCaught(model, mutant)) {
                    survivors.add(model.table() + " " + mutant.change());
                }
            }
            assertThat(survivors.size() - before)
                    .as("survivors of %s: %s", model.table(), survivors)
                    .isLessThan(count);
            all += count;
        }
        assertThat(survivors).as("survivors of %s broken copies", all).hasSizeLessThan((int) (all * (1 - SHARE_MIN)));
    }

    private static boolean isCaught(Model model, Mutant mutant) throws IOException {
        TableName table = model.table();
        Path overlay = Files.createTempDirectory(folder, "content");
        Path file = overlay.resolve(table.layer()).resolve(table.name()).resolve("model.sql");
        Files.createDirectories(file.getParent());
        Files.writeString(file, mutant.sql());
        try {
            Content broken = Content.load(MutantsTest.class.getClassLoader(), Optional.of(overlay));
            List<Example> examples = broken.examples().stream()
                    .filter(example -> example.of().equals(table.toString()))
                    .toList();
            Examples runner = new Examples(broken, session);
            return examples.isEmpty()
                    ? !rows(broken.graph().model(table).orElseThrow()).equals(expected(table))
                    : examples.stream()
                            .anyMatch(example -> !runner.differences(example).isEmpty());
        } catch (WardflowException refused) {
            return true;
        }
    }

    private static List<String> rows(Model model) {
        List<String> rows = new ArrayList<>();
        session.query(ModelSql.of(model, session::cast), Map.of(), row -> rows.add(CanonicalText.of(row)));
        return rows.stream().sorted().toList();
    }

    private static List<String> expected(TableName table) {
        ExpectedTable expected = Objects.requireNonNull(
                Input.random(0, 1).expectedGold().get(table.name()),
                table + " needs an example, or to be in expected gold");
        return expected.rows().stream().map(CanonicalText::of).sorted().toList();
    }
}
