-- key:   item_id
-- input: bronze.item
with ranked as (
    select item_id, value, sent_ts, note, row_number() over (partition by item_id order by sent_ts desc) as nth
    from bronze.item
)
select item_id, value, sent_ts, note
from ranked
where nth = 1
