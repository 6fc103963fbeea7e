select count(*) as readings from silver.resolved where taken_ts <= :as_of
