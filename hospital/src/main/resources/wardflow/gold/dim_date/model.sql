-- kind: full
with span as (
    select days_between(date '2015-01-01', date '2039-12-31') as days
)
select year(d.day) * 10000 + month(d.day) * 100 + day(d.day) as date_key, d.day as date,
    year(d.day) as year, quarter(d.day) as quarter, month(d.day) as month, day(d.day) as day,
    day_of_week(d.day) as day_of_week,
    split_part('Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday', ',', cast(day_of_week(d.day) as int)) as day_name,
    split_part('January,February,March,April,May,June,July,August,September,October,November,December', ',',
        cast(month(d.day) as int)) as month_name,
    day_of_week(d.day) >= 6 as is_weekend
from span s
cross join lateral explode(s.days) as d(day)
