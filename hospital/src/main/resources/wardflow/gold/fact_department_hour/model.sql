-- key:   hospital_id, department, day
-- input: silver.stay_day
-- input: silver.clock_hour by day
-- input: gold.dim_department whole
-- keys from silver.clock_hour: select d.hospital_id, d.department, c.day from changes c cross join gold.dim_department d where d.department_key <> 'unknown'
-- keys from gold.dim_department: select c.hospital_id, c.department, h.day from changes c left join (select hospital_id, department, min(valid_from) as first_from from gold.dim_department where department_key <> 'unknown' group by hospital_id, department) f on f.hospital_id = c.hospital_id and f.department = c.department cross join silver.clock_hour h where f.first_from is null or c.valid_from <= f.first_from or h.day >= cast(c.valid_from as date)
with hours as (
    select day, hour_start, quotient(micros_of(hour_start), 3600000000) as hour_no
    from silver.clock_hour
),
present as (
    select hospital_id, department, day from silver.stay_day
    union
    select d.hospital_id, d.department, h.day
    from gold.dim_department d
    cross join hours h
    where d.department_key <> 'unknown'
),
-- Each hour is reached from the one before: who came, who went, and for how much of the hour.
moves as (
    select hospital_id, department, day, quotient(micros_of(start_ts), 3600000000) as hour_no,
        count(*) filter (where entry = 'ADMISSION') as admissions,
        count(*) filter (where entry <> 'ADMISSION') as transfers_in,
        cast(0 as bigint) as discharges, cast(0 as bigint) as transfers_out,
        cast(sum((quotient(micros_of(start_ts), 3600000000) + 1) * 3600000000 - micros_of(start_ts)) as bigint) as micros
    from silver.stay_day
    where cast(start_ts as date) = day
    group by hospital_id, department, day, quotient(micros_of(start_ts), 3600000000)
    union all
    select hospital_id, department, day, quotient(micros_of(end_ts), 3600000000) as hour_no,
        cast(0 as bigint), cast(0 as bigint),
        count(*) filter (where exit = 'DISCHARGE'), count(*) filter (where exit <> 'DISCHARGE'),
        cast(-sum((quotient(micros_of(end_ts), 3600000000) + 1) * 3600000000 - micros_of(end_ts)) as bigint)
    from silver.stay_day
    where cast(end_ts as date) = day
    group by hospital_id, department, day, quotient(micros_of(end_ts), 3600000000)
    union all
    select p.hospital_id, p.department, p.day, h.hour_no,
        cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint), cast(0 as bigint)
    from present p
    join hours h on h.day = p.day
),
hourly as (
    select hospital_id, department, day, hour_no,
        cast(sum(admissions) as bigint) as admissions, cast(sum(transfers_in) as bigint) as transfers_in,
        cast(sum(discharges) as bigint) as discharges, cast(sum(transfers_out) as bigint) as transfers_out,
        cast(sum(micros) as bigint) as micros
    from moves
    group by hospital_id, department, day, hour_no
),
midnight as (
    select hospital_id, department, day, count(*) as census
    from silver.stay_day
    where start_ts < day_start(day)
    group by hospital_id, department, day
),
closing as (
    select h.hospital_id, h.department, h.day, h.hour_no, h.admissions, h.transfers_in, h.discharges, h.transfers_out,
        h.micros,
        coalesce(m.census, 0) + cast(sum(h.admissions + h.transfers_in - h.discharges - h.transfers_out) over (
            partition by h.hospital_id, h.department, h.day order by h.hour_no
            rows between unbounded preceding and current row) as bigint) as closing_census
    from hourly h
    left join midnight m on m.hospital_id = h.hospital_id and m.department = h.department and m.day = h.day
),
counted as (
    select c.hospital_id, c.department, c.day, t.hour_start,
        c.closing_census - c.admissions - c.transfers_in + c.discharges + c.transfers_out as opening_census,
        c.admissions, c.transfers_in, c.discharges, c.transfers_out, c.closing_census,
        quotient((c.closing_census - c.admissions - c.transfers_in + c.discharges + c.transfers_out) * 3600000000
            + c.micros, 60000000) as occupied_minutes
    from closing c
    join hours t on t.day = c.day and t.hour_no = c.hour_no
)
select c.hospital_id, c.department, coalesce(d.department_key, 'unknown') as department_key, c.hour_start,
    c.opening_census, c.admissions, c.transfers_in, c.discharges, c.transfers_out, c.closing_census, c.occupied_minutes,
    d.beds,
    cast(quotient(c.occupied_minutes * 10000, 60 * d.beds) as decimal(18, 6)) * 0.01 as occupancy_percent,
    c.day
from counted c
left join gold.dim_department d
    on d.hospital_id = c.hospital_id and d.department = c.department
    and d.valid_from <= c.hour_start and (d.valid_to is null or c.hour_start < d.valid_to)
