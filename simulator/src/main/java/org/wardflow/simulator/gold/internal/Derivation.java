package org.wardflow.simulator.gold.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.ExpectedFinding;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;

/** Derives gold from what was sent, part by part in the order of docs/semantics.md. */
public final class Derivation {
    private static final String PATIENTS = "patients";
    private static final int PATIENT_IDS = 1;

    private final ExpectedGold.Input input;
    private final Values values;
    private final Findings findings;
    private final Identity identity;
    private final Reach reach = new Reach();
    private final Map<String, ExpectedTable> tables = new LinkedHashMap<>();

    public Derivation(ExpectedGold.Input input) {
        this.input = input;
        this.values = new Values(input.codes());
        this.findings = new Findings(input.codes());
        List<Event> sent = withoutConflicts(readMessages());
        sent.forEach(reach::add);
        this.identity = new Identity(sent);
        identity.refused().forEach(merge -> findings.ofEvent(Rule.MERGE_CYCLE, merge));
        sent.stream()
                .filter(event ->
                        event.observes() || event.type() == EventType.MERGE || event.type() == EventType.BED_STATUS)
                .filter(identity::usesRetiredPatient)
                .forEach(event -> findings.ofEvent(Rule.RETIRED_PATIENT_ID, identity.resolve(event)));
        tabulate(sent.stream().map(identity::resolve).toList());
    }

    private List<Message> readMessages() {
        RowRules rules = new RowRules(input.codes(), input.aliases().patientFlow(), input.payloadBytesMax());
        Messages deliveries = new Messages(input.patientFlow());
        List<Message> accepted = new ArrayList<>();
        deliveries.forEach((sha, payload, defaultRecordedTs) -> {
            Message message = rules.apply(sha, payload, defaultRecordedTs);
            reach.add(message);
            message.hits().forEach(rule -> findings.ofMessage(rule, message));
            if (deliveries.wasRepeated(sha)) {
                findings.ofMessage(Rule.EXACT_DUPLICATE, message);
            }
            if (message.isAccepted() && !input.discarded().contains(sha)) {
                accepted.add(message);
            }
        });
        return accepted;
    }

    /** Of messages with one event id the first in total order stands. */
    private List<Event> withoutConflicts(List<Message> messages) {
        Map<String, Message> firsts = new HashMap<>();
        Comparator<Message> order =
                Comparator.comparing(message -> message.first().stamp(), Stamp.TOTAL_ORDER);
        for (Message message : messages) {
            firsts.merge(message.first().stamp().eventId(), message, (a, b) -> order.compare(a, b) <= 0 ? a : b);
        }
        List<Event> events = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Message first = firsts.get(message.first().stamp().eventId());
            if (first != null && first.sha().equals(message.sha())) {
                events.addAll(message.events());
            } else {
                findings.ofMessage(Rule.EVENT_ID_CONFLICT, message);
            }
        }
        return events;
    }

    private void tabulate(List<Event> events) {
        Clock clock = new Clock(input.ticks());
        List<Visit> visits = fold(events);
        Patients patients = new Patients(observations(events));
        Departments departments = new Departments(input, values, findings);
        Readings.judge(
                new Messages(input.vitalSigns()), input.aliases().vitalSign(), input.payloadBytesMax(), findings);
        patients.contradictory()
                .forEach((patientId, event) ->
                        findings.add(Rule.CONTRADICTORY_IDENTITY, patientId, List.of(patientId), event));
        new VisitRules(findings, clock).apply(visits);
        Facts facts = new Facts(input.codes(), patients, departments);
        tables.put("dim_patient", patients.table());
        tables.put("dim_department", departments.table());
        tables.put("dim_doctor", Doctors.table(input.doctors(), values, findings));
        tables.put("dim_hospital", Calendar.hospitals(input.codes()));
        tables.put("dim_date", Calendar.dates());
        tables.put("dim_time", Calendar.times());
        tables.put("fact_patient_flow", facts.visits(visits));
        tables.put("fact_bed_stay", facts.stays(visits));
        tables.put("fact_pending_move", facts.pendingMoves(visits));
        tables.put("fact_department_hour", new Hours(departments, clock.hours(), visits).table());
        tables.put("quality_result", findings.table());
    }

    private List<Visit> fold(List<Event> events) {
        Map<String, List<Event>> byEncounter = new TreeMap<>(Text::compare);
        for (Event event : events) {
            String encounterId = event.encounterId();
            if (encounterId != null && event.isEncounterEvent()) {
                byEncounter
                        .computeIfAbsent(encounterId, id -> new ArrayList<>())
                        .add(event);
            }
        }
        List<Visit> visits = new ArrayList<>();
        byEncounter.forEach((encounterId, own) -> {
            VisitFold.contradiction(own)
                    .ifPresent(event ->
                            findings.add(Rule.ENCOUNTER_ID_CONFLICT, encounterId, List.of(encounterId), event));
            if (VisitFold.wasOpened(own)) {
                VisitFold.fold(encounterId, own, identity::stoodAlone).ifPresent(visits::add);
            } else {
                own.forEach(event -> findings.ofEvent(Rule.NEVER_OPENED, event));
            }
        });
        return visits;
    }

    private List<Observation> observations(List<Event> events) {
        List<Observation> observations = new ArrayList<>();
        for (Event event : events) {
            String patientId = event.patientId();
            if (patientId != null && event.observes()) {
                observations.add(new Observation(event.stamp(), patientId, event.attributes(), event));
            }
        }
        Unreadable unreadable = new Unreadable(values);
        for (ExtractRows.Row row :
                ExtractRows.read(input.patients(), ExtractRows.PATIENTS, PATIENT_IDS, PATIENTS, findings)) {
            RowRules.Fields fields = row.fields();
            if (unreadable.inPatientRow(fields)) {
                findings.ofRow(Rule.UNREADABLE_PATIENT_FIELD, PATIENTS, row.stamp(), null);
            }
            Attributes attributes = new Attributes(
                    values.gender(fields.text("gender")),
                    values.age(fields.text("age")),
                    Times.readDate(fields.text("birth_date")).orElse(null),
                    fields.text("insurance"),
                    fields.text("postal_code"));
            String patientId = identity.patient(fields.text("patient_id"));
            if (patientId != null) {
                observations.add(new Observation(row.stamp(), patientId, attributes, null));
            }
        }
        return observations;
    }

    /** The gold tables by name, in the order of docs/semantics.md §7. */
    public Map<String, ExpectedTable> tables() {
        return tables;
    }

    /** The findings of all rules, duplicates among them. */
    public List<ExpectedFinding> findings() {
        return findings.all();
    }

    /** See {@link ExpectedGold#firstHour}. */
    public Optional<Instant> firstHour(Instant lastTick) {
        return reach.firstHour(lastTick);
    }

    /** See {@link ExpectedGold#lastRecorded}. */
    public Optional<Instant> lastRecorded(Instant until) {
        return reach.lastRecorded(until);
    }

    /** The id that a patient id resolves to. */
    public String patient(String id) {
        String resolved = identity.patient(id);
        return resolved == null ? id : resolved;
    }

    /** The id that an encounter id resolves to. */
    public String encounter(String id) {
        String resolved = identity.encounter(id);
        return resolved == null ? id : resolved;
    }
}
