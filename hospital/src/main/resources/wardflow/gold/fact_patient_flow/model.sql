-- key:    patient_id
-- input:  silver.visit
-- input:  silver.bed_stay
-- input:  gold.dim_patient
-- input:  gold.dim_department whole
-- keys from gold.dim_department since start_ts >= valid_from: select s.patient_id from silver.bed_stay s join changes c on c.hospital_id = s.hospital_id and c.department = s.department where s.start_ts >= c.valid_from and (c.valid_to is null or s.start_ts < c.valid_to)
-- keys from gold.dim_department since opening_ts >= valid_from: select v.patient_id from silver.visit v join changes c on c.hospital_id = v.hospital_id and c.department = v.department where v.opening_ts >= c.valid_from and (c.valid_to is null or v.opening_ts < c.valid_to)
-- lookup: codes.hospital
with moved as (
    select patient_id, encounter_id,
        max(hospital_id) filter (where stay_no = 1) as hospital_id,
        max(department) filter (where stay_no = 1) as department,
        max(bed_id) filter (where stay_no = 1) as bed_id,
        max(start_ts) filter (where stay_no = 1) as start_ts,
        count(*) filter (where stay_no > 1 and entry = 'TRANSFER') as transfers
    from silver.bed_stay
    where place_events > 1
    group by patient_id, encounter_id
),
-- A visit that never moved has its first stay, if any, at the place and time of its opening.
visits as (
    select v.encounter_id, v.patient_id, v.hospital_id,
        case when m.encounter_id is null then v.hospital_id else m.hospital_id end as place_hospital_id,
        case when m.encounter_id is null then v.department else m.department end as department,
        case when m.encounter_id is null then v.bed_id else m.bed_id end as bed_id,
        case when m.encounter_id is null then v.opening_ts else m.start_ts end as place_ts,
        coalesce(m.transfers, 0) as transfers,
        v.arrival_department, v.arrival_ts, v.bed_request_ts, v.bed_assigned_ts, v.admission_ts, v.discharge_ts,
        v.expected_discharge_ts, v.expected_from_ts, v.pending_department, v.pending_from_ts, v.pending_until_ts,
        v.disposition, v.has_valid_interval,
        coalesce(v.admission_ts, v.arrival_ts) as patient_ts,
        local_date(v.admission_ts, coalesce(h.time_zone, 'UTC')) as admission_date,
        case when v.has_valid_interval then v.discharge_ts end as stay_end_ts,
        local_date(v.discharge_ts, coalesce(h.time_zone, 'UTC')) as discharge_date
    from silver.visit v
    left join moved m on m.patient_id = v.patient_id and m.encounter_id = v.encounter_id
    left join codes.hospital h on h.hospital_id = v.hospital_id
)
select sha2(v.encounter_id, 256) as visit_key, v.encounter_id,
    coalesce(p.patient_key, 'unknown') as patient_key, sha2(v.patient_id, 256) as patient_durable_key, v.patient_id, v.hospital_id,
    coalesce(d.department_key, 'unknown') as department_key, v.department, v.bed_id,
    v.arrival_department, v.arrival_ts, v.bed_request_ts, v.bed_assigned_ts, v.admission_ts, v.discharge_ts, v.expected_discharge_ts,
    v.expected_from_ts, v.pending_department, v.pending_from_ts, v.pending_until_ts, v.disposition, v.admission_date,
    case when v.arrival_ts <> v.admission_ts then minutes_between(v.arrival_ts, v.admission_ts) end as wait_minutes,
    minutes_between(v.bed_request_ts, v.bed_assigned_ts) as boarding_minutes,
    minutes_between(v.admission_ts, v.stay_end_ts) as length_of_stay_minutes,
    case when v.stay_end_ts is not null then greatest(days_from(v.admission_date, v.discharge_date), 1) end
        as length_of_stay_days,
    v.transfers, v.has_valid_interval
from visits v
left join gold.dim_patient p
    on p.patient_id = v.patient_id and p.valid_from <= v.patient_ts and v.patient_ts < coalesce(p.valid_to, cast('9999-12-31 00:00:00' as timestamp))
left join gold.dim_department d
    on d.hospital_id = v.place_hospital_id and d.department = v.department
    and d.valid_from <= v.place_ts and v.place_ts < coalesce(d.valid_to, cast('9999-12-31 00:00:00' as timestamp))
