select rule_id, count(*) filter (where recorded_ts > :as_of - interval '24 hours') as last_day, count(*) as total
from silver.quarantine
where recorded_ts <= :as_of
group by rule_id
order by rule_id
