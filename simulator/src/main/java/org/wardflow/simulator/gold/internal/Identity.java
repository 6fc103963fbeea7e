package org.wardflow.simulator.gold.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who retired into whom (docs/semantics.md §3): patients and encounters, each with links from retired to surviving. */
final class Identity {
    private final Links patients = new Links();
    private final Links encounters = new Links();
    private final List<Event> refused = new ArrayList<>();

    /** The first merge into each encounter that survives. */
    private final Map<String, Stamp> firstInto = new HashMap<>();

    /** Takes the merges among the events, in recorded order. */
    Identity(List<Event> events) {
        events.stream()
                .filter(event -> event.type() == EventType.MERGE)
                .sorted(Comparator.comparing(Event::stamp, Stamp.RECORDED_ORDER))
                .forEach(this::take);
        encounters.links.forEach((retired, link) -> firstInto.putIfAbsent(encounters.resolve(retired), link.since));
    }

    private void take(Event merge) {
        Event.Details details = merge.details();
        boolean patientsTaken = patients.take(details.retiredPatientId(), details.survivingPatientId(), merge.stamp());
        boolean encountersTaken =
                encounters.take(details.retiredEncounterId(), details.survivingEncounterId(), merge.stamp());
        if (!patientsTaken || !encountersTaken) {
            refused.add(merge);
        }
    }

    /** The merges that would have closed a cycle. */
    List<Event> refused() {
        return refused;
    }

    @Nullable String patient(@Nullable String id) {
        return id == null ? null : patients.resolve(id);
    }

    @Nullable String encounter(@Nullable String id) {
        return id == null ? null : encounters.resolve(id);
    }

    /** Whether the event was sent with a patient id that had been retired by then. */
    boolean usesRetiredPatient(Event event) {
        Link link = event.patientId() == null ? null : patients.links.get(event.patientId());
        return link != null && event.stamp().recordedTs() > link.since.recordedTs();
    }

    /** Whether the encounter id that the event was sent under was one of its own when it was recorded, merged with no other. */
    boolean stoodAlone(Event event) {
        String sent = event.encounterIdSent();
        if (sent == null) {
            return true;
        }
        Link retired = encounters.links.get(sent);
        Stamp merged = retired != null ? retired.since : firstInto.get(sent);
        return merged == null || Stamp.RECORDED_ORDER.compare(event.stamp(), merged) < 0;
    }

    Event resolve(Event event) {
        String patientId = patient(event.patientId());
        String encounterId = encounter(event.encounterId());
        return Objects.equals(patientId, event.patientId()) && Objects.equals(encounterId, event.encounterId())
                ? event
                : event.withIds(patientId, encounterId);
    }

    private record Link(String survivor, Stamp since) {}

    private static final class Links {
        private final Map<String, Link> links = new LinkedHashMap<>();
        private final Set<String> decided = new HashSet<>();

        /** Links retired to survivor; false if that would close a cycle. Of the merges of one id only the first counts. */
        boolean take(@Nullable String retired, @Nullable String survivor, Stamp since) {
            if (retired == null || survivor == null) {
                return true;
            }
            if (!decided.add(retired)) {
                return true;
            }
            if (resolve(survivor).equals(retired)) {
                return false;
            }
            links.put(retired, new Link(survivor, since));
            return true;
        }

        String resolve(String id) {
            String end = id;
            for (Link link = links.get(end); link != null; link = links.get(end)) {
                end = link.survivor;
            }
            return end;
        }
    }
}
