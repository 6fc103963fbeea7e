package org.wardflow.hospital;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.check.Linter;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.contract.Rule;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.ModelSql;
import org.wardflow.lake.TableName;

/** The content as it is shipped: its worked examples hold, and nothing in it lacks one. */
class ContentTest {
    private static final Content CONTENT = Content.load(ContentTest.class.getClassLoader(), Optional.empty());
    private static final Pattern FUNCTION =
            Pattern.compile("(?m)^create or replace (?:macro|temporary function) (\\w+)");

    /** Names that one engine has by itself, or that only serve another function beside them. */
    private static final Set<String> ONE_SIDED = Set.of(
            "sha2",
            "explode",
            "element_at",
            "json_pointer",
            "json_as_sent",
            "instant_of_local",
            "by_earlier_offset",
            "by_later_offset",
            "with_seconds");

    /** Tables too long for an example. */
    private static final Set<String> CALENDAR = Set.of("gold.dim_date", "gold.dim_time");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path scratch;

    @SuppressWarnings("NullAway.Init")
    private static DuckDbEngine engine;

    @SuppressWarnings("NullAway.Init")
    private static SqlSession session;

    @BeforeAll
    static void start() {
        DuckDbSettings settings = new DuckDbSettings(1L << 30, 2, scratch.resolve("spill"), 1L << 30, List.of(scratch));
        engine = DuckDbEngine.start(settings, CONTENT);
        session = engine.open();
    }

    @AfterAll
    static void stop() {
        session.close();
        engine.close();
    }

    static List<Example> examples() {
        return CONTENT.examples();
    }

    static Stream<String> texts() {
        return Stream.concat(
                CONTENT.graph().models().keySet().stream().map(TableName::toString), CONTENT.kpis().keySet().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleHolds(Example example) {
        assertThat(new Examples(CONTENT, session).differences(example)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleSaysWhyInTwoSentences(Example example) {
        assertThat(example.why().strip().split("[.?](\\s|$)", -1)).hasSize(3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aModelOrKpiIsPortable(String name) {
        assertThat(Linter.problems(sql(name))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aModelOrKpiHasAnExample(String name) {
        if (!CALENDAR.contains(name)) {
            assertThat(CONTENT.examples()).extracting(Example::of).contains(name);
        }
    }

    @Test
    void theCalendarIsThatOfJava() {
        List<String> dates = lines("gold.dim_date");
        List<String> wanted = LocalDate.of(2015, 1, 1)
                .datesUntil(LocalDate.of(2040, 1, 1))
                .map(day -> List.of(
                                day.getYear() * 10000 + day.getMonthValue() * 100 + day.getDayOfMonth(),
                                day,
                                day.getYear(),
                                (day.getMonthValue() + 2) / 3,
                                day.getMonthValue(),
                                day.getDayOfMonth(),
                                day.getDayOfWeek().getValue(),
                                day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                                day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                                day.getDayOfWeek().getValue() > 5)
                        .toString())
                .toList();
        assertThat(dates).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void theMinutesOfADayAreThoseOfJava() {
        List<String> wanted = IntStream.range(0, 1440)
                .mapToObj(minute -> List.of(
                                minute,
                                minute / 60,
                                minute % 60,
                                LocalTime.ofSecondOfDay(minute * 60L).toString(),
                                List.of("night", "morning", "afternoon", "evening")
                                        .get(minute / 360))
                        .toString())
                .toList();
        assertThat(lines("gold.dim_time")).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void anExampleOnOtherRowsFails() {
        Example right = CONTENT.examples().stream()
                .filter(example -> example.of().equals("gold.dim_patient"))
                .findFirst()
                .orElseThrow();
        Example wrong = new Example(right.of(), "wrong", Map.of(), right.expected(), right.parameters(), right.why());
        assertThat(new Examples(CONTENT, session).differences(wrong)).isNotEmpty();
    }

    @Test
    void everyRowRuleHasAnExampleThatItHitsAndOneThatItSpares() {
        for (TableName table : CONTENT.contracts().keySet()) {
            List<String> findings = CONTENT.examples().stream()
                    .filter(example -> example.of().equals(table.toString()))
                    .flatMap(example -> column(example.expected(), "findings").stream())
                    .toList();
            for (Rule.OfRow rule :
                    requireNonNull(CONTENT.contracts().get(table)).rowRules()) {
                assertThat(findings).as("%s hits", rule.id()).anyMatch(text -> text.contains("|" + rule.id() + "|"));
                assertThat(findings).as("%s spares", rule.id()).anyMatch(text -> !text.contains("|" + rule.id() + "|"));
            }
        }
    }

    @Test
    void everyRuleOfAModelHasAnExampleThatItHits() {
        CONTENT.contracts().values().stream()
                .flatMap(contract -> contract.rules().stream())
                .filter(Rule.OfModel.class::isInstance)
                .map(Rule.OfModel.class::cast)
                .forEach(rule -> assertThat(CONTENT.examples().stream()
                                .filter(example ->
                                        example.of().equals(rule.model().toString()))
                                .flatMap(example -> column(example.expected(), "rule_id").stream()))
                        .as(rule.id())
                        .contains(rule.id()));
    }

    /** A hospital's own rule, and one of which it changes the action, are counted as it says. */
    @Test
    void aRuleOfOnesOwnIsCountedInGold(@TempDir Path overlay) throws IOException {
        Path contract = overlay.resolve("silver/patient_flow_message/contract.yaml");
        Files.createDirectories(contract.getParent());
        String text =
                Files.readString(Path.of("src/main/resources/wardflow/silver/patient_flow_message/contract.yaml"));
        String quality = "    quality:\n";
        String own = """
                      - id: closed_bed
                        type: custom
                        engine: wardflow
                        description: "Own."
                        severity: warning
                        implementation: {action: quarantine, when: "bed_id = 'B2'"}
                """;
        assertThat(text).contains(quality);
        Files.writeString(contract, text.replace(quality, quality + own));
        Content content = Content.load(ContentTest.class.getClassLoader(), Optional.of(overlay));
        assertThat(requireNonNull(content.codes().get("rule")).rows())
                .contains(List.of("silver.patient_flow_message", "closed_bed", "quarantine"))
                .hasSize(requireNonNull(CONTENT.codes().get("rule")).rows().size() + 1);
        TableName findings = TableName.parse("silver.event_finding");
        assertThat(content.hash(requireNonNull(content.graph().models().get(findings))))
                .isNotEqualTo(
                        CONTENT.hash(requireNonNull(CONTENT.graph().models().get(findings))));
    }

    /** Its rows would go on to gold as if nothing had been found, and lie in no list. */
    @Test
    void aQuarantineRuleOfATableThatTheQuarantineDoesNotReadIsRefused(@TempDir Path overlay) throws IOException {
        for (String table : List.of("doctor", "patient_record")) {
            Path contract = overlay.resolve("silver/" + table + "/contract.yaml");
            Files.createDirectories(contract.getParent());
            String text = Files.readString(Path.of("src/main/resources/wardflow/silver/" + table + "/contract.yaml"));
            assertThat(text).contains("action: flag");
            Files.writeString(contract, text.replace("action: flag", "action: quarantine"));
            assertThatThrownBy(() -> Content.load(ContentTest.class.getClassLoader(), Optional.of(overlay)))
                    .hasMessageContaining("MODEL_INVALID")
                    .hasMessageContaining("silver." + table + ": rule unreadable_")
                    .hasMessageContaining("but silver.quarantine does not read silver." + table);
            Files.writeString(contract, text);
        }
    }

    @Test
    void bothPreludesDefineTheSameFunctions() {
        assertThat(functions("duckdb")).isEqualTo(functions("spark")).isNotEmpty();
    }

    @Test
    void theFunctionsOfThePreludeDoWhatTheirExamplesSay() throws IOException {
        Csv examples = Csv.parse(Files.readString(Path.of("src/main/resources/wardflow/prelude/examples.csv")));
        Set<String> covered = new TreeSet<>();
        for (List<@Nullable String> row : examples.rows()) {
            List<@Nullable Object> found = new ArrayList<>();
            session.query("select " + row.get(1), Map.of(), values -> found.add(values.get(0)));
            assertThat(found).as(row.get(1)).containsExactly(true);
            covered.add(String.valueOf(row.get(0)));
        }
        assertThat(covered).containsAll(functions("duckdb"));
    }

    private static List<String> lines(String table) {
        List<String> lines = new ArrayList<>();
        session.query(
                ModelSql.of(CONTENT.graph().model(TableName.parse(table)).orElseThrow(), session::cast),
                Map.of(),
                values -> lines.add(values.toString()));
        return lines;
    }

    private static Set<String> functions(String engine) {
        Matcher matcher = FUNCTION.matcher(CONTENT.prelude(engine));
        return matcher.results()
                .map(found -> found.group(1))
                .filter(name -> !ONE_SIDED.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sql(String name) {
        return name.contains(".")
                ? CONTENT.graph().model(TableName.parse(name)).orElseThrow().sql()
                : requireNonNull(CONTENT.kpis().get(name)).sql();
    }

    private static List<String> column(Csv csv, String name) {
        int place = csv.header().indexOf(name);
        return place < 0
                ? List.of()
                : csv.rows().stream().map(row -> String.valueOf(row.get(place))).toList();
    }
}
