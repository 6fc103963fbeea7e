package org.wardflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wardflow.simulator.gold.internal.Text;

class SimulationTest {

    private static SimulationSpec spec(int days, long seed, Dirt dirt) {
        return new SimulationSpec(7, days, seed, SimulationSpec.DEFAULT_START, dirt);
    }

    /** All messages as text, with the time and the labels of each. */
    private static List<String> sent(SimulationSpec spec, Duration step) {
        Simulation simulation = new Simulation(spec);
        List<String> sent = new ArrayList<>();
        for (Instant now = spec.start(); now.isBefore(spec.end()); now = now.plus(step)) {
            for (SentMessage message : simulation.advanceTo(now.plus(step))) {
                sent.add(message.logTime() + " " + message.key() + " " + message.labels() + " "
                        + new String(message.payload(), StandardCharsets.ISO_8859_1));
            }
        }
        return sent;
    }

    @Test
    void theSameSeedGivesTheSameBytesHoweverTimeIsCut() {
        List<String> daily = sent(spec(3, 42, Dirt.standard()), Duration.ofDays(1));
        assertThat(daily).hasSizeGreaterThan(3_000);
        assertThat(sent(spec(3, 42, Dirt.standard()), Duration.ofMinutes(30))).isEqualTo(daily);
        assertThat(sent(spec(3, 43, Dirt.standard()), Duration.ofDays(1))).isNotEqualTo(daily);
    }

    /** Changes only on purpose: what others have recorded of a seed would no longer be what it gives. */
    @Test
    void aSeedGivesWhatItHasAlwaysGiven() {
        String all = String.join("\n", sent(spec(5, 42, Dirt.standard()), Duration.ofDays(1)));
        assertThat(Text.sha256(all.getBytes(StandardCharsets.UTF_8)))
                .startsWith(SimulationSpec.WORLD)
                .isEqualTo("cac834c455357709c5befd2d39334791fe835a4b59d8b5a41c7c1b1e8fa098ec");
    }

    @Test
    void dirtChangesWhatIsSentAndNotTheWorld() {
        Simulation clean = new Simulation(spec(6, 5, Dirt.none()));
        Simulation dirty = new Simulation(spec(6, 5, Dirt.standard()));
        int cleanSent = clean.advanceTo(clean.spec().end()).size();
        int dirtySent = dirty.advanceTo(dirty.spec().end()).size();
        assertThat(dirtySent).isNotEqualTo(cleanSent);
        assertThat(dirty.ledger().labels()).isNotEmpty();
        assertThat(clean.ledger().labels()).isEmpty();
        assertThat(worldOnly(dirty.ledger())).isEqualTo(worldOnly(clean.ledger()));
        assertThat(conditions(dirty.ledger())).hasSize(7 * 7).isEqualTo(conditions(clean.ledger()));
        assertThat(dirty.patientsCsv()).isEqualTo(clean.patientsCsv());
    }

    /** What is under way depends on the sending, so it is left out. */
    private static List<WorldVisit> worldOnly(Ledger ledger) {
        return ledger.visits().stream()
                .map(visit -> new WorldVisit(
                        visit.encounterId(),
                        visit.mergedIds(),
                        visit.person(),
                        visit.patientId(),
                        visit.arrival(),
                        visit.arrivalDepartment(),
                        visit.admission(),
                        visit.discharge(),
                        visit.cancelled(),
                        false,
                        visit.stays()))
                .toList();
    }

    /** The conditions of all beds; what was told of them depends on the sending. */
    private static List<String> conditions(Ledger ledger) {
        return ledger.wards().stream()
                .map(ward -> ward.id() + " "
                        + ward.beds().stream()
                                .map(bed -> bed.bedId()
                                        + bed.turns().stream()
                                                .map(turn -> " " + turn.from() + " " + turn.condition())
                                                .toList())
                                .toList())
                .toList();
    }

    @Test
    void aBedIsOccupiedWhileAPatientIsInItAndReadyAfterItWasCleaned() {
        Simulation simulation = new Simulation(spec(10, 4, Dirt.none()));
        simulation.advanceTo(simulation.spec().end());
        Ledger ledger = simulation.ledger();
        for (int hours = 1; hours < 240; hours += 7) {
            Instant at = simulation.spec().start().plus(Duration.ofHours(hours));
            Map<String, Long> present = new HashMap<>();
            ledger.visits()
                    .forEach(visit -> visit.stays().stream()
                            .filter(stay -> !stay.from().isAfter(at)
                                    && (stay.until() == null || stay.until().isAfter(at)))
                            .forEach(
                                    stay -> present.merge(stay.hospitalId() + "/" + stay.department(), 1L, Long::sum)));
            assertThat(ledger.wards()).hasSize(7 * 7).allSatisfy(ward -> {
                assertThat(ward.count(WorldWard.Condition.OCCUPIED, at)).isEqualTo(present.getOrDefault(ward.id(), 0L));
                assertThat(ward.ready(at)).isLessThanOrEqualTo(ward.count(WorldWard.Condition.READY, at));
            });
        }
        Set<WorldWard.Condition> before = new HashSet<>();
        ledger.wards().stream().flatMap(ward -> ward.beds().stream()).forEach(bed -> {
            for (int i = 1; i < bed.turns().size(); i++) {
                assertThat(bed.turns().get(i).from())
                        .isAfter(bed.turns().get(i - 1).from());
                if (bed.turns().get(i).condition() == WorldWard.Condition.READY) {
                    before.add(bed.turns().get(i - 1).condition());
                }
            }
        });
        assertThat(before).containsExactlyInAnyOrder(WorldWard.Condition.CLEANING, WorldWard.Condition.CLOSED);
    }

    @Test
    void whatDirtKeepsFromBeingToldOfABedIsNotTold() {
        Instant at = SimulationSpec.DEFAULT_START.plus(Duration.ofDays(2));
        // Not of a bed that somebody on leave keeps and that nothing was ever said of.
        long all = told(Dirt.none(), at);
        assertThat(all).isBetween(7 * 7 - 4L, 7 * 7L);
        assertThat(told(new Dirt(Map.of(Rule.UNKNOWN_BED_STATUS, 0.1)), at)).isLessThan(all);
        assertThat(told(new Dirt(Map.of(Rule.BED_STATUS_SPELLING, 1.0)), at)).isEqualTo(all);
        assertThat(told(new Dirt(Map.of(Rule.MALFORMED_PAYLOAD, 0.1)), at)).isLessThan(all);
        assertThat(told(new Dirt(Map.of(Rule.MISSING_EVENT_TIME, 0.1)), at)).isLessThan(all);
    }

    /** The departments whose beds are as they are told, days later. */
    private static long told(Dirt dirt, Instant at) {
        Simulation simulation = new Simulation(spec(6, 5, dirt));
        simulation.advanceTo(simulation.spec().end());
        return simulation.ledger().wards().stream()
                .filter(ward -> ward.isTold(at))
                .count();
    }

    @Test
    void noBedIsEverDoubleBookedInTheWorld() {
        Simulation simulation = new Simulation(spec(20, 11, Dirt.standard()));
        simulation.advanceTo(simulation.spec().end());
        Map<String, List<WorldVisit.Stay>> byBed = new HashMap<>();
        simulation
                .ledger()
                .visits()
                .forEach(visit -> visit.stays()
                        .forEach(stay -> byBed.computeIfAbsent(
                                        stay.hospitalId() + "|" + stay.department() + "|" + stay.bedId(),
                                        bed -> new ArrayList<>())
                                .add(stay)));
        assertThat(byBed).hasSizeGreaterThan(700);
        byBed.forEach((bed, stays) -> {
            stays.sort(Comparator.comparing(WorldVisit.Stay::from));
            for (int i = 1; i < stays.size(); i++) {
                assertThat(stays.get(i - 1).until())
                        .as(bed)
                        .isNotNull()
                        .isBeforeOrEqualTo(stays.get(i).from());
            }
        });
    }

    @Test
    void aPatientIsInOnePlaceAtATimeAndStaysLieWithinTheVisit() {
        Simulation simulation = new Simulation(spec(20, 12, Dirt.none()));
        simulation.advanceTo(simulation.spec().end());
        assertThat(simulation.ledger().visits()).hasSizeGreaterThan(4_000).allSatisfy(visit -> {
            Instant last = visit.admission();
            for (WorldVisit.Stay stay : visit.stays()) {
                assertThat(stay.from()).isAfterOrEqualTo(last);
                last = stay.until() == null ? Instant.MAX : stay.until();
                assertThat(last).isAfter(stay.from());
            }
            if (visit.discharge() != null) {
                assertThat(last).isEqualTo(visit.discharge());
            }
        });
    }

    @Test
    void someAreAdmittedElsewhereThanWhereTheyWereRegistered() {
        Simulation simulation = new Simulation(spec(10, 3, Dirt.none()));
        simulation.advanceTo(simulation.spec().end());
        List<WorldVisit> admitted = simulation.ledger().visits().stream()
                .filter(visit -> !visit.stays().isEmpty())
                .toList();
        List<WorldVisit> elsewhere = admitted.stream()
                .filter(visit ->
                        !visit.arrivalDepartment().equals(visit.stays().get(0).department()))
                .toList();
        assertThat(elsewhere.size() * 100 / admitted.size()).isBetween(1, 5);
        assertThat(elsewhere).allSatisfy(visit -> {
            assertThat(visit.arrivalDepartment()).isEqualTo("Emergency");
            assertThat(visit.admission()).isAfter(visit.arrival());
        });
    }

    @Test
    void volumeIsThatOfAGroupOfSevenHospitals() {
        Simulation simulation = new Simulation(spec(10, 3, Dirt.standard()));
        int messages = simulation.advanceTo(simulation.spec().end()).size();
        assertThat(messages / 10).isBetween(2_000, 4_000);
        assertThat(simulation.ledger().visits().size() / 10).isBetween(220, 320);
    }

    @Test
    void timeDoesNotGoBack() {
        Simulation simulation = new Simulation(spec(2, 3, Dirt.none()));
        assertThat(simulation.advanceTo(simulation.spec().end())).isNotEmpty();
        assertThat(simulation.advanceTo(simulation.spec().start())).isEmpty();
        assertThat(simulation.advanceTo(simulation.spec().end())).isEmpty();
        assertThat(simulation.advanceTo(simulation.spec().end().plus(Duration.ofDays(1))))
                .isNotEmpty();
    }
}
