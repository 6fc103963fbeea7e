with hours as (
    select hospital_id, department, quotient(micros_of(hour_start), 3600000000) as hour_no, beds, occupied_minutes
    from gold.fact_department_hour
    where beds is not null and hour_start <= :as_of - interval '1 hour' and hour_start >= :as_of - interval '720 hours'
),
-- Beds that came free for others, as flow_between_departments tells moves: not by a change of bed within the department, and by a leave
-- only once who went is in another department or discharged.
vacated as (
    select s.hospital_id, s.department, s.end_ts as left_ts
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay n on n.encounter_id = s.encounter_id and n.stay_no = s.stay_no + 1
    where s.exit in ('DISCHARGE', 'TRANSFER') and s.end_ts <= :as_of and s.end_ts >= :as_of - interval '720 hours'
        and (n.encounter_id is null or n.hospital_id <> s.hospital_id or n.department <> s.department)
    union all
    select s.hospital_id, s.department, s.next_start_ts
    from gold.fact_bed_stay s
    left join gold.fact_bed_stay n on n.encounter_id = s.encounter_id and n.stay_no = s.stay_no + 1
    where s.exit = 'LEAVE' and s.next_start_ts <= :as_of and s.next_start_ts >= :as_of - interval '720 hours'
        and (n.encounter_id is null or n.hospital_id <> s.hospital_id or n.department <> s.department)
    union all
    select s.hospital_id, s.department, f.discharge_ts
    from gold.fact_patient_flow f
    join gold.fact_bed_stay s on s.encounter_id = f.encounter_id
    where s.exit = 'LEAVE' and s.next_start_ts is null and f.discharge_ts <= :as_of and f.discharge_ts >= :as_of - interval '720 hours'
),
departed as (
    select hospital_id, department, quotient(micros_of(left_ts), 3600000000) as hour_no, count(*) as patients
    from vacated
    group by hospital_id, department, quotient(micros_of(left_ts), 3600000000)
),
month as (
    select h.hospital_id, h.department, count(*) as hours, cast(sum(h.beds) as bigint) as bed_hours,
        cast(sum(greatest(cast(h.beds as bigint) * 60 - h.occupied_minutes, 0)) as bigint) as empty_minutes,
        cast(sum(coalesce(d.patients, 0)) as bigint) as departures
    from hours h
    left join departed d on d.hospital_id = h.hospital_id and d.department = h.department and d.hour_no = h.hour_no
    group by h.hospital_id, h.department
)
select hospital_id, department, hours, departures,
    cast(quotient(bed_hours * 10, hours) * 0.1 as decimal(18, 1)) as average_beds,
    cast(quotient(departures * hours * 100, bed_hours) * 0.01 as decimal(18, 2)) as turnover_rate,
    cast(quotient(empty_minutes, 6 * departures) * 0.1 as decimal(18, 1)) as turnover_interval_hours
from month
order by hospital_id, department
