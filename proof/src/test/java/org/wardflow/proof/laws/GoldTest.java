package org.wardflow.proof.laws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.simulator.gold.ExpectedTable;

/** Gold is a pure function of bronze, and the one that docs/semantics.md defines. */
class GoldTest {
    private static final int MESSAGES = 150;

    @TempDir
    private static Path folder;

    private static final Content CONTENT = Content.load(GoldTest.class.getClassLoader(), Optional.empty());
    private static SqlEngine engine;

    @BeforeAll
    static void startEngine() {
        engine = DuckDbEngine.start(
                new DuckDbSettings(1_000_000_000, 2, folder.resolve("spill"), 4_000_000_000L, List.of(folder)),
                CONTENT);
    }

    @AfterAll
    static void stopEngine() {
        engine.close();
    }

    @Test
    void goldIsWhatTheSemanticsDemandInWhateverOrderAndBatchesAndHoweverOftenEventsArrive() throws IOException {
        holds(LongStream.range(0, 3));
    }

    @Test
    void rowsUpToFourHundredDaysLateChangeGoldAsIfTheyHadComeInTime() throws IOException {
        holds(LongStream.range(1_000, 1_001), Input::late);
    }

    @Test
    @Tag("slow")
    void lateRowsOfManySeeds() throws IOException {
        holds(LongStream.range(1_001, 1_001 + Integer.getInteger("property.tries", 100)), Input::late);
    }

    @Test
    @Tag("slow")
    void theSameHoldsForManySeeds() throws IOException {
        holds(LongStream.range(100, 100 + Integer.getInteger("property.tries", 100)));
    }

    private static void holds(LongStream seeds) throws IOException {
        holds(seeds, Input::random);
    }

    private static void holds(LongStream seeds, BiFunction<Long, Integer, Input> inputs) throws IOException {
        Long only = Long.getLong("property.seed");
        for (long seed : (only == null ? seeds : LongStream.of(only)).toArray()) {
            Input input = inputs.apply(seed, MESSAGES);
            Map<String, ExpectedTable> expected = input.expectedGold();
            atOnce(seed, input, expected);
            inPieces(seed, input, expected);
        }
    }

    /** One file, one cycle: what a rebuild does. */
    private static void atOnce(long seed, Input input, Map<String, ExpectedTable> expected) throws IOException {
        try (Site site = new Site(home("once-" + seed), CONTENT, engine)) {
            site.takeAll(input);
            assertGold(site, expected, "at once; again with -Dproperty.seed=" + seed);
        }
    }

    /** Shuffled, everything twice, in batches of any size, with ticks and restarts in between. */
    private static void inPieces(long seed, Input input, Map<String, ExpectedTable> expected) throws IOException {
        Random random = new Random(seed);
        List<byte[]> messages = new ArrayList<>(input.patientFlow());
        messages.addAll(input.patientFlow());
        Collections.shuffle(messages, random);
        Path home = home("pieces-" + seed);
        Site site = new Site(home, CONTENT, engine);
        try {
            Instant tick = input.from();
            for (int from = 0; from < messages.size(); ) {
                int to = Math.min(messages.size(), from + 1 + random.nextInt(60));
                site.takeMessages("patient-flow", messages.subList(from, to), input.recordedAt());
                from = to;
                if (random.nextInt(3) == 0) {
                    site.takeMessages("department", input.departments(), input.recordedAt());
                    site.takeExtract("patients", input.patients(), input.recordedAt());
                }
                tick = tick.plus(Duration.ofHours(random.nextInt(60)));
                site.tick(input.from(), tick.isBefore(input.until()) ? tick : input.until());
                site.run();
                if (random.nextInt(3) == 0) {
                    site.close();
                    site = new Site(home, CONTENT, engine);
                }
            }
            site.takeMessages("department", input.departments(), input.recordedAt());
            site.takeExtract("patients", input.patients(), input.recordedAt());
            site.tick(input.from(), input.until());
            site.run();
            assertGold(site, expected, "in pieces; again with -Dproperty.seed=" + seed);
        } finally {
            site.close();
        }
    }

    private static void assertGold(Site site, Map<String, ExpectedTable> expected, String how) {
        SoftAssertions softly = new SoftAssertions();
        expected.forEach((name, table) -> softly.assertThat(site.rows("gold." + name, table.columns()))
                .as("gold.%s %s %s", name, table.columns(), how)
                .containsExactlyElementsOf(
                        table.rows().stream().map(CanonicalText::of).sorted().toList()));
        softly.assertAll();
    }

    private static Path home(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }
}
