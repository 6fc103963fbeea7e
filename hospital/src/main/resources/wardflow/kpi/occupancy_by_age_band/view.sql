with capacity as (
    select hospital_id, department, beds
    from gold.dim_department
    where department_key <> 'unknown' and valid_from <= :as_of and (valid_to is null or valid_to > :as_of)
),
present as (
    select s.hospital_id, s.department,
        case when p.age is null then 'unknown' when p.age < 18 then '0-17' when p.age < 40 then '18-39' when p.age < 65 then '40-64'
            when p.age < 80 then '65-79' else '80+' end as age_band
    from gold.fact_bed_stay s
    left join gold.dim_patient p on p.patient_key = s.patient_key
    where s.start_ts <= :as_of and (s.end_ts is null or s.end_ts > :as_of)
),
counted as (
    select hospital_id, department, age_band, count(*) as patients from present group by hospital_id, department, age_band
),
-- Shares are differences of cut running totals: so they add up exactly, to 100 and to the occupancy.
running as (
    select hospital_id, department, age_band, patients,
        cast(sum(patients) over (partition by hospital_id, department) as bigint) as occupied,
        cast(sum(patients) over (
            partition by hospital_id, department order by age_band
            rows between unbounded preceding and current row) as bigint) as up_to
    from counted
)
select r.hospital_id, r.department, r.age_band, r.patients, r.occupied, c.beds,
    cast((quotient(r.up_to * 1000, r.occupied) - quotient((r.up_to - r.patients) * 1000, r.occupied)) * 0.1 as decimal(18, 1)) as share_of_occupied_percent,
    cast((quotient(r.up_to * 1000, c.beds) - quotient((r.up_to - r.patients) * 1000, c.beds)) * 0.1 as decimal(18, 1)) as share_of_beds_percent
from running r
left join capacity c on c.hospital_id = r.hospital_id and c.department = r.department
order by r.hospital_id, r.department, r.age_band
