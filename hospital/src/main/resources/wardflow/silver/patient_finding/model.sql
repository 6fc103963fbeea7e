-- key:   patient_id
-- input: silver.encounter_event
-- input: silver.patient_record
-- input: silver.visit
-- input: silver.bed_stay
with observations as (
    select patient_id, gender, birth_date from silver.encounter_event
    union all
    select patient_id, gender, birth_date from silver.patient_record
),
contradictory as (
    select patient_id
    from observations
    group by patient_id
    having min(birth_date) <> max(birth_date)
        or (max(case when gender = 'Male' then 1 end) = 1 and max(case when gender = 'Female' then 1 end) = 1)
),
firsts as (
    select e.patient_id, e.hospital_id, e.recorded_ts,
        row_number() over (
            partition by e.patient_id
            order by e.event_ts, e.recorded_ts, e.sequence, e.event_id, e.payload_sha256) as nth
    from contradictory c
    join silver.encounter_event e on e.patient_id = c.patient_id
),
repeated as (
    select patient_id from silver.visit where has_valid_interval group by patient_id having count(*) > 1
),
-- An earlier visit lasts into this one if the latest end so far does; an open end is the latest of all.
visits as (
    select v.patient_id, v.encounter_id, v.hospital_id, v.opening_recorded_ts, micros_of(v.admission_ts) as start_micros,
        max(coalesce(micros_of(v.discharge_ts), 9000000000000000000)) over (
            partition by v.patient_id order by v.admission_ts, v.encounter_id
            rows between unbounded preceding and 1 preceding) as busy_until
    from repeated r
    join silver.visit v on v.patient_id = r.patient_id
    where v.has_valid_interval
),
stays as (
    select s.patient_id, s.encounter_id, s.stay_no, s.hospital_id, s.department, s.bed_id, s.recorded_ts,
        micros_of(s.start_ts) as start_micros,
        coalesce(micros_of(s.end_ts), 9000000000000000000) as end_micros
    from repeated r
    join silver.bed_stay s on s.patient_id = r.patient_id
),
suspects as (
    select t.*,
        max(end_micros) over (
            partition by patient_id order by start_micros, encounter_id, stay_no
            rows between unbounded preceding and 1 preceding) as busy_until
    from stays t
),
found as (
    select patient_id, patient_id as subject, 'contradictory_identity' as rule_id, hospital_id, recorded_ts
    from firsts
    where nth = 1
    union all
    select patient_id, encounter_id, 'overlapping_visits', hospital_id, opening_recorded_ts
    from visits
    where busy_until > start_micros
    union all
    select distinct later.patient_id, concat(later.encounter_id, '|', cast(later.stay_no as string)), 'patient_in_two_beds',
        later.hospital_id, later.recorded_ts
    from suspects later
    join stays earlier on earlier.patient_id = later.patient_id
    where later.busy_until > later.start_micros
        and earlier.encounter_id <> later.encounter_id
        and (earlier.hospital_id <> later.hospital_id or earlier.department <> later.department
            or earlier.bed_id <> later.bed_id)
        and (earlier.start_micros < later.start_micros
            or (earlier.start_micros = later.start_micros and earlier.encounter_id < later.encounter_id))
        and earlier.end_micros > later.start_micros
)
select patient_id, rule_id, subject, 'flag' as action, 'patient-flow' as source, hospital_id,
    cast(recorded_ts as date) as recorded_day
from found
