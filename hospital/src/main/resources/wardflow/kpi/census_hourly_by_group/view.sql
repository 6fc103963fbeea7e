with hours as (
    select hospital_id, department, hour_start, beds
    from gold.fact_department_hour
    where hour_start + interval '1 hour' <= :as_of and hour_start >= :as_of - interval '24 hours'
),
present as (
    select h.hospital_id, h.department, h.hour_start, h.beds, coalesce(p.gender, 'Unknown') as gender, p.age,
        years_from(p.birth_date, local_date(h.hour_start + interval '1 hour' - interval '1 microsecond', coalesce(o.time_zone, 'UTC')))
            as years
    from hours h
    join gold.fact_bed_stay s on s.hospital_id = h.hospital_id and s.department = h.department
        and s.start_ts < h.hour_start + interval '1 hour'
        and (s.end_ts is null or s.end_ts >= h.hour_start + interval '1 hour')
    left join gold.dim_hospital o on o.hospital_id = h.hospital_id
    left join gold.dim_patient p on p.patient_durable_key = s.patient_durable_key
        and p.valid_from < h.hour_start + interval '1 hour'
        and (p.valid_to is null or p.valid_to >= h.hour_start + interval '1 hour')
),
-- A date of birth that makes nobody's age, of the future or filled in, tells none.
aged as (
    select hospital_id, department, hour_start, beds, gender, case when years <= 120 then years else age end as age
    from present
),
banded as (
    select hospital_id, department, hour_start, beds, gender,
        case when age is null then 'unknown' when age < 18 then '0-17' when age < 40 then '18-39' when age < 65 then '40-64'
            when age < 80 then '65-79' else '80+' end as age_band
    from aged
),
counted as (
    select hospital_id, department, hour_start, beds, 'gender' as dimension, gender as member, count(*) as patients
    from banded
    group by hospital_id, department, hour_start, beds, gender
    union all
    select hospital_id, department, hour_start, beds, 'age band', age_band, count(*)
    from banded
    group by hospital_id, department, hour_start, beds, age_band
),
running as (
    select hospital_id, department, hour_start, beds, dimension, member, patients,
        cast(sum(patients) over (partition by hospital_id, department, hour_start, dimension) as bigint) as occupied,
        cast(sum(patients) over (
            partition by hospital_id, department, hour_start, dimension order by member
            rows between unbounded preceding and current row) as bigint) as up_to
    from counted
)
select r.hospital_id, r.department, r.hour_start, r.dimension, r.member, r.patients, r.occupied, r.beds,
    cast((quotient(r.up_to * 1000, r.occupied) - quotient((r.up_to - r.patients) * 1000, r.occupied)) * 0.1 as decimal(18, 1)) as share_of_occupied_percent,
    cast((quotient(r.up_to * 1000, r.beds) - quotient((r.up_to - r.patients) * 1000, r.beds)) * 0.1 as decimal(18, 1)) as share_of_beds_percent
from running r
order by r.hospital_id, r.department, r.hour_start, r.dimension, r.member
