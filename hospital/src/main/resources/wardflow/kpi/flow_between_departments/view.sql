with stays as (
    select encounter_id, hospital_id, department, stay_no, start_ts, end_ts, entry, exit,
        case when next_start_ts <= :as_of then next_start_ts end as next_ts,
        lag(stay_no) over by_visit as before_no, lag(hospital_id) over by_visit as before_hospital_id,
        lag(department) over by_visit as before_department,
        lead(stay_no) over by_visit as after_no, lead(hospital_id) over by_visit as after_hospital_id,
        lead(department) over by_visit as after_department
    from gold.fact_bed_stay
    where start_ts <= :as_of
    window by_visit as (partition by encounter_id order by stay_no)
),
moves as (
    select hospital_id, department, 'in' as direction, start_ts as move_ts,
        case
            when entry = 'ADMISSION' then 'arrival'
            when before_no is null or before_no <> stay_no - 1 then 'another ward'
            when before_hospital_id <> hospital_id then 'another hospital'
            else before_department
        end as other
    from stays
    union all
    select hospital_id, department, 'out' as direction, coalesce(next_ts, end_ts) as move_ts,
        case
            when exit = 'DISCHARGE' then 'discharge'
            when after_no is null or after_no <> stay_no + 1 then 'another ward'
            when after_hospital_id <> hospital_id then 'another hospital'
            else after_department
        end as other
    from stays
    where exit in ('DISCHARGE', 'TRANSFER') or next_ts is not null
    union all
    select s.hospital_id, s.department, 'out' as direction, f.discharge_ts, 'discharge'
    from stays s
    join gold.fact_patient_flow f on f.encounter_id = s.encounter_id
    where s.exit = 'LEAVE' and s.next_ts is null and f.discharge_ts is not null
)
select hospital_id, department, direction, other, count(*) as moves
from moves
where other <> department and move_ts <= :as_of and minutes_between(move_ts, :as_of) < :flow_hours * 60
group by hospital_id, department, direction, other
order by hospital_id, department, direction, other
