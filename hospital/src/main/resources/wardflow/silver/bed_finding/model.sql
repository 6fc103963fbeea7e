-- key:   hospital_id, department, bed_id, day
-- input: silver.stay_day
with stays as (
    select hospital_id, department, bed_id, day, patient_id, encounter_id, stay_no, recorded_ts,
        cast(start_ts as date) = day as begins,
        micros_of(start_ts) as start_micros,
        coalesce(micros_of(end_ts), 9000000000000000000) as end_micros
    from silver.stay_day
),
-- Until when the bed is taken by whoever lay in it when the day began.
carried as (
    select hospital_id, department, bed_id, day, max(end_micros) as busy_until
    from stays
    where not begins
    group by hospital_id, department, bed_id, day
),
begun as (
    select hospital_id, department, bed_id, day, patient_id, encounter_id, stay_no, recorded_ts, start_micros,
        max(end_micros) over (
            partition by hospital_id, department, bed_id, day order by start_micros, encounter_id, stay_no
            rows between unbounded preceding and 1 preceding) as busy_until
    from stays
    where begins
),
suspects as (
    select b.hospital_id, b.department, b.bed_id, b.day, b.patient_id, b.encounter_id, b.stay_no, b.recorded_ts,
        b.start_micros
    from begun b
    left join carried c
        on c.hospital_id = b.hospital_id and c.department = b.department and c.bed_id = b.bed_id and c.day = b.day
    where b.busy_until > b.start_micros or c.busy_until > b.start_micros
),
-- Patients with more than one stay: an earlier one may be their own.
often as (
    select patient_id
    from stays
    group by patient_id
    having min(start_micros) <> max(start_micros) or count(*) filter (where begins) > 1
),
found as (
    select s.hospital_id, s.department, s.bed_id, s.day, s.encounter_id, s.stay_no, s.recorded_ts
    from suspects s
    left join often o on o.patient_id = s.patient_id
    where o.patient_id is null
    union all
    select distinct s.hospital_id, s.department, s.bed_id, s.day, s.encounter_id, s.stay_no, s.recorded_ts
    from suspects s
    join often o on o.patient_id = s.patient_id
    join stays e
        on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id and e.day = s.day
    where e.patient_id <> s.patient_id and e.end_micros > s.start_micros
        and (e.start_micros < s.start_micros
            or (e.start_micros = s.start_micros and e.encounter_id < s.encounter_id)
            or (e.start_micros = s.start_micros and e.encounter_id = s.encounter_id and e.stay_no < s.stay_no))
)
select hospital_id, department, bed_id, day, 'two_patients_in_bed' as rule_id, encounter_id, stay_no,
    'flag' as action, 'patient-flow' as source, cast(recorded_ts as date) as recorded_day
from found
