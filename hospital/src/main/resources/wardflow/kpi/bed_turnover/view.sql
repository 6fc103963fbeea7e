with month as (
    select hospital_id, department, count(*) as hours, cast(sum(beds) as bigint) as bed_hours,
        cast(sum(occupied_minutes) as bigint) as occupied_minutes,
        cast(sum(discharges + transfers_out) as bigint) as departures
    from gold.fact_department_hour
    where beds is not null and hour_start <= :as_of - interval '1 hour' and hour_start >= :as_of - interval '720 hours'
    group by hospital_id, department
)
select hospital_id, department, hours, departures,
    cast(quotient(bed_hours * 10, hours) * 0.1 as decimal(18, 1)) as average_beds,
    cast(quotient(departures * hours * 100, bed_hours) * 0.01 as decimal(18, 2)) as turnover_rate,
    cast(quotient(bed_hours * 60 - occupied_minutes, 6 * departures) * 0.1 as decimal(18, 1)) as turnover_interval_hours
from month
order by hospital_id, department
