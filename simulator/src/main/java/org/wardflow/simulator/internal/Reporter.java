package org.wardflow.simulator.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what happens into messages: ids, times as the facility writes them, attributes of the patient. */
final class Reporter {
    private final Wire wire;
    private final Map<String, Long> messageNumbers = new LinkedHashMap<>();

    Reporter(Wire wire) {
        this.wire = wire;
    }

    /**
     * Reports an event of a visit.
     *
     * @param more further attributes: a text or a number each
     * @return the id of the message
     */
    String report(String type, Case visit, long time, @Nullable Bed bed, Map<String, Object> more) {
        Map<String, Object> fields = head(visit.facility, type, time);
        fields.put("patient_id", visit.person.patientId);
        fields.put("encounter_id", visit.encounterId);
        fields.put("hospital_id", visit.facility.id());
        if (bed != null) {
            fields.put("department", bed.department);
            fields.put("bed_id", bed.id);
        }
        if (type.equals("REGISTER") || type.equals("ADMISSION") || type.equals("UPDATE")) {
            observe(fields, visit.facility, visit.person, time);
        }
        fields.putAll(more);
        visit.latestEvent = Math.max(visit.latestEvent, time);
        wire.send(new Draft(visit.facility, visit, time, fields));
        return fields.getOrDefault("event_id", "").toString();
    }

    /** Reports what is known of a person outside any visit. */
    void update(Facility facility, Person person, long time) {
        Map<String, Object> fields = head(facility, "UPDATE", time);
        fields.put("patient_id", person.patientId);
        fields.put("hospital_id", facility.id());
        observe(fields, facility, person, time);
        wire.send(new Draft(facility, null, time, fields));
    }

    void mergePatients(Facility facility, @Nullable Case visit, long time, String surviving, String retired) {
        Map<String, Object> fields = head(facility, "MERGE", time);
        fields.put("hospital_id", facility.id());
        fields.put("surviving_patient_id", surviving);
        fields.put("retired_patient_id", retired);
        wire.send(new Draft(facility, visit, time, fields));
    }

    void mergeEncounters(Case visit, long time, String retired) {
        Map<String, Object> fields = head(visit.facility, "MERGE", time);
        fields.put("hospital_id", visit.facility.id());
        fields.put("surviving_encounter_id", visit.registeredId);
        fields.put("retired_encounter_id", retired);
        wire.send(new Draft(visit.facility, visit, time, fields));
    }

    void bedStatus(Bed bed, String status, Bed.Turn turn, long time) {
        Map<String, Object> fields = head(bed.facility, "BED_STATUS", time);
        fields.put("hospital_id", bed.facility.id());
        fields.put("department", bed.department);
        fields.put("bed_id", bed.id);
        fields.put("bed_status", status);
        Draft draft = new Draft(bed.facility, null, time, fields);
        draft.turn = turn;
        wire.send(draft);
    }

    /** Reports a whole visit, with its foretold discharge, in the eight-field form. */
    void foretell(Case visit, Bed bed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("patient_id", visit.person.patientId);
        fields.put("gender", visit.person.gender);
        fields.put("age", visit.person.ageAt(localDate(visit.facility, visit.admission)));
        fields.put("department", bed.department);
        fields.put("admission_time", TimeText.naive(visit.admission));
        fields.put("discharge_time", TimeText.naive(visit.foretold));
        fields.put("bed_id", Long.parseLong(bed.id));
        fields.put("hospital_id", Long.parseLong(visit.facility.id()));
        wire.send(new Draft(visit.facility, visit, visit.admission, fields));
    }

    /** The encounter id that an eight-field message has by definition. */
    static String eightFieldEncounter(String hospitalId, String patientId, String admissionTime) {
        return Sha256.hex((hospitalId + "|" + patientId + "|" + admissionTime).getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> head(Facility facility, String type, long time) {
        Map<String, Object> fields = new LinkedHashMap<>();
        long number = messageNumbers.merge(facility.id(), 1L, Long::sum);
        fields.put("event_id", "M" + facility.id() + "-" + number);
        fields.put("event_type", type);
        fields.put("event_time", TimeText.of(time, facility));
        // Set when it is recorded; here for its place among the attributes.
        fields.put("recorded_time", "");
        if (facility.sendsSequence()) {
            fields.put("sequence", number);
        }
        return fields;
    }

    private static void observe(Map<String, Object> fields, Facility facility, Person person, long time) {
        fields.put("gender", person.gender);
        fields.put("age", person.ageAt(localDate(facility, time)));
        if (facility.sendsBirthDate()) {
            fields.put("birth_date", person.birthDate.toString());
        }
        fields.put("insurance", person.insurance);
        fields.put("postal_code", person.postalCode);
    }

    static LocalDate localDate(Facility facility, long time) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(time), facility.zone());
    }
}
