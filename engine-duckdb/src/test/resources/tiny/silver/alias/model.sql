-- key:   retired
-- input: bronze.rename
select retired, min(surviving) as surviving
from bronze.rename
group by retired
