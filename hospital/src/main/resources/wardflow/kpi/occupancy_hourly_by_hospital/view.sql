with hours as (
    select hospital_id, hour_start, cast(sum(closing_census) as bigint) as closing_census,
        cast(sum(case when beds is not null then occupied_minutes end) as bigint) as occupied_minutes,
        cast(sum(beds) as bigint) as beds
    from gold.fact_department_hour
    where hour_start <= :as_of - interval '1 hour' and hour_start >= :as_of - interval '168 hours'
    group by hospital_id, hour_start
)
select t.hospital_id, h.name as hospital, t.hour_start, t.closing_census, t.occupied_minutes, t.beds,
    cast(quotient(t.occupied_minutes * 1000, t.beds * 60) * 0.1 as decimal(18, 1)) as occupancy_percent
from hours t
left join gold.dim_hospital h on h.hospital_id = t.hospital_id
order by t.hospital_id, t.hour_start
