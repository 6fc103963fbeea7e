package org.wardflow.simulator.gold.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.wardflow.simulator.Rule;

/** The rules over visits, patients and beds (docs/semantics.md §4 and §5): they only flag. */
final class VisitRules {
    private static final long SILENT = 7 * Text.DAY;

    private final Findings findings;

    /** The start of the last day; meaningless while no hour has closed. */
    private final long lastDayStart;

    private final boolean anyTick;

    VisitRules(Findings findings, Clock clock) {
        this.findings = findings;
        this.anyTick = clock.anyTick();
        this.lastDayStart = clock.lastDayStart();
    }

    void apply(List<Visit> visits) {
        visits.forEach(this::visitRules);
        overlappingVisits(visits);
        List<BedStay> stays = visits.stream()
                .flatMap(visit -> visit.stays().stream())
                .sorted(STAY_ORDER)
                .toList();
        patientInTwoBeds(stays);
        twoPatientsInBed(stays);
    }

    private static final Comparator<BedStay> STAY_ORDER = Comparator.comparingLong(BedStay::startTs)
            .thenComparing(BedStay::encounterId, Text::compare)
            .thenComparingInt(BedStay::stayNo);

    private void visitRules(Visit visit) {
        List<String> involved = List.of(visit.encounterId(), visit.patientId());
        Event discharge = visit.discharge();
        if (discharge != null && visit.dischargedBeforeAdmission()) {
            findings.add(Rule.DISCHARGE_BEFORE_ADMISSION, visit.encounterId(), involved, discharge);
        }
        visit.ignored().forEach(event -> findings.ofEvent(Rule.TRANSFER_AFTER_DISCHARGE, event));
        visit.outside().forEach(event -> findings.ofEvent(Rule.MOVE_OUTSIDE_VISIT, event));
        boolean inHouse = visit.admission() != null && discharge == null;
        if (inHouse && anyTick && visit.latestTs() < lastDayStart - SILENT) {
            findings.add(Rule.SILENT_VISIT, visit.encounterId(), involved, visit.opening());
        }
    }

    private record Interval(Visit visit, long from, long to) {}

    private void overlappingVisits(List<Visit> visits) {
        Map<String, List<Interval>> byPatient = new HashMap<>();
        for (Visit visit : visits) {
            Event admission = visit.admission();
            if (admission != null && visit.hasValidInterval()) {
                Long end = visit.dischargeTs();
                byPatient
                        .computeIfAbsent(visit.patientId(), id -> new ArrayList<>())
                        .add(new Interval(visit, admission.eventTs(), end == null ? Long.MAX_VALUE : end));
            }
        }
        for (List<Interval> own : byPatient.values()) {
            own.sort(Comparator.comparingLong(Interval::from)
                    .thenComparing(interval -> interval.visit.encounterId(), Text::compare));
            for (int i = 1; i < own.size(); i++) {
                Visit later = own.get(i).visit;
                long from = own.get(i).from;
                List<String> hosts = own.subList(0, i).stream()
                        .filter(earlier -> from < earlier.to)
                        .map(earlier -> earlier.visit.encounterId())
                        .toList();
                if (!hosts.isEmpty()) {
                    findings.add(
                            Rule.OVERLAPPING_VISITS,
                            later.encounterId(),
                            involved(hosts, later.encounterId(), later.patientId()),
                            later.opening());
                }
            }
        }
    }

    private void patientInTwoBeds(List<BedStay> stays) {
        for (List<BedStay> own : grouped(stays, BedStay::patientId)) {
            for (int i = 1; i < own.size(); i++) {
                BedStay later = own.get(i);
                Predicate<BedStay> elsewhere = earlier -> !earlier.encounterId().equals(later.encounterId())
                        && !earlier.place().equals(later.place());
                add(Rule.PATIENT_IN_TWO_BEDS, later, hosts(own.subList(0, i), later, elsewhere));
            }
        }
    }

    private void twoPatientsInBed(List<BedStay> stays) {
        for (List<BedStay> own : grouped(stays, BedStay::place)) {
            for (int i = 1; i < own.size(); i++) {
                BedStay later = own.get(i);
                if (anyTick && later.startTs() < lastDayStart + Text.DAY) {
                    Predicate<BedStay> another = earlier -> !earlier.patientId().equals(later.patientId());
                    add(Rule.TWO_PATIENTS_IN_BED, later, hosts(own.subList(0, i), later, another));
                }
            }
        }
    }

    private void add(Rule rule, BedStay later, List<String> hosts) {
        if (!hosts.isEmpty()) {
            findings.add(
                    rule, later.subject(), involved(hosts, later.encounterId(), later.patientId()), later.begunBy());
        }
    }

    private static <K> Collection<List<BedStay>> grouped(List<BedStay> stays, Function<BedStay, K> key) {
        Map<K, List<BedStay>> groups = new HashMap<>();
        stays.forEach(stay ->
                groups.computeIfAbsent(key.apply(stay), k -> new ArrayList<>()).add(stay));
        return groups.values();
    }

    /** The encounters of earlier stays whose interval covers the later one's start. */
    private static List<String> hosts(List<BedStay> earlier, BedStay later, Predicate<BedStay> wanted) {
        return earlier.stream()
                .filter(stay -> stay.covers(later.startTs()))
                .filter(wanted)
                .map(BedStay::encounterId)
                .toList();
    }

    private static List<String> involved(List<String> hosts, String encounterId, String patientId) {
        List<String> involved = new ArrayList<>(hosts);
        involved.add(encounterId);
        involved.add(patientId);
        return involved;
    }
}
