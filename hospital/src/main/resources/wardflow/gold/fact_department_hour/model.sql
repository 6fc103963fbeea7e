-- key:   hospital_id, department, day
-- input: silver.stay_day
-- input: silver.clock_hour by day
-- input: gold.dim_department whole
-- keys from silver.clock_hour: select d.hospital_id, d.department, c.day from changes c cross join gold.dim_department d where d.department_key <> 'unknown'
-- keys from gold.dim_department: select c.hospital_id, c.department, h.day from changes c left join (select hospital_id, department, min(valid_from) as first_from from gold.dim_department where department_key <> 'unknown' group by hospital_id, department) f on f.hospital_id = c.hospital_id and f.department = c.department cross join silver.clock_hour h where f.first_from is null or c.valid_from <= f.first_from or h.day >= cast(c.valid_from as date)
with present as (
    select hospital_id, department, day from silver.stay_day
    union
    select d.hospital_id, d.department, h.day
    from (select distinct hospital_id, department from gold.dim_department where department_key <> 'unknown') d
    cross join (select distinct day from silver.clock_hour) h
),
-- Each hour is reached from the one before: who came, who went, and for how much of the hour. The first of a day begins with
-- who lies there already; a closed hour has a row in which nothing happens.
moves as (
    select p.hospital_id, p.department, p.day, quotient(micros_of(h.hour_start), 3600000000) as hour_no,
        1 as is_closed, 0 as lying, 0 as admissions, 0 as transfers_in, 0 as discharges, 0 as transfers_out,
        cast(0 as bigint) as micros
    from present p
    join silver.clock_hour h on h.day = p.day
    union all
    select hospital_id, department, day, quotient(micros_of(day_start(day)), 3600000000), 0, 1, 0, 0, 0, 0, 0
    from silver.stay_day
    where start_ts < day_start(day)
    union all
    select hospital_id, department, day, quotient(micros_of(start_ts), 3600000000), 0, 0,
        case when entry = 'ADMISSION' then 1 else 0 end, case when entry = 'ADMISSION' then 0 else 1 end, 0, 0,
        (quotient(micros_of(start_ts), 3600000000) + 1) * 3600000000 - micros_of(start_ts)
    from silver.stay_day
    where cast(start_ts as date) = day
    union all
    select hospital_id, department, day, quotient(micros_of(end_ts), 3600000000), 0, 0, 0, 0,
        case when exit = 'DISCHARGE' then 1 else 0 end, case when exit = 'DISCHARGE' then 0 else 1 end,
        micros_of(end_ts) - (quotient(micros_of(end_ts), 3600000000) + 1) * 3600000000
    from silver.stay_day
    where cast(end_ts as date) = day
),
hourly as (
    select hospital_id, department, day, hour_no, max(is_closed) as is_closed, cast(sum(lying) as bigint) as lying,
        cast(sum(admissions) as bigint) as admissions, cast(sum(transfers_in) as bigint) as transfers_in,
        cast(sum(discharges) as bigint) as discharges, cast(sum(transfers_out) as bigint) as transfers_out,
        cast(sum(micros) as bigint) as micros
    from moves
    group by hospital_id, department, day, hour_no
),
closing as (
    select hospital_id, department, day, hour_no, is_closed, admissions, transfers_in, discharges, transfers_out, micros,
        cast(sum(lying + admissions + transfers_in - discharges - transfers_out) over (
            partition by hospital_id, department, day order by hour_no
            rows between unbounded preceding and current row) as bigint) as closing_census
    from hourly
),
counted as (
    select hospital_id, department, day, instant_of_micros(hour_no * 3600000000) as hour_start,
        closing_census - admissions - transfers_in + discharges + transfers_out as opening_census,
        admissions, transfers_in, discharges, transfers_out, closing_census,
        quotient((closing_census - admissions - transfers_in + discharges + transfers_out) * 3600000000
            + micros, 60000000) as occupied_minutes
    from closing
    where is_closed = 1
)
select c.hospital_id, c.department, coalesce(d.department_key, 'unknown') as department_key, c.hour_start,
    c.opening_census, c.admissions, c.transfers_in, c.discharges, c.transfers_out, c.closing_census, c.occupied_minutes,
    d.beds,
    cast(quotient(c.occupied_minutes * 10000, 60 * cast(d.beds as bigint)) as decimal(18, 6)) * 0.01 as occupancy_percent,
    c.day
from counted c
left join gold.dim_department d
    on d.hospital_id = c.hospital_id and d.department = c.department
    and d.valid_from <= c.hour_start and c.hour_start < coalesce(d.valid_to, cast('9999-12-31 00:00:00' as timestamp))
