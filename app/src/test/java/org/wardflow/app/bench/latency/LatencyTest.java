package org.wardflow.app.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.wardflow.app.live.LiveState;
import org.wardflow.lake.TableName;

/** What counts as the latency of a record, on made-up logs and states. */
class LatencyTest {
    private static final Instant TEN = Instant.parse("2026-11-01T10:00:00Z");
    private static final long ZERO = TEN.toEpochMilli();
    private static final TableName MODEL = TableName.parse("gold.dim_patient");

    private final Coverage coverage = new Coverage();

    @Test
    void aRecordsLatencyEndsWithTheFirstManifestThatCoversIt() {
        LogTimes log = log(ZERO, ZERO + 100, ZERO + 200, ZERO + 300);
        coverage.accept(state(1, 150, 1));
        coverage.accept(state(2, 250, 1));
        coverage.accept(state(3, 1_000, 3));
        Latencies latencies = log.latencies(coverage, ZERO, ZERO + 1_000);
        // 150 - 0, 1000 - 100, 1000 - 200; the fourth never arrived, and counts as the longest.
        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.missed()).isEqualTo(1);
        assertThat(latencies.at(0.25)).isEqualTo(150);
        assertThat(latencies.at(0.5)).isEqualTo(800);
        assertThat(latencies.at(1)).isEqualTo(900);
        assertThat(latencies)
                .hasToString("p50 800 ms, p90 900 ms, p99 900 ms, max 900 ms, of 3 records; 1 never arrived");
    }

    @Test
    void whatWasSentOutsideTheWindowDoesNotCount() {
        LogTimes log = log(ZERO, ZERO + 100, ZERO + 200, ZERO + 300);
        coverage.accept(state(1, 400, 4));
        Latencies latencies = log.latencies(coverage, ZERO + 100, ZERO + 300);
        assertThat(latencies.count()).isEqualTo(2);
        assertThat(latencies.at(0)).isEqualTo(200);
        assertThat(latencies.at(1)).isEqualTo(300);
    }

    @Test
    void aBudgetAddsUpTheCyclesThatEndedInItsTimeOnce() {
        for (long cycle = 1; cycle <= 4; cycle++) {
            coverage.accept(state(cycle, cycle * 100, cycle));
            coverage.accept(state(cycle, cycle * 100, cycle));
        }
        Coverage.Budget budget = coverage.between(TEN.plusMillis(200), TEN.plusMillis(400));
        assertThat(budget.cycles()).isEqualTo(2);
        assertThat(budget.rows()).isEqualTo(10);
        assertThat(budget.took()).isEqualTo(Duration.ofMillis(100));
        assertThat(budget.models()).containsEntry(MODEL, Duration.ofMillis(40));
        assertThat(budget.lengths().count()).isEqualTo(2);
        assertThat(budget.lengths().at(1)).isEqualTo(50);
    }

    @Test
    void aBudgetSaysHowLongCyclesAreMinuteByMinute() {
        coverage.accept(state(1, 59_000, 1));
        coverage.accept(state(2, 125_000, 1));
        coverage.accept(state(3, 185_000, 1));
        Coverage.Budget budget = coverage.between(TEN, TEN.plusSeconds(190));

        assertThat(budget.medians()).containsExactly(50, 0, 50);
        assertThat(budget.lengths().count()).isEqualTo(3);
    }

    @Test
    void theMessagesEndAboutNow() {
        Load load = new Load(1_000, Duration.ofSeconds(30), Duration.ofMinutes(10), 100_000, 0, Load.Hours.ONCE);
        Instant start = load.start(TEN);
        assertThat(start).isEqualTo("2025-12-30T00:00:00Z");
        assertThat(load.paced()).isEqualTo(630_000);
        assertThat(load.speed()).isEqualTo(36_000);
    }

    private static LogTimes log(long... millis) {
        return new LogTimes(new HashMap<>(Map.of(new TopicPartition("patient-flow", 0), millis)));
    }

    private static LiveState state(long cycles, long millis, long covered) {
        Instant at = TEN.plusMillis(millis);
        LiveState.Cycle cycle = new LiveState.Cycle(
                at,
                Duration.ofMillis(50),
                5,
                Duration.ZERO,
                Duration.ZERO,
                new TreeMap<>(Map.of(MODEL, Duration.ofMillis(20))));
        return new LiveState(
                LiveState.Phase.RUNNING,
                at.plusMillis(7),
                TEN,
                at,
                Optional.empty(),
                cycles,
                cycles,
                Optional.of(cycle),
                List.of(),
                Map.of("topic:patient-flow", Map.of(0, covered)),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                List.of());
    }
}
