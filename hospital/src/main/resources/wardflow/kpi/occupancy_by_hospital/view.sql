with capacity as (
    select hospital_id, department, beds
    from gold.dim_department
    where department_key <> 'unknown' and valid_from <= :as_of and (valid_to is null or valid_to > :as_of)
),
occupied as (
    select hospital_id, department, count(*) as stays
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of)
    group by hospital_id, department
)
select c.hospital_id, h.name as hospital, cast(sum(c.beds) as bigint) as beds, cast(sum(coalesce(o.stays, 0)) as bigint) as occupied,
    cast(quotient(cast(sum(coalesce(o.stays, 0)) as bigint) * 1000, cast(sum(c.beds) as bigint)) * 0.1 as decimal(18, 1)) as occupancy_percent
from capacity c
left join occupied o on o.hospital_id = c.hospital_id and o.department = c.department
left join gold.dim_hospital h on h.hospital_id = c.hospital_id
where c.beds is not null
group by c.hospital_id, h.name
order by c.hospital_id
