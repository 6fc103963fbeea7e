with hours as (
    select hospital_id, department, quotient(micros_of(hour_start), 3600000000) as hour_no, hour_start, closing_census
    from gold.fact_department_hour
    where hour_start <= :as_of - interval '1 hour' and hour_start > :as_of - interval '673 hours'
),
latest as (
    select hospital_id, department, max(hour_no) as hour_no, max(hour_start) + interval '1 hour' as closed_ts,
        max(hour_no) - min(hour_no) + 1 as history_hours
    from hours
    group by hospital_id, department
),
-- How the census changed from each hour to those ahead of it.
changes as (
    select a.hospital_id, a.department, a.hour_no, t.hours_ahead, b.closing_census - a.closing_census as change
    from hours a
    cross join lateral explode(numbers_between(1, 4)) as t(hours_ahead)
    join hours b on b.hospital_id = a.hospital_id and b.department = a.department and b.hour_no = a.hour_no + t.hours_ahead
),
usual as (
    select c.hospital_id, c.department, c.hour_no + 168 * w.weeks as hour_no, c.hours_ahead,
        cast(sum(c.change) as bigint) as change, count(*) as weeks
    from changes c
    cross join lateral explode(numbers_between(1, 3)) as w(weeks)
    group by c.hospital_id, c.department, c.hour_no + 168 * w.weeks, c.hours_ahead
),
-- To the nearest patient, a half away from zero.
expected as (
    select u.hospital_id, u.department, u.hour_no, u.hours_ahead, l.hour_no as latest_no, l.history_hours,
        quotient(2 * u.change + case when u.change < 0 then -u.weeks else u.weeks end, 2 * u.weeks) as change
    from usual u
    join latest l on l.hospital_id = u.hospital_id and l.department = u.department
    where u.hour_no <= l.hour_no and u.hour_no > l.hour_no - 172
),
errors as (
    select e.hospital_id, e.department, e.hours_ahead, count(*) as tested,
        cast(quotient(10 * cast(sum(abs(c.change - e.change)) as bigint), count(*)) * 0.1 as decimal(18, 1)) as mean_error,
        cast(quotient(10 * cast(sum(abs(c.change)) as bigint), count(*)) * 0.1 as decimal(18, 1)) as mean_error_unchanged,
        percentile_disc(0.1) within group (order by c.change - e.change) as low,
        percentile_disc(0.9) within group (order by c.change - e.change) as high
    from expected e
    join changes c on c.hospital_id = e.hospital_id and c.department = e.department and c.hour_no = e.hour_no
        and c.hours_ahead = e.hours_ahead
    group by e.hospital_id, e.department, e.hours_ahead
)
select l.hospital_id, l.department, t.hours_ahead, l.closed_ts, n.closing_census as patients_now,
    case when x.tested is not null then greatest(n.closing_census + e.change, 0) end as patients,
    case when x.tested is not null then greatest(n.closing_census + e.change + x.low, 0) end as low,
    case when x.tested is not null then greatest(n.closing_census + e.change + x.high, 0) end as high,
    case when e.change is not null then x.mean_error end as mean_error,
    case when e.change is not null then x.mean_error_unchanged end as mean_error_unchanged,
    case when e.change is not null then x.tested end as tested,
    l.history_hours
from latest l
cross join lateral explode(numbers_between(1, 4)) as t(hours_ahead)
join hours n on n.hospital_id = l.hospital_id and n.department = l.department and n.hour_no = l.hour_no
left join expected e on e.hospital_id = l.hospital_id and e.department = l.department and e.hour_no = l.hour_no
    and e.hours_ahead = t.hours_ahead and l.history_hours >= :history_hours
left join errors x on x.hospital_id = l.hospital_id and x.department = l.department and x.hours_ahead = t.hours_ahead
order by l.hospital_id, l.department, t.hours_ahead
