package org.wardflow.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Incident;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.SentMessage;
import org.wardflow.simulator.SentMessage.Topic;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.simulator.WorldVisit;
import org.wardflow.simulator.gold.Delivery;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;
import org.wardflow.simulator.gold.Extract;

class TruthCheckTest {

    /** A simulation of which gold is derived now and then, the log's time being the default recorded time. */
    private static final class Run {
        private final Simulation simulation;
        private final List<Delivery> deliveries = new ArrayList<>();

        Run(int days, long seed, Dirt dirt) {
            this(new SimulationSpec(7, days, seed, SimulationSpec.DEFAULT_START, dirt));
        }

        Run(SimulationSpec spec) {
            simulation = new Simulation(spec);
        }

        ExpectedGold until(Instant time) {
            for (SentMessage message : simulation.advanceTo(time)) {
                if (message.topic() == Topic.PATIENT_FLOW) {
                    deliveries.add(new Delivery(message.payload(), message.logTime()));
                }
            }
            return ExpectedGold.derive(new ExpectedGold.Input(
                    deliveries,
                    List.of(),
                    List.of(Extract.ofCsv(
                            simulation.departmentsCsv(), simulation.spec().start())),
                    List.of(),
                    List.of(),
                    GroupCodes.CODES,
                    Truth.ticks(simulation.spec().start(), time),
                    ExpectedGold.PAYLOAD_BYTES_MAX));
        }
    }

    @Test
    void everyRuleFiresInThirtyDaysAndIsFoundExactly() {
        everyRuleFires(42);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyRuleFiresWithOtherSeeds(long seed) {
        everyRuleFires(seed);
    }

    private static void everyRuleFires(long seed) {
        Run run = new Run(30, seed, Dirt.standard());
        Instant end = run.simulation.spec().end();
        TruthReport report = TruthCheck.check(run.until(end), run.simulation.ledger(), end);
        assertThat(report.untraced()).isEmpty();
        assertThat(report.distorted()).isPositive();
        assertThat(report.scores()).containsOnlyKeys(Rule.ofEvents());
        report.scores().forEach((rule, score) -> {
            assertThat(score.labels()).as("labels of %s", rule.id()).isPositive();
            assertThat(score.recall()).as("recall of %s", rule.id()).isEqualTo(1);
            assertThat(score.precision()).as("precision of %s", rule.id()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aCleanFeedHasNoFindingsAndShowsTheWorldAtEveryCut(long seed) {
        Run run = new Run(9, seed, Dirt.none());
        Instant start = run.simulation.spec().start();
        for (Duration cut : List.of(Duration.ofHours(30), Duration.ofHours(101), Duration.ofDays(9))) {
            Instant time = start.plus(cut);
            ExpectedGold gold = run.until(time);
            TruthReport report = TruthCheck.check(gold, run.simulation.ledger(), time);
            assertThat(report.untraced()).isEmpty();
            assertThat(report.distorted()).isZero();
            assertThat(report.equal()).isGreaterThan(report.visits() * 95 / 100);
            // A discharge that is under way leaves a patient in a bed that is given on: that much may be found.
            report.scores()
                    .forEach((rule, score) ->
                            assertThat(score.explained()).as(rule.id()).isEqualTo(score.findings()));
        }
    }

    @Test
    void everyVisitIsTracedAtEveryCutOfADirtyFeed() {
        Run run = new Run(12, 8, Dirt.standard());
        Instant start = run.simulation.spec().start();
        for (int hours = 10; hours <= 12 * 24; hours += 61) {
            Instant time = start.plus(Duration.ofHours(hours));
            TruthReport report = TruthCheck.check(run.until(time), run.simulation.ledger(), time);
            assertThat(report.untraced()).as("after %s hours", hours).isEmpty();
            report.scores()
                    .forEach((rule, score) ->
                            assertThat(score.precision()).as(rule.id()).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void incidentsAreFoundExactlyAndEveryVisitIsTraced(Incident.Kind kind) {
        SimulationSpec spec = new SimulationSpec(7, 10, 9, SimulationSpec.DEFAULT_START, Dirt.standard());
        Instant begin = spec.start().plus(Duration.ofHours(5 * 24 + 9));
        Run run = new Run(spec.with(new Incident(kind, begin)));
        for (int hours : List.of(2, 5, 15)) {
            Instant time = begin.plus(Duration.ofHours(hours));
            TruthReport report = TruthCheck.check(run.until(time), run.simulation.ledger(), time);
            assertThat(report.untraced()).as("%s hours on", hours).isEmpty();
            report.scores().forEach((rule, score) -> {
                assertThat(score.recall()).as("recall of %s", rule.id()).isEqualTo(1);
                assertThat(score.precision()).as("precision of %s", rule.id()).isEqualTo(1);
            });
        }
    }

    @Test
    void goldDoesNotDependOnTheOrderOfSendingNorOnCopies() {
        Run run = new Run(6, 4, Dirt.standard());
        Instant end = run.simulation.spec().end();
        Map<String, ExpectedTable> inOrder = run.until(end).tables();
        List<Delivery> again = new ArrayList<>(run.deliveries);
        Collections.reverse(again);
        run.deliveries.addAll(again);
        Collections.shuffle(run.deliveries, new Random(4));
        assertThat(run.until(end).tables()).isEqualTo(inOrder);
    }

    @Test
    void theCensusOfEveryHourBalances() {
        Run run = new Run(8, 6, Dirt.standard());
        ExpectedGold gold = run.until(run.simulation.spec().end());
        ExpectedTable hours =
                gold.tables().getOrDefault("fact_department_hour", new ExpectedTable(List.of(), List.of()));
        Map<String, Long> closing = new HashMap<>();
        Map<String, Integer> bad = new TreeMap<>();
        for (List<@Nullable String> row : hours.rows()) {
            String ward = row.get(0) + "|" + row.get(1);
            long opening = number(row, hours, "opening_census");
            long expected = opening
                    + number(row, hours, "admissions")
                    + number(row, hours, "transfers_in")
                    - number(row, hours, "discharges")
                    - number(row, hours, "transfers_out");
            if (closing.getOrDefault(ward, 0L) != opening || expected != number(row, hours, "closing_census")) {
                bad.merge(ward, 1, Integer::sum);
            }
            closing.put(ward, number(row, hours, "closing_census"));
        }
        assertThat(hours.rows()).hasSize(8 * 24 * 49);
        assertThat(bad).isEmpty();
        assertThat(closing.values().stream().mapToLong(Long::longValue).sum()).isBetween(300L, 752L);
    }

    private static long number(List<@Nullable String> row, ExpectedTable table, String column) {
        String text = row.get(table.columns().indexOf(column));
        return text == null ? Long.MIN_VALUE : Long.parseLong(text);
    }

    /** Gold's own merges cannot tell that one of them is missing, or wrong. */
    @Test
    void whoIsTakenForTwoAndWhoAreTakenForOneIsReported() {
        Run run = new Run(9, 4, Dirt.none());
        Instant end = run.simulation.spec().end();
        run.until(end);
        Ledger ledger = run.simulation.ledger();
        Delivery merge = run.deliveries.stream()
                .filter(each -> text(each).contains("\"retired_patient_id\":"))
                .findFirst()
                .orElseThrow();
        run.deliveries.remove(merge);
        assertThat(TruthCheck.check(run.until(end), ledger, end).untraced()).hasSizeGreaterThan(1);

        List<String> strangers = ledger.visits().stream()
                .filter(visit -> !visit.unsettled() && !visit.cancelled())
                .map(WorldVisit::patientId)
                .limit(2)
                .toList();
        Delivery wrong = new Delivery(
                text(merge)
                        .replaceAll("(\"event_id\":)\"[^\"]*\"", "$1\"wrong\"")
                        .replaceAll("(\"surviving_patient_id\":)\"[^\"]*\"", "$1\"" + strangers.get(0) + "\"")
                        .replaceAll("(\"retired_patient_id\":)\"[^\"]*\"", "$1\"" + strangers.get(1) + "\"")
                        .getBytes(StandardCharsets.UTF_8),
                merge.defaultRecordedAt());
        run.deliveries.addAll(List.of(merge, wrong));
        assertThat(TruthCheck.check(run.until(end), ledger, end).untraced()).hasSizeGreaterThan(1);
        run.deliveries.remove(wrong);
        assertThat(TruthCheck.check(run.until(end), ledger, end).untraced()).isEmpty();
    }

    private static String text(Delivery delivery) {
        return new String(delivery.payload(), StandardCharsets.UTF_8);
    }

    @Test
    void aVisitThatGoldShowsOtherwiseIsReported() {
        Run run = new Run(2, 4, Dirt.none());
        Instant end = run.simulation.spec().end();
        run.until(end);
        Delivery admission = run.deliveries.stream()
                .filter(each ->
                        new String(each.payload(), StandardCharsets.UTF_8).contains("\"event_type\":\"ADMISSION\""))
                .findFirst()
                .orElseThrow();
        run.deliveries.remove(admission);
        TruthReport report = TruthCheck.check(run.until(end), run.simulation.ledger(), end);
        assertThat(report.untraced()).hasSize(1);
    }
}
