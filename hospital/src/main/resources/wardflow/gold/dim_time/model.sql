-- kind: full
with span as (
    select numbers_between(0, 1439) as minutes
),
minutes as (
    select m.time_key, quotient(m.time_key, 60) as hour, m.time_key - 60 * quotient(m.time_key, 60) as minute
    from span s
    cross join lateral explode(s.minutes) as m(time_key)
)
select time_key, hour, minute,
    concat(lpad(cast(hour as string), 2, '0'), ':', lpad(cast(minute as string), 2, '0')) as label,
    case when hour < 6 then 'night' when hour < 12 then 'morning' when hour < 18 then 'afternoon' else 'evening' end
        as part_of_day
from minutes
