-- kind:  full
-- input: silver.resolved
select 'all' as name, count(*) as readings, sum(amount) as amount
from silver.resolved
