package org.wardflow.proof.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.engine.SqlEngine;

/** What contracts expect of whole tables (versions meet, censuses balance, keys exist) holds for any events, and can fail. */
class ExpectationsTest {
    private static final long SEED = 5;
    private static final int MESSAGES = 600;

    @TempDir
    private static Path folder;

    private static final Content CONTENT = Content.load(ExpectationsTest.class.getClassLoader(), Optional.empty());
    private static SqlEngine engine;
    private static Site site;

    @BeforeAll
    static void fill() throws IOException {
        engine = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 1_000_000_000, List.of(folder)), CONTENT);
        site = new Site(folder, CONTENT, engine);
        site.takeAll(Input.random(SEED, MESSAGES));
    }

    @AfterAll
    static void close() {
        site.close();
        engine.close();
    }

    @Test
    void expectationsHoldForAdversarialEvents() {
        SoftAssertions softly = new SoftAssertions();
        forEach((contract, expectation) -> softly.assertThat(
                        rows(contract, expectation, "select * from " + contract.table()))
                .as("%s of %s", expectation.id(), contract.table())
                .isEqualTo(expectation.mustBe()));
        softly.assertAll();
    }

    @Test
    void eachExpectationIsBrokenBySomeWrongRow() {
        List<String> unbreakable = new ArrayList<>();
        forEach((contract, expectation) -> {
            boolean breaks = spoilt(contract).stream()
                    .anyMatch(rows -> rows(contract, expectation, rows) != expectation.mustBe());
            if (!breaks) {
                unbreakable.add(contract.table() + " " + expectation.id());
            }
        });
        assertThat(unbreakable).isEmpty();
    }

    private interface Check {
        void of(Contract contract, Rule.Expectation expectation);
    }

    private static void forEach(Check check) {
        int count = 0;
        for (Contract contract : CONTENT.contracts().values()) {
            for (Rule rule : contract.rules()) {
                if (rule instanceof Rule.Expectation expectation) {
                    check.of(contract, expectation);
                    count++;
                }
            }
        }
        assertThat(count).isPositive();
    }

    /** The table with each row twice, with each column wrong, and with each as if it were another. */
    private static List<String> spoilt(Contract contract) {
        String table = contract.table().toString();
        List<String> spoilt = new ArrayList<>();
        spoilt.add("select * from " + table + " union all select * from " + table);
        for (ContractColumn column : contract.columns()) {
            List<String> values = new ArrayList<>(wrong(column));
            contract.columns().stream()
                    .filter(other -> other.type() == column.type() && !other.equals(column))
                    .forEach(other -> values.add(other.name()));
            for (String wrong : values) {
                spoilt.add("select * replace (" + wrong + " as " + column.name() + ") from " + table);
            }
        }
        return spoilt;
    }

    private static List<String> wrong(ContractColumn column) {
        String name = column.name();
        return switch (column.type()) {
            case STRING -> List.of("concat('wrong ', " + name + ")");
            case BOOLEAN -> List.of("true", "false");
            case INT, BIGINT, DECIMAL -> List.of(name + " + 1", "-1000");
            case DATE -> List.of("date '1990-01-01'");
            case TIMESTAMP -> List.of("timestamptz '1990-01-01 00:00:00Z'", name + " + interval 1 second");
            case BINARY -> List.of();
        };
    }

    private static long rows(Contract contract, Rule.Expectation expectation, String rows) {
        return site.number("with " + contract.table().name() + " as (" + rows + ") select count(*) from ("
                + expectation.query() + ") as found");
    }
}
