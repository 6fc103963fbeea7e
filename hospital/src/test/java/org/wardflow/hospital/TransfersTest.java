package org.wardflow.hospital;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.check.Examples;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.engine.SqlSession;

/** The moves of random visits, counted here from pair to pair of their stays, are those that {@code patient_flow_daily} tells. */
class TransfersTest {
    private static final Content CONTENT = Content.load(TransfersTest.class.getClassLoader(), Optional.empty());
    private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
    private static final List<String> STAY = List.of(
            "stay_key",
            "encounter_id",
            "stay_no",
            "patient_key",
            "patient_durable_key",
            "patient_id",
            "hospital_id",
            "department_key",
            "department",
            "bed_id",
            "start_ts",
            "end_ts",
            "entry",
            "exit",
            "next_start_ts");
    private static final int ADMISSIONS = 0;
    private static final int DISCHARGES = 1;
    private static final int IN = 2;
    private static final int OUT = 3;

    @TempDir
    static Path folder;

    private static DuckDbEngine engine;

    @BeforeAll
    static void start() {
        engine = DuckDbEngine.start(
                new DuckDbSettings(1L << 30, 2, folder.resolve("spill"), 1L << 30, List.of(folder)), CONTENT);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** Places that a patient was at, one after the other, with what led there; minutes from and to which, unless it goes on. */
    private record Stay(
            String ward,
            String bed,
            String entry,
            int from,
            @Nullable Integer to) {}

    private final Map<String, int[]> counted = new TreeMap<>();
    private final List<List<@Nullable String>> rows = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyMoveIsOutOfOneBedAndIntoAnother(int seed) {
        Random random = new Random(seed);
        for (int visit = 0; visit < 60; visit++) {
            count(visit, stays(random));
        }
        List<List<@Nullable String>> expected = new ArrayList<>();
        counted.forEach((ward, numbers) -> {
            List<@Nullable String> row = new ArrayList<>(List.of(ward));
            Arrays.stream(numbers).mapToObj(Integer::toString).forEach(row::add);
            expected.add(row);
        });
        int in = counted.values().stream().mapToInt(numbers -> numbers[IN]).sum();
        assertThat(in)
                .isGreaterThan(30)
                .isEqualTo(counted.values().stream()
                        .mapToInt(numbers -> numbers[OUT])
                        .sum());
        Example example = new Example(
                "patient_flow_daily",
                "random",
                Map.of(
                        "gold.fact_bed_stay",
                        new Csv(STAY, rows),
                        "gold.dim_hospital",
                        Csv.parse("hospital_id,name,time_zone\n1,One,UTC\n")),
                new Csv(List.of("department", "admissions", "discharges", "transfers_in", "transfers_out"), expected),
                Map.of("as_of", START.plus(Duration.ofHours(23)).toString()),
                "");
        try (SqlSession session = engine.open()) {
            assertThat(new Examples(CONTENT, session).differences(example)).isEmpty();
        }
    }

    private static List<Stay> stays(Random random) {
        List<Stay> stays = new ArrayList<>();
        int from = random.nextInt(60);
        int length = 1 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            int to = from + 10 + random.nextInt(60);
            String entry = i == 0 ? "ADMISSION" : random.nextBoolean() ? "TRANSFER" : "RETURN";
            boolean goesOn = i == length - 1 && random.nextBoolean();
            stays.add(new Stay(
                    "W" + random.nextInt(3),
                    "B" + random.nextInt(3),
                    entry,
                    from,
                    goesOn ? null : Integer.valueOf(to)));
            from = to + (random.nextBoolean() ? 0 : 15);
        }
        return stays;
    }

    private void count(int visit, List<Stay> stays) {
        for (int i = 0; i < stays.size(); i++) {
            Stay stay = stays.get(i);
            Stay next = i + 1 < stays.size() ? stays.get(i + 1) : null;
            Integer to = stay.to();
            String exit = to == null ? null : next == null ? "DISCHARGE" : next.from() > to ? "LEAVE" : "TRANSFER";
            rows.add(Arrays.asList(
                    visit + "/" + i,
                    "v" + visit,
                    Integer.toString(i + 1),
                    "k",
                    "d",
                    "p",
                    "1",
                    "unknown",
                    stay.ward(),
                    stay.bed(),
                    at(stay.from()),
                    to == null ? null : at(to),
                    stay.entry(),
                    exit,
                    next == null ? null : at(next.from())));
            numbers(stay)[ADMISSIONS] += i == 0 ? 1 : 0;
            numbers(stay)[DISCHARGES] += "DISCHARGE".equals(exit) ? 1 : 0;
            // Who comes back from a leave to the ward that was left has not moved.
            boolean isBack = next != null
                    && "LEAVE".equals(exit)
                    && next.entry().equals("RETURN")
                    && next.ward().equals(stay.ward());
            if (next != null && !isBack) {
                numbers(stay)[OUT]++;
                numbers(next)[IN]++;
            }
        }
    }

    private int[] numbers(Stay stay) {
        return counted.computeIfAbsent(stay.ward(), ward -> new int[4]);
    }

    private static String at(int minute) {
        return START.plus(Duration.ofMinutes(minute)).toString();
    }
}
