with hours as (
    select hospital_id, department, quotient(micros_of(hour_start), 3600000000) as hour_no, hour_start, closing_census
    from gold.fact_department_hour
    where hour_start <= :as_of - interval '1 hour' and hour_start > :as_of - interval '673 hours'
),
-- Neighbours by place, not by joins, so that one pass does; where an hour is missing in between there is none.
ahead as (
    select hospital_id, department, hour_no, hour_start, closing_census,
        max(hour_no) over (partition by hospital_id, department) as latest_no,
        min(hour_no) over (partition by hospital_id, department) as first_no,
        case when lead(hour_no, 1) over by_hour = hour_no + 1 then lead(closing_census, 1) over by_hour end as after_1,
        case when lead(hour_no, 2) over by_hour = hour_no + 2 then lead(closing_census, 2) over by_hour end as after_2,
        case when lead(hour_no, 3) over by_hour = hour_no + 3 then lead(closing_census, 3) over by_hour end as after_3,
        case when lead(hour_no, 4) over by_hour = hour_no + 4 then lead(closing_census, 4) over by_hour end as after_4
    from hours
    window by_hour as (partition by hospital_id, department order by hour_no)
),
changes as (
    select a.hospital_id, a.department, a.hour_no, a.hour_start, a.latest_no, a.first_no, a.closing_census, t.hours_ahead,
        case t.hours_ahead when 1 then a.after_1 when 2 then a.after_2 when 3 then a.after_3 else a.after_4 end
            - a.closing_census as change
    from (select *, numbers_between(1, 4) as steps from ahead) a
    cross join lateral explode(a.steps) as t(hours_ahead)
),
-- What the same hour brought one, two and three weeks before.
weeks as (
    select hospital_id, department, hour_no, hour_start, latest_no, first_no, closing_census, hours_ahead, change,
        case when lag(hour_no, 168) over by_hour = hour_no - 168 then lag(change, 168) over by_hour end as week_1,
        case when lag(hour_no, 336) over by_hour = hour_no - 336 then lag(change, 336) over by_hour end as week_2,
        case when lag(hour_no, 504) over by_hour = hour_no - 504 then lag(change, 504) over by_hour end as week_3
    from changes
    window by_hour as (partition by hospital_id, department, hours_ahead order by hour_no)
),
recent as (
    select hospital_id, department, hour_no, hour_start, latest_no, latest_no - first_no + 1 as history_hours, closing_census,
        hours_ahead, change,
        coalesce(week_1, 0) + coalesce(week_2, 0) + coalesce(week_3, 0) as total,
        cast(case when week_1 is null then 0 else 1 end + case when week_2 is null then 0 else 1 end
            + case when week_3 is null then 0 else 1 end as bigint) as weeks
    from weeks
    where hour_no > latest_no - 172
),
-- To the nearest patient, a half away from zero; null where no week tells.
expected as (
    select hospital_id, department, hour_no, hour_start, latest_no, history_hours, closing_census, hours_ahead, change,
        quotient(2 * total + case when total < 0 then -weeks else weeks end, 2 * weeks) as expected_change
    from recent
),
errors as (
    select hospital_id, department, hours_ahead, count(*) as tested,
        cast(quotient(10 * cast(sum(abs(change - expected_change)) as bigint), count(*)) * 0.1 as decimal(18, 1)) as mean_error,
        cast(quotient(10 * cast(sum(abs(change)) as bigint), count(*)) * 0.1 as decimal(18, 1)) as mean_error_unchanged,
        percentile_disc(0.1) within group (order by change - expected_change) as low,
        percentile_disc(0.9) within group (order by change - expected_change) as high
    from expected
    where change is not null and expected_change is not null
    group by hospital_id, department, hours_ahead
)
select n.hospital_id, n.department, n.hours_ahead, n.hour_start + interval '1 hour' as closed_ts, n.closing_census as patients_now,
    case when x.tested > 0 and n.expected_change is not null then greatest(n.closing_census + n.expected_change, 0) end as patients,
    case when x.tested > 0 and n.expected_change is not null then greatest(n.closing_census + n.expected_change + x.low, 0) end as low,
    case when x.tested > 0 and n.expected_change is not null then greatest(n.closing_census + n.expected_change + x.high, 0) end as high,
    case when n.expected_change is not null then x.mean_error end as mean_error,
    case when n.expected_change is not null then x.mean_error_unchanged end as mean_error_unchanged,
    case when n.expected_change is not null then x.tested end as tested,
    n.history_hours
from expected n
left join errors x on x.hospital_id = n.hospital_id and x.department = n.department and x.hours_ahead = n.hours_ahead
    and n.history_hours >= least(:history_hours, 672)
-- A ward of which nothing is told any more has no hours ahead; one hour may be late, as the last one is until it is closed.
where n.hour_no = n.latest_no and n.hour_start > :as_of - interval '3 hours'
order by n.hospital_id, n.department, n.hours_ahead
