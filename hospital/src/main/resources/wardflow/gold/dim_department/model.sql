-- key:   hospital_id, department
-- input: silver.department_observation
with ordered as (
    select hospital_id, department, event_ts, beds, staff,
        row_number() over (
            partition by hospital_id, department order by event_ts, recorded_ts, payload_sha256) as nth
    from silver.department_observation
    where quarantine_rule is null
),
-- The last known value: the greatest of the values so far, each behind its number.
numbered as (
    select hospital_id, department, event_ts, nth, lpad(cast(nth as string), 9, '0') as digits, beds, staff
    from ordered
),
carried as (
    select hospital_id, department, event_ts,
        cast(substring(max(digits || cast(beds as string)) over so_far, 10) as int) as beds,
        cast(substring(max(digits || cast(staff as string)) over so_far, 10) as int) as staff,
        lead(event_ts) over (partition by hospital_id, department order by nth) as following_ts
    from numbered
    window so_far as (
        partition by hospital_id, department order by nth rows between unbounded preceding and current row)
),
compared as (
    select hospital_id, department, event_ts, beds, staff,
        lag(event_ts) over by_time as previous_ts,
        lag(beds) over by_time as previous_beds,
        lag(staff) over by_time as previous_staff
    from carried
    where following_ts is distinct from event_ts
    window by_time as (partition by hospital_id, department order by event_ts)
),
versions as (
    select hospital_id, department, beds, staff, event_ts as valid_from,
        lead(event_ts) over (partition by hospital_id, department order by event_ts) as valid_to
    from compared
    where previous_ts is null or beds is distinct from previous_beds or staff is distinct from previous_staff
)
select sha2(concat(hospital_id, '|', department, '|', cast(micros_of(valid_from) as string)), 256) as department_key,
    hospital_id, department, beds, staff, valid_from, valid_to, valid_to is null as is_current
from versions
union all
select 'unknown', 'unknown', 'unknown', cast(null as int), cast(null as int),
    instant_of('1900-01-01T00:00Z', 'UTC'), cast(null as timestamp), true
