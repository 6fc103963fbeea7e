package org.wardflow.app.explain;

import java.util.List;

/** What can be explained: its messages, and the rows made of them, by an id that stands for {@code :id}. */
public enum Subject {
    /** By encounter id, as sent or resolved, or by visit key. */
    VISIT,
    /** By event id, as sent, or by the payload's SHA-256. */
    EVENT,
    /** By patient id, as sent or resolved. */
    PATIENT;

    private static final String FOLDED = """
            select e.event_ts, e.event_type, e.event_id, e.encounter_id, e.hospital_id, e.department, e.bed_id,
                e.recorded_ts, e.sequence
            from silver.encounter_event e
            where %s
            order by e.event_ts, e.recorded_ts, e.sequence, e.type_rank, e.event_id""";
    private static final String VISIT_IS = """
            %s in (
                select f.encounter_id from gold.fact_patient_flow f where f.encounter_id = :id or f.visit_key = :id
                union select e.encounter_id from silver.encounter_event e where e.encounter_id = :id
                union select e.encounter_id from silver.encounter_event e
                inner join silver.patient_flow_message m on m.payload_sha256 = e.payload_sha256
                where m.encounter_id = :id)""";
    private static final String EVENT_IS = "%1$s.event_id = :id or %1$s.payload_sha256 = :id";

    /** A SELECT of the digests of its messages. */
    String messages() {
        return switch (this) {
            case VISIT ->
                "select e.payload_sha256 from silver.encounter_event e where %s union %s"
                        .formatted(
                                VISIT_IS.formatted("e.encounter_id"),
                                "select m.payload_sha256 from silver.patient_flow_message m where m.encounter_id = :id");
            case EVENT -> "select m.payload_sha256 from silver.patient_flow_message m where " + EVENT_IS.formatted("m");
            case PATIENT -> """
                    select r.payload_sha256 from silver.patient_record r where r.patient_id = :id or r.patient_id_sent = :id
                    union select m.payload_sha256 from silver.patient_flow_message m
                    where m.patient_id = :id or m.surviving_patient_id = :id or m.retired_patient_id = :id""";
        };
    }

    /** What silver and gold make of them. */
    List<Section> sections() {
        return switch (this) {
            case VISIT ->
                List.of(
                        new Section("Events, as folded", FOLDED.formatted(VISIT_IS.formatted("e.encounter_id"))),
                        new Section(
                                "Findings on the visit",
                                "select v.rule_id, v.action, v.subject from silver.visit_finding v where "
                                        + VISIT_IS.formatted("v.encounter_id") + " order by 1, 3"),
                        new Section(
                                "gold.fact_patient_flow",
                                "select * from gold.fact_patient_flow f where " + VISIT_IS.formatted("f.encounter_id")),
                        new Section(
                                "gold.fact_bed_stay",
                                "select * from gold.fact_bed_stay s where " + VISIT_IS.formatted("s.encounter_id")
                                        + " order by s.stay_no"));
            case EVENT ->
                List.of(
                        new Section("Events, as folded", FOLDED.formatted(EVENT_IS.formatted("e"))),
                        new Section(
                                "gold.fact_patient_flow",
                                "select * from gold.fact_patient_flow f where f.encounter_id in ("
                                        + "select e.encounter_id from silver.encounter_event e where "
                                        + EVENT_IS.formatted("e") + ")"));
            case PATIENT ->
                List.of(
                        new Section(
                                "Merges",
                                "select * from silver.identity_link l where l.retired_id = :id or l.surviving_id = :id"
                                        + " order by l.merged_recorded_ts, l.event_id"),
                        new Section(
                                "Findings on the patient",
                                "select p.rule_id, p.action, p.subject from silver.patient_finding p"
                                        + " where p.patient_id = :id order by 1, 3"),
                        new Section(
                                "gold.dim_patient",
                                "select * from gold.dim_patient d where d.patient_id = :id order by d.valid_from"),
                        new Section(
                                "gold.fact_patient_flow",
                                "select * from gold.fact_patient_flow f where f.patient_id = :id order by f.arrival_ts"));
        };
    }

    /** A heading, and the SELECT of the rows under it. */
    record Section(String title, String sql) {}
}
