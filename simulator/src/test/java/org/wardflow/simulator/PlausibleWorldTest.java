package org.wardflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.wardflow.simulator.WorldVisit.Stay;

/** What somebody who knows hospitals would look for first, in 45 days without dirt. */
class PlausibleWorldTest {
    private static final Pattern ATTRIBUTE = Pattern.compile("\"(\\w+)\":\"?([^\",}]*)");
    private static final SimulationSpec SPEC = new SimulationSpec(7, 45, 42, SimulationSpec.DEFAULT_START, Dirt.none());

    private static final List<Map<String, String>> MESSAGES;
    private static final Ledger LEDGER;

    static {
        Simulation simulation = new Simulation(SPEC);
        MESSAGES = simulation.advanceTo(SPEC.end()).stream()
                .filter(message -> message.topic() == SentMessage.Topic.PATIENT_FLOW)
                .map(PlausibleWorldTest::attributes)
                .toList();
        LEDGER = simulation.ledger();
    }

    private static Map<String, String> attributes(SentMessage message) {
        Map<String, String> attributes = new HashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(new String(message.payload(), StandardCharsets.UTF_8));
        while (matcher.find()) {
            attributes.put(matcher.group(1), matcher.group(2));
        }
        return attributes;
    }

    private record Observed(String gender, int age) {}

    /** What was said of the patient when the visit began; the age is that of the arrival. */
    private static Map<String, Observed> patients() {
        Map<String, Observed> patients = new HashMap<>();
        for (Map<String, String> message : MESSAGES) {
            String encounterId = message.get("encounter_id");
            String age = message.get("age");
            if (encounterId != null && age != null && "REGISTER".equals(message.get("event_type"))) {
                patients.putIfAbsent(
                        encounterId, new Observed(message.getOrDefault("gender", ""), Integer.parseInt(age)));
            }
        }
        return patients;
    }

    @Test
    void childrenLieInPediatricsAndOnlyWomenOfAnAgeToGiveBirthInMaternity() {
        Map<String, Observed> patients = patients();
        Map<String, Integer> stays = new HashMap<>();
        for (WorldVisit visit : LEDGER.visits()) {
            Observed patient = patients.get(visit.encounterId());
            if (patient == null) {
                continue;
            }
            for (Stay stay : visit.stays()) {
                stays.merge(stay.department(), 1, Integer::sum);
                switch (stay.department()) {
                    case "Pediatrics" ->
                        assertThat(patient.age()).as(visit.encounterId()).isLessThan(18);
                    case "Maternity" -> {
                        assertThat(patient.gender()).as(visit.encounterId()).isEqualTo("Female");
                        assertThat(patient.age()).as(visit.encounterId()).isBetween(18, 49);
                    }
                    case "Surgery", "Oncology", "Cardiology" ->
                        assertThat(patient.age()).as(visit.encounterId()).isGreaterThanOrEqualTo(17);
                    default -> {}
                }
            }
        }
        assertThat(stays.get("Pediatrics")).isBetween(1_000, 1_700);
        assertThat(stays.get("Maternity")).isBetween(1_000, 1_700);
    }

    @Test
    void nothingHappensToTheDead() {
        Map<String, Instant> deaths = new HashMap<>();
        MESSAGES.stream()
                .filter(message -> "deceased".equals(message.get("disposition")))
                .forEach(message -> deaths.put(message.get("patient_id"), time(message)));
        assertThat(deaths).hasSizeGreaterThan(80);
        assertThat(MESSAGES)
                .filteredOn(message -> deaths.containsKey(message.get("patient_id")))
                .allSatisfy(
                        message -> assertThat(time(message)).isBeforeOrEqualTo(deaths.get(message.get("patient_id"))));
    }

    @Test
    void manyMoreDieInIntensiveCareThanOnWardsAndMoreThereThanInTheEmergencyDepartment() {
        Map<String, String> dispositions = new HashMap<>();
        MESSAGES.stream()
                .filter(message -> "DISCHARGE".equals(message.get("event_type")))
                .forEach(message -> dispositions.put(message.get("encounter_id"), message.get("disposition")));
        Map<String, Integer> stays = new HashMap<>();
        Map<String, Integer> deaths = new HashMap<>();
        for (WorldVisit visit : LEDGER.visits()) {
            for (int i = 0; i < visit.stays().size(); i++) {
                String department = visit.stays().get(i).department();
                stays.merge(department, 1, Integer::sum);
                boolean isLast = i == visit.stays().size() - 1;
                boolean isDeath = "deceased".equals(dispositions.get(visit.encounterId()));
                deaths.merge(department, isLast && isDeath ? 1 : 0, Integer::sum);
            }
        }
        assertThat(deathsOfAThousand(List.of("ICU"), deaths, stays)).isBetween(50, 120);
        assertThat(deathsOfAThousand(List.of("Surgery", "Oncology", "Cardiology"), deaths, stays))
                .isBetween(7, 20);
        assertThat(deathsOfAThousand(List.of("Emergency", "Maternity"), deaths, stays))
                .isBetween(0, 3);
    }

    private static int deathsOfAThousand(
            List<String> departments, Map<String, Integer> deaths, Map<String, Integer> stays) {
        int died = departments.stream()
                .mapToInt(department -> deaths.getOrDefault(department, 0))
                .sum();
        int all = departments.stream()
                .mapToInt(department -> stays.getOrDefault(department, 0))
                .sum();
        return died * 1_000 / all;
    }

    @Test
    void aDepartmentHasNeverMorePatientsThanItSaysItHasBeds() {
        Map<String, List<Stay>> stays = LEDGER.visits().stream()
                .flatMap(visit -> visit.stays().stream())
                .collect(Collectors.groupingBy(stay -> stay.hospitalId() + "/" + stay.department()));
        int changes = 0;
        for (WorldWard ward : LEDGER.wards()) {
            NavigableMap<Instant, Integer> patients = new TreeMap<>();
            NavigableMap<Instant, Integer> beds = new TreeMap<>();
            for (Stay stay : stays.getOrDefault(ward.id(), List.of())) {
                patients.merge(stay.from(), 1, Integer::sum);
                if (stay.until() != null) {
                    patients.merge(stay.until(), -1, Integer::sum);
                }
            }
            beds.put(Instant.MIN, ward.beds().size());
            ward.capacity().forEach(change -> {
                beds.put(change.from(), change.beds());
                patients.merge(change.from(), 0, Integer::sum);
            });
            int present = 0;
            for (Map.Entry<Instant, Integer> change : patients.entrySet()) {
                present += change.getValue();
                assertThat(present)
                        .as("%s at %s", ward.id(), change.getKey())
                        .isLessThanOrEqualTo(beds.floorEntry(change.getKey()).getValue());
            }
            changes += ward.capacity().size();
        }
        assertThat(changes).isGreaterThan(100);
    }

    @Test
    void nobodyWaitsForDaysAndFewArriveInVain() {
        int cancelled = 0;
        for (WorldVisit visit : LEDGER.visits()) {
            cancelled += visit.cancelled() ? 1 : 0;
            Instant waitedUntil = visit.admission() == null ? SPEC.end() : visit.admission();
            if (!visit.cancelled()) {
                assertThat(Duration.between(visit.arrival(), waitedUntil))
                        .as(visit.encounterId())
                        .isLessThan(Duration.ofHours(24));
            }
        }
        assertThat(cancelled).isPositive().isLessThan(LEDGER.visits().size() * 4 / 100);
    }

    @Test
    void wardsAreLeftByDayAndLessAtWeekends() {
        int[] byHour = new int[24];
        int[] byWeekday = new int[8];
        for (WorldVisit visit : LEDGER.visits()) {
            Instant discharge = visit.discharge();
            if (discharge == null || visit.stays().isEmpty()) {
                continue;
            }
            Stay last = visit.stays().get(visit.stays().size() - 1);
            if (!last.department().equals("Emergency")) {
                ZonedDateTime local = discharge.atZone(zone(last.hospitalId()));
                byHour[local.getHour()]++;
                byWeekday[local.getDayOfWeek().getValue()]++;
            }
        }
        int byDay = Arrays.stream(byHour, 10, 17).sum();
        int byNight = Arrays.stream(byHour, 0, 6).sum() + byHour[23];
        assertThat(byDay * 10).isGreaterThan(7 * Arrays.stream(byHour).sum());
        assertThat(byNight).isPositive().isLessThan(byDay / 10);
        assertThat(byHour[12]).isGreaterThan(5 * byHour[0]);
        assertThat(byWeekday[6] + byWeekday[7]).isPositive().isLessThan(byWeekday[3] + byWeekday[4]);
    }

    @Test
    void plannedAdmissionsAreOfWorkingDaysAndBirthsOfAnyDay() {
        Map<String, int[]> byWeekday = new HashMap<>();
        for (WorldVisit visit : LEDGER.visits()) {
            if (!visit.stays().isEmpty()) {
                ZonedDateTime local =
                        visit.arrival().atZone(zone(visit.stays().get(0).hospitalId()));
                byWeekday
                        .computeIfAbsent(visit.arrivalDepartment(), department -> new int[8])[
                        local.getDayOfWeek().getValue()]++;
            }
        }
        assertThat(weekendShare(byWeekday.getOrDefault("Surgery", new int[8]))).isBetween(0.05, 0.4);
        assertThat(weekendShare(byWeekday.getOrDefault("Emergency", new int[8])))
                .isBetween(0.8, 1.1);
        assertThat(weekendShare(byWeekday.getOrDefault("Maternity", new int[8])))
                .isBetween(0.75, 1.25);
    }

    /** How many come on a day of a weekend, of those who come on another day. */
    private static double weekendShare(int... byWeekday) {
        double working = Arrays.stream(byWeekday, 1, 6).sum() / 5.0;
        return Arrays.stream(byWeekday, 6, 8).sum() / 2.0 / working;
    }

    private static ZoneId zone(String hospitalId) {
        return ZoneId.of(hospitalId.equals("5") ? "America/New_York" : "America/Chicago");
    }

    /** As each hospital writes it; without an offset it is local time of Chicago. */
    private static Instant time(Map<String, String> message) {
        String text = message.getOrDefault("event_time", "");
        return text.length() > "2026-10-12T00:00:00".length()
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(ZoneId.of("America/Chicago")).toInstant();
    }
}
