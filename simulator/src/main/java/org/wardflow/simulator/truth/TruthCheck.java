package org.wardflow.simulator.truth;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Label;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.WorldVisit;
import org.wardflow.simulator.gold.ExpectedFinding;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;

/** Compares gold with the world as it was, and findings with the dirt that was made. */
public final class TruthCheck {
    private final ExpectedGold gold;
    private final Ledger ledger;

    /** Encounters that something is under way for. */
    private final Set<String> unsettled = new HashSet<>();

    /** Encounters that dirt has distorted. */
    private final Set<String> distorted = new HashSet<>();

    private TruthCheck(ExpectedGold gold, Ledger ledger) {
        this.gold = gold;
        this.ledger = ledger;
        for (WorldVisit visit : ledger.visits()) {
            if (visit.unsettled()) {
                unsettled.add(gold.resolveEncounter(visit.encounterId()));
                visit.mergedIds().forEach(id -> unsettled.add(gold.resolveEncounter(id)));
            }
        }
        for (Label label : ledger.labels()) {
            String encounterId = label.encounterId();
            if (encounterId != null) {
                distorted.add(gold.resolveEncounter(encounterId));
            }
        }
    }

    /**
     * Compares.
     *
     * @param ledger the truth at the time up to which gold knows what was sent
     * @param lastTick the end of the last closed hour
     */
    public static TruthReport check(ExpectedGold gold, Ledger ledger, Instant lastTick) {
        return new TruthCheck(gold, ledger).report(lastTick);
    }

    private TruthReport report(Instant lastTick) {
        Map<String, WorldVisit> inGold = visitsInGold();
        Set<String> mistaken = mistaken(inGold);
        int equal = 0;
        int inFlight = 0;
        int traced = 0;
        List<String> untraced = new ArrayList<>();
        Set<String> inWorld = new HashSet<>();
        for (WorldVisit visit : ledger.visits()) {
            String encounterId = gold.resolveEncounter(visit.encounterId());
            inWorld.add(encounterId);
            if (mistaken.contains(visit.person())) {
                untraced.add(encounterId);
            } else if (isEqual(visit, inGold.get(encounterId))) {
                equal++;
            } else if (unsettled.contains(encounterId)) {
                inFlight++;
            } else if (distorted.contains(encounterId)) {
                traced++;
            } else {
                untraced.add(encounterId);
            }
        }
        for (String encounterId : inGold.keySet()) {
            if (inWorld.contains(encounterId) || unsettled.contains(encounterId)) {
                continue;
            }
            if (distorted.contains(encounterId)) {
                traced++;
            } else {
                untraced.add(encounterId);
            }
        }
        return new TruthReport(scores(lastTick), ledger.visits().size(), equal, inFlight, traced, untraced);
    }

    private boolean isEqual(WorldVisit world, @Nullable WorldVisit seen) {
        if (seen == null) {
            return world.cancelled();
        }
        return !world.cancelled()
                && seen.equals(new WorldVisit(
                        seen.encounterId(),
                        List.of(),
                        "",
                        gold.resolvePatient(world.patientId()),
                        world.arrival(),
                        world.arrivalDepartment(),
                        world.admission(),
                        world.discharge(),
                        false,
                        false,
                        world.stays()));
    }

    /**
     * The persons whom gold takes for several, or for one with somebody else, for no known reason. Which ids are one person's is told by
     * the world alone: {@link #isEqual} follows the merges that gold was derived from, so it cannot tell a wrong one.
     */
    private Set<String> mistaken(Map<String, WorldVisit> inGold) {
        Set<String> excused = new HashSet<>();
        Map<String, Set<String>> idsOfPerson = new HashMap<>();
        Map<String, Set<String>> personsOfId = new HashMap<>();
        for (WorldVisit visit : ledger.visits()) {
            String encounterId = gold.resolveEncounter(visit.encounterId());
            if (unsettled.contains(encounterId) || distorted.contains(encounterId)) {
                excused.add(visit.person());
            }
            WorldVisit seen = inGold.get(encounterId);
            // A truth that an older version wrote does not tell persons.
            if (seen != null && !visit.person().isEmpty()) {
                idsOfPerson
                        .computeIfAbsent(visit.person(), person -> new HashSet<>())
                        .add(seen.patientId());
                personsOfId
                        .computeIfAbsent(seen.patientId(), id -> new HashSet<>())
                        .add(visit.person());
            }
        }
        Set<String> mistaken = new HashSet<>();
        idsOfPerson.forEach((person, ids) -> {
            if (ids.size() > 1 && !excused.contains(person)) {
                mistaken.add(person);
            }
        });
        for (Set<String> persons : personsOfId.values()) {
            if (persons.size() > 1 && Collections.disjoint(persons, excused)) {
                mistaken.addAll(persons);
            }
        }
        return mistaken;
    }

    /** Gold's visits and stays in the shape of the world's. */
    private Map<String, WorldVisit> visitsInGold() {
        Map<String, List<WorldVisit.Stay>> stays = new HashMap<>();
        for (Map<String, @Nullable String> row : rows("fact_bed_stay")) {
            stays.computeIfAbsent(text(row, "encounter_id"), id -> new ArrayList<>())
                    .add(new WorldVisit.Stay(
                            text(row, "hospital_id"),
                            text(row, "department"),
                            text(row, "bed_id"),
                            Instant.parse(text(row, "start_ts")),
                            instant(row, "end_ts")));
        }
        Map<String, WorldVisit> visits = new LinkedHashMap<>();
        for (Map<String, @Nullable String> row : rows("fact_patient_flow")) {
            String encounterId = text(row, "encounter_id");
            visits.put(
                    encounterId,
                    new WorldVisit(
                            encounterId,
                            List.of(),
                            "",
                            text(row, "patient_id"),
                            Instant.parse(text(row, "arrival_ts")),
                            text(row, "arrival_department"),
                            instant(row, "admission_ts"),
                            instant(row, "discharge_ts"),
                            false,
                            false,
                            stays.getOrDefault(encounterId, List.of())));
        }
        return visits;
    }

    private List<Map<String, @Nullable String>> rows(String name) {
        ExpectedTable table = gold.tables().get(name);
        List<Map<String, @Nullable String>> rows = new ArrayList<>();
        if (table != null) {
            for (List<@Nullable String> row : table.rows()) {
                Map<String, @Nullable String> byColumn = new HashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    byColumn.put(table.columns().get(i), row.get(i));
                }
                rows.add(byColumn);
            }
        }
        return rows;
    }

    private static String text(Map<String, @Nullable String> row, String column) {
        String text = row.get(column);
        return text == null ? "" : text;
    }

    private static @Nullable Instant instant(Map<String, @Nullable String> row, String column) {
        String text = row.get(column);
        return text == null ? null : Instant.parse(text);
    }

    private record Hit(Rule rule, String subject) {}

    private Map<Rule, TruthReport.Score> scores(Instant lastTick) {
        LocalDate lastDay = LocalDate.ofInstant(lastTick.minus(Duration.ofNanos(1_000)), ZoneOffset.UTC);
        Instant lastDayStart = lastDay.atStartOfDay(ZoneOffset.UTC).toInstant();
        Set<Hit> labelled = new HashSet<>();
        ledger.labels().forEach(label -> labelled.add(new Hit(label.rule(), resolve(label.subject()))));
        Set<Hit> found = new HashSet<>();
        Map<Rule, long[]> counts = new EnumMap<>(Rule.class);
        for (ExpectedFinding finding : gold.findings()) {
            List<Hit> hits = Stream.concat(Stream.of(finding.subject()), finding.involved().stream())
                    .map(subject -> new Hit(finding.rule(), resolve(subject)))
                    .toList();
            found.addAll(hits);
            long[] count = counts.computeIfAbsent(finding.rule(), rule -> new long[4]);
            count[2]++;
            // Nothing that the simulator sent is a reading.
            boolean explained = finding.source().equals("vital-sign")
                    || hits.stream().anyMatch(labelled::contains)
                    || hits.stream().map(Hit::subject).anyMatch(unsettled::contains);
            count[3] += explained ? 1 : 0;
        }
        Set<Hit> certain = new HashSet<>();
        for (Label label : ledger.labels()) {
            Instant dueFrom = label.dueFrom();
            boolean due = dueFrom == null || dueFrom.isBefore(lastDayStart);
            if (label.certainty() == Label.Certainty.CERTAIN && due) {
                certain.add(new Hit(label.rule(), resolve(label.subject())));
            }
        }
        for (Hit hit : certain) {
            long[] count = counts.computeIfAbsent(hit.rule, rule -> new long[4]);
            count[0]++;
            count[1] += found.contains(hit) ? 1 : 0;
        }
        Map<Rule, TruthReport.Score> scores = new EnumMap<>(Rule.class);
        counts.forEach((rule, n) -> scores.put(rule, new TruthReport.Score(n[0], n[1], n[2], n[3])));
        return scores;
    }

    private String resolve(String id) {
        return gold.resolvePatient(gold.resolveEncounter(id));
    }
}
