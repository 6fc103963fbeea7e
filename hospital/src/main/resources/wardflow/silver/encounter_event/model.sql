-- key:    event_id
-- input:  silver.patient_flow_message
-- input:  silver.event_conflict
-- input:  silver.identity_link whole
-- keys from silver.identity_link via silver.patient_flow_message on patient_id = retired_id
-- keys from silver.identity_link via silver.patient_flow_message on encounter_id = retired_id
-- lookup: codes.event_type
select m.event_id, m.payload_sha256, m.event_type, m.type_rank,
    m.event_ts, m.event_ts_sent, m.recorded_ts, m.sequence,
    coalesce(p.surviving_id, m.patient_id) as patient_id,
    m.patient_id as patient_id_sent,
    coalesce(e.surviving_id, m.encounter_id) as encounter_id,
    m.encounter_id as encounter_id_sent,
    m.hospital_id, m.department, m.bed_id, m.discharge_ts, m.disposition, m.expected_ts, m.pending_department,
    m.cancels_event_id, m.gender, m.age, m.birth_date, m.insurance, m.postal_code
from silver.patient_flow_message m
join codes.event_type t on t.event_type = m.event_type and t.is_of_patient
left join silver.event_conflict c on c.event_id = m.event_id and c.payload_sha256 = m.payload_sha256
left join silver.identity_link p on p.kind = 'patient' and p.retired_id = m.patient_id
left join silver.identity_link e on e.kind = 'encounter' and e.retired_id = m.encounter_id
where m.quarantine_rule is null and c.payload_sha256 is null
