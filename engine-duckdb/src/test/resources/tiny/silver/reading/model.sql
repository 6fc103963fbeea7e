-- kind:  keyed
-- key:   reading_id
-- input: bronze.reading
-- lookup: codes.unit

with ranked as (
    select reading_id, sensor, amount, unit, taken_ts, payload,
        row_number() over (partition by reading_id order by seq desc, taken_ts desc, amount, sensor, unit) as nth,
        max(case when unit = 'void' then 1 else 0 end) over (partition by reading_id) as voided
    from bronze.reading
)
select r.reading_id, nullif(r.sensor, 'none') as sensor, r.amount * coalesce(u.factor, 1) as amount, r.unit, r.taken_ts, r.payload
from ranked r
left join codes.unit u on u.unit = r.unit
where r.nth = 1 and r.voided = 0
