package org.wardflow.simulator.gold.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.ExpectedTable;

/** The patients as observed (docs/semantics.md §5). */
final class Patients {
    private static final List<String> COLUMNS = List.of(
            "patient_key",
            "patient_durable_key",
            "patient_id",
            "gender",
            "age",
            "birth_date",
            "insurance",
            "postal_code",
            "valid_from",
            "valid_to",
            "is_current");

    private final Map<String, Versions<Attributes>> versions = new TreeMap<>(Text::compare);
    private final Map<String, Event> contradictory = new TreeMap<>(Text::compare);

    Patients(List<Observation> observations) {
        Map<String, List<Observation>> byPatient = new TreeMap<>(Text::compare);
        for (Observation observation : observations) {
            byPatient
                    .computeIfAbsent(observation.patientId(), id -> new ArrayList<>())
                    .add(observation);
        }
        byPatient.forEach((patientId, own) -> {
            own.sort(Comparator.comparing(Observation::stamp, Stamp.OBSERVED_ORDER));
            List<Versions.Seen<Attributes>> seen = own.stream()
                    .map(each -> new Versions.Seen<>(each.stamp().eventTs(), each.attributes()))
                    .toList();
            versions.put(patientId, Versions.of(seen, Attributes::over));
            if (contradicts(own)) {
                own.stream()
                        .map(Observation::event)
                        .filter(event -> event != null)
                        .findFirst()
                        .ifPresent(event -> contradictory.put(patientId, event));
            }
        });
    }

    private static boolean contradicts(List<Observation> observations) {
        Set<LocalDate> birthDates = new HashSet<>();
        Set<String> genders = new HashSet<>();
        for (Observation observation : observations) {
            LocalDate birthDate = observation.attributes().birthDate();
            String gender = observation.attributes().gender();
            if (birthDate != null) {
                birthDates.add(birthDate);
            }
            if (gender != null) {
                genders.add(gender);
            }
        }
        return birthDates.size() > 1 || (genders.contains("Male") && genders.contains("Female"));
    }

    /** Patients whose observations contradict each other, with the first event that observed each. */
    Map<String, Event> contradictory() {
        return contradictory;
    }

    /** The key of the version that holds at the time, or the unknown member's. */
    String keyAt(String patientId, @Nullable Long ts) {
        Versions<Attributes> own = versions.get(patientId);
        return Optional.ofNullable(own)
                .flatMap(each -> ts == null ? Optional.empty() : each.at(ts))
                .map(version -> key(patientId, version.getKey()))
                .orElse(Message.UNKNOWN);
    }

    /** The key of all versions of a patient. */
    static String durableKey(String patientId) {
        return Text.sha256(patientId);
    }

    private static String key(String patientId, long validFrom) {
        return Text.sha256(patientId + "|" + validFrom);
    }

    ExpectedTable table() {
        Rows rows = new Rows();
        versions.forEach((patientId, own) -> own.byStart().forEach((start, version) -> {
            Long end = own.endOf(start);
            rows.add(
                    key(patientId, start),
                    durableKey(patientId),
                    patientId,
                    version.gender(),
                    version.age(),
                    version.birthDate(),
                    version.insurance(),
                    version.postalCode(),
                    Text.timestamp(start),
                    Text.timestamp(end),
                    end == null);
        }));
        return rows.table(COLUMNS);
    }
}
