package org.wardflow.proof.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the rules against the product, and shows each kind of rule to fail on a class that breaks it. */
class ArchitectureTest {
    private static final String ROOT = "org.wardflow.";
    private static final String BROKEN = "org.wardflow.proof.architecture.broken.";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // What modules lend each other for tests is a folder under test, and a jar once it is packed.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.wardflow");
    private static final JavaClasses BROKEN_CLASSES =
            new ClassFileImporter().importPackages("org.wardflow.proof.architecture.broken");

    /** The rule, and the classes built to break it. */
    private static final Map<String, List<String>> BROKEN_BY = Map.ofEntries(
            Map.entry(Rules.USES_ALLOWED + "core", List.of("core.UsesLake")),
            Map.entry(Rules.USES_ALLOWED + "flow", List.of("flow.UsesDelta", "flow.UsesDuckDb", "flow.UsesSql")),
            Map.entry(Rules.NO_CYCLES + "flow", List.of("flow.one.One", "flow.two.internal.Two")),
            Map.entry(Rules.INTERNAL + "lake", List.of("lake.internal.Hidden")),
            Map.entry(Rules.CLOCK, List.of("flow.ReadsClock", "flow.HandsOnClock")),
            Map.entry(Rules.CHANCE, List.of("flow.DrawsChance")),
            Map.entry(Rules.CONSOLE, List.of("flow.WritesConsole")),
            Map.entry(Rules.NULL_MARKED, List.of("flow.unmarked.Unmarked")),
            Map.entry(Rules.NAMES, List.of("flow.KeyUtils", "flow.AbstractModel")),
            Map.entry(Rules.FINAL, List.of("flow.OpenClass")),
            Map.entry(Rules.FIELDS, List.of("flow.OpenField")));

    @TestFactory
    Stream<DynamicTest> theProductKeepsTheRule() {
        return new Rules(ROOT)
                .all().entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(), () -> rule.getValue().check(PRODUCT)));
    }

    @TestFactory
    Stream<DynamicTest> theRuleFailsOnItsBreakers() {
        return BROKEN_BY.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    EvaluationResult result = requireNonNull(
                                    new Rules(BROKEN).all().get(entry.getKey()))
                            .evaluate(BROKEN_CLASSES);
                    String report = String.join("\n", result.getFailureReport().getDetails());
                    assertThat(entry.getValue())
                            .allSatisfy(breaker -> assertThat(report).contains(BROKEN + breaker));
                }));
    }

    @Test
    void everyKindOfRuleHasABreaker() {
        assertThat(new Rules(ROOT).all().keySet().stream().map(ArchitectureTest::kind))
                .isSubsetOf(
                        BROKEN_BY.keySet().stream().map(ArchitectureTest::kind).toList());
    }

    @Test
    void everyPackageBelongsToAModule() {
        assertThat(PRODUCT.stream()
                        .map(type ->
                                type.getPackageName().substring(ROOT.length()).replaceAll("\\..*", "")))
                .isSubsetOf(Modules.MAY_USE.keySet());
        assertThat(Modules.LIBRARIES).containsOnlyKeys(Modules.MAY_USE.keySet());
    }

    private static String kind(String rule) {
        return rule.replaceAll(": [a-z]+$", ": ");
    }
}
