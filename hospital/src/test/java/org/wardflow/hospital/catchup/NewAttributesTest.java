package org.wardflow.hospital.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.Sha256;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.RowAppender;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.TableName;

/** Which column holds which attribute depends on what was sent and on the contract, and not on what came first. */
class NewAttributesTest {
    private static final Content BUILT_IN = load(Optional.empty());
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);
    private static final TableName MESSAGES = new TableName("bronze", "patient_flow");
    private static final String EVENT = """
            {"event_id": "%1$s", "event_type": "ADMISSION", "event_time": "2026-10-30T01:00:00Z", "patient_id": "p", \
            "recorded_time": "2026-10-30T01:00:00Z", "encounter_id": "v-%1$s", "hospital_id": "1", "department": "ICU", \
            "bed_id": "B1", %2$s}""";

    /** What stands for a home's contract beside the messages. */
    private static final String CONTRACT = "contract";

    @TempDir
    static Path folder;

    private static DuckDbEngine engine;
    private static int homes;

    @BeforeAll
    static void start() {
        DuckDbSettings settings = new DuckDbSettings(1L << 30, 2, folder.resolve("spill"), 1L << 30, List.of(folder));
        engine = DuckDbEngine.start(settings, BUILT_IN);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void aContractsColumnHoldsTheAttributeOfItsWordsWhateverCameFirst() throws IOException {
        Content own = withColumns("blood_group, physicalType: STRING", "triage, physicalType: INT");
        for (List<String> order : orders(List.of(CONTRACT, "'bloodGroup': 'A', 'Triage': 2", "'smoker': true"))) {
            assertThat(computed(own, order, "blood_group, triage, smoker, others"))
                    .as(order.toString())
                    .containsExactlyInAnyOrder("[A, 2, null, null]", "[null, null, true, null]");
        }
    }

    @Test
    @Tag("slow")
    void ofTwoSpellingsThatOfTheColumnHasItWhateverCameFirst() throws IOException {
        Content own = withColumns("blood_group, physicalType: STRING");
        List<String> sent = List.of(
                CONTRACT,
                "'blood_group': 'C'",
                "'bloodGroup': 'A', 'BLOOD-GROUP': 'F'",
                "'blood_group': 'D', 'bloodGroup': 'E'");
        for (List<String> order : orders(sent)) {
            assertThat(computed(own, order, "blood_group, blood_group_2, blood_group_3, others"))
                    .as(order.toString())
                    .containsExactlyInAnyOrder("[C, null, null, null]", "[null, F, A, null]", "[D, null, E, null]");
        }
    }

    @Test
    void anyKeywordMayBeAnAttribute() throws IOException {
        List<String> names = new ArrayList<>(List.of("wardflowExtra", "wardflow_sent"));
        try (SqlSession session = engine.open()) {
            session.query(
                    "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'",
                    Map.of(),
                    row -> names.add(String.valueOf(row.get(0))));
        }
        assertThat(names).contains("pivot_longer", "by", "unpack", "select");
        String message = names.stream().map("'%s': 'x'"::formatted).collect(Collectors.joining(", "));
        String columns = names.stream().map(ColumnNames::of).collect(Collectors.joining(", "));
        assertThat(computed(BUILT_IN, List.of(message), columns + ", others"))
                .containsExactly("[" + "x, ".repeat(names.size()) + "null]");
    }

    /** What cannot be looked up stands before the others by its letters, and takes the place of none. */
    @Test
    void ofNamesThatSomebodyMakesUpTheFirstHaveColumnsAndTheOthersStayTogether() throws IOException {
        List<String> not = new ArrayList<>(List.of("", "a".repeat(101), "aä", "-a", "a.b"));
        IntStream.range(0, NewAttributes.NAMES_MAX).forEach(i -> not.add(" %s".formatted(i)));
        List<String> names = new ArrayList<>(List.of("a -_Z9", "a".repeat(100)));
        IntStream.range(0, NewAttributes.NAMES_MAX + 100).forEach(i -> names.add("made up %s".formatted(10_000 + i)));
        Stream<String> both = Stream.concat(not.stream(), names.stream());
        String first = both.map("'%s': 'x'"::formatted).collect(Collectors.joining(", "));
        Path home = Files.createDirectories(folder.resolve("home-" + homes++));
        try (Lake lake = Lake.openForWriting(home, new LocalFileIo(), CLOCK)) {
            Content declared = BUILT_IN.upTo(Set.of(AttributeTable.NAME, SeenAttribute.TABLE));
            run(lake, declared, first);
            List<String> seen = SeenAttribute.recorded(lake, engine).stream()
                    .map(SeenAttribute::attribute)
                    .toList();
            assertThat(seen).doesNotHaveDuplicates().containsExactlyElementsOf(names.subList(0, seen.size()));
            int columns = lake.find(AttributeTable.NAME)
                    .orElseThrow()
                    .latest()
                    .columns()
                    .size();
            assertThat(columns).isEqualTo(AttributeTable.COLUMNS_MAX);
            run(lake, declared, "'made up 10000': 'y', 'still another': 'z'");
            assertThat(SeenAttribute.recorded(lake, engine)).hasSameSizeAs(seen);
        }
    }

    private static <T> List<List<T>> orders(List<T> items) {
        List<List<T>> orders = new ArrayList<>();
        for (T first : items) {
            List<T> others = new ArrayList<>(items);
            others.remove(first);
            for (List<T> order : orders(others)) {
                List<T> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders.isEmpty() ? List.of(List.of()) : orders;
    }

    /** The rows of the table in a home in which things came one after the other, a run after each. */
    private static List<String> computed(Content own, List<String> order, String columns) throws IOException {
        List<String> rows = new ArrayList<>();
        Path home = Files.createDirectories(folder.resolve("home-" + homes++));
        try (Lake lake = Lake.openForWriting(home, new LocalFileIo(), CLOCK)) {
            Content declared = BUILT_IN;
            for (String step : order) {
                declared = step.equals(CONTRACT) ? own : declared;
                run(lake, declared.upTo(Set.of(AttributeTable.NAME, SeenAttribute.TABLE)), step);
            }
            try (SqlSession session = engine.open()) {
                session.query(
                        "select %s from silver.patient_flow_attribute".formatted(columns),
                        Map.of(
                                AttributeTable.NAME.toString(),
                                session.scan(Scan.of(lake.find(AttributeTable.NAME)
                                        .orElseThrow()
                                        .latest()))),
                        row -> rows.add(row.toString()));
            }
        }
        return rows;
    }

    private static void run(Lake lake, Content declared, String step) {
        try (Pipeline pipeline = Pipeline.open(lake, extended(lake, declared), engine, CLOCK)) {
            if (!step.equals(CONTRACT)) {
                take(pipeline, EVENT.formatted(Sha256.of(step), step.replace('\'', '"')));
            }
            NewAttributes attributes =
                    new NewAttributes(lake, engine, CLOCK, pipeline, declared, () -> extended(lake, declared));
            if (attributes.follow(pipeline.runCycle())) {
                assertThat(pipeline.runCycle().failures()).isEmpty();
            }
        }
    }

    private static Content extended(Lake lake, Content declared) {
        return AttributeTable.extend(declared, SeenAttribute.recorded(lake, engine));
    }

    private static void take(Pipeline pipeline, String message) {
        byte[] payload = message.getBytes(StandardCharsets.UTF_8);
        Instant now = CLOCK.instant();
        try (RowAppender rows = pipeline.newAppender(MESSAGES)) {
            rows.append("test", null, 0L, now, now, payload, Sha256.of(message), (long) payload.length, null);
            var unused = pipeline.appendBronze(MESSAGES, rows.finish(), Map.of());
        }
    }

    private static Content withColumns(String... columns) throws IOException {
        StringBuilder properties = new StringBuilder();
        for (String column : columns) {
            properties.append("      - {name: ").append(column).append(", classification: operational}\n");
        }
        String path = "silver/patient_flow_attribute/contract.yaml";
        Path overlay = folder.resolve("content-" + homes++);
        Path contract = overlay.resolve(path);
        Files.createDirectories(contract.resolveSibling("."));
        String text = Files.readString(Path.of("src/main/resources/wardflow").resolve(path));
        Files.writeString(contract, text.replace("customProperties:\n", properties + "customProperties:\n"));
        return load(Optional.of(overlay));
    }

    private static Content load(Optional<Path> overlay) {
        return Content.load(NewAttributesTest.class.getClassLoader(), overlay);
    }
}
