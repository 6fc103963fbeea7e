-- key:   hospital_id, department, bed_id, day
-- input: silver.stay_day
with stays as (
    select hospital_id, department, bed_id, day, patient_id, encounter_id, stay_no, start_ts, recorded_ts,
        micros_of(start_ts) as start_micros,
        coalesce(micros_of(end_ts), 9000000000000000000) as end_micros
    from silver.stay_day
),
marked as (
    select s.*,
        max(end_micros) over (
            partition by hospital_id, department, bed_id, day order by start_ts, encounter_id, stay_no
            rows between unbounded preceding and 1 preceding) as busy_until
    from stays s
),
-- Whoever lies in the bed when this stay starts: mostly nobody.
suspects as (
    select hospital_id, department, bed_id, day, patient_id, encounter_id, stay_no, start_micros, recorded_ts
    from marked
    where busy_until > start_micros and cast(start_ts as date) = day
),
of_one_patient as (
    select s.hospital_id, s.department, s.bed_id, s.day, s.encounter_id, s.stay_no,
        count(*) as earlier_stays
    from suspects s
    join stays e on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id
        and e.day = s.day and e.patient_id = s.patient_id
    group by s.hospital_id, s.department, s.bed_id, s.day, s.encounter_id, s.stay_no
    having count(*) > 1
),
found as (
    select s.hospital_id, s.department, s.bed_id, s.day, s.encounter_id, s.stay_no, s.recorded_ts
    from suspects s
    left join of_one_patient o on o.hospital_id = s.hospital_id and o.department = s.department and o.bed_id = s.bed_id
        and o.day = s.day and o.encounter_id = s.encounter_id and o.stay_no = s.stay_no
    where o.encounter_id is null
    union all
    -- A patient with several stays in this bed on this day: look whose the earlier ones are.
    select distinct s.hospital_id, s.department, s.bed_id, s.day, s.encounter_id, s.stay_no, s.recorded_ts
    from suspects s
    join of_one_patient o on o.hospital_id = s.hospital_id and o.department = s.department and o.bed_id = s.bed_id
        and o.day = s.day and o.encounter_id = s.encounter_id and o.stay_no = s.stay_no
    join stays e on e.hospital_id = s.hospital_id and e.department = s.department and e.bed_id = s.bed_id
        and e.day = s.day
    where e.patient_id <> s.patient_id and e.end_micros > s.start_micros
        and (e.start_micros < s.start_micros
            or (e.start_micros = s.start_micros and e.encounter_id < s.encounter_id)
            or (e.start_micros = s.start_micros and e.encounter_id = s.encounter_id and e.stay_no < s.stay_no))
)
select hospital_id, department, bed_id, day, 'two_patients_in_bed' as rule_id, encounter_id, stay_no,
    'flag' as action, 'patient-flow' as source, cast(recorded_ts as date) as recorded_day
from found
