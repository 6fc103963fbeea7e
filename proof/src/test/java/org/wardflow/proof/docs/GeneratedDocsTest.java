package org.wardflow.proof.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.model.Model;
import org.wardflow.proof.architecture.Modules;

/** What the pages say about the content and the modules is what these say themselves. */
class GeneratedDocsTest {
    private static final Content CONTENT = Content.load(GeneratedDocsTest.class.getClassLoader(), Optional.empty());
    private static final List<Contract> CONTRACTS = inOrder();
    private static final Pattern MAPPED = Pattern.compile("`([a-z_]+)\\.([a-z_]+)`");

    @Test
    void theGraphOfModulesIsTheOneThatTheArchitectureTestsHold() throws IOException {
        Page.of("CONTRIBUTING.md").holds("modules", Modules.mermaid());
    }

    @Test
    void theDataModelIsThatOfTheContracts() throws IOException {
        Map<String, List<String>> inputs = new TreeMap<>();
        CONTENT.graph()
                .models()
                .forEach((table, model) -> inputs.put(
                        table.toString(),
                        model.upstream().stream().map(Object::toString).toList()));
        TablesText text = new TablesText(CONTRACTS);
        Page page = Page.of("docs/data-model.md");
        page.holds("star", text.star());
        page.holds("tables", text.tables(inputs));
    }

    @Test
    void theKpisAreThoseOfTheContent() throws IOException {
        Page.of("docs/kpis.md").holds("kpis", KpisText.of(CONTENT.kpis().values()));
    }

    @Test
    void theRulesAreThoseOfTheContracts() throws IOException {
        RulesText text = new RulesText(CONTRACTS);
        Page page = Page.of("docs/quality-rules.md");
        page.holds("overview", text.overview());
        page.holds("rules", text.rules());
        page.holds("expectations", text.expectations());
    }

    @Test
    void everyColumnThatTheTutorialNamesAreMappedToExists() throws IOException {
        List<String> ours = Page.of("docs/data-model.md")
                .text()
                .lines()
                .dropWhile(line -> !line.startsWith("## If you know"))
                .filter(line -> line.startsWith("| `"))
                .flatMap(line ->
                        MAPPED.matcher(line.split("\\|", -1)[2]).results().map(MatchResult::group))
                .toList();
        assertThat(ours)
                .isNotEmpty()
                .allSatisfy(column -> assertThat(exists(column)).as(column).isTrue());
    }

    /** Bronze first, then each table after what it is made from. */
    private static List<Contract> inOrder() {
        return Stream.concat(
                        CONTENT.contracts().values().stream()
                                .filter(contract ->
                                        CONTENT.graph().model(contract.table()).isEmpty()),
                        CONTENT.graph().inOrder().stream().map(Model::contract))
                .toList();
    }

    private static boolean exists(String column) {
        MatchResult name = MAPPED.matcher(column).results().findFirst().orElseThrow();
        return CONTRACTS.stream()
                .filter(contract -> contract.table().toString().equals("gold." + name.group(1)))
                .anyMatch(contract -> contract.column(name.group(2)).isPresent());
    }
}
