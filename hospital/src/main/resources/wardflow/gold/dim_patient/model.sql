-- key:   patient_id
-- input: silver.encounter_event
-- input: silver.patient_record
with observations as (
    select patient_id, event_ts, recorded_ts, sequence, event_id, payload_sha256,
        gender, age, birth_date, insurance, postal_code
    from silver.encounter_event
    union all
    select patient_id, event_ts, recorded_ts, sequence, event_id, payload_sha256,
        gender, age, birth_date, insurance, postal_code
    from silver.patient_record
),
several as (
    select patient_id from observations group by patient_id having count(*) > 1
),
ordered as (
    select o.patient_id, o.event_ts, o.gender, o.age, o.birth_date, o.insurance, o.postal_code,
        row_number() over (
            partition by o.patient_id
            order by o.event_ts, o.recorded_ts, o.sequence, o.event_id, o.payload_sha256) as nth
    from observations o
    join several s on s.patient_id = o.patient_id
),
-- The last known value: the greatest of the values so far, each behind its number.
numbered as (
    select patient_id, event_ts, nth, lpad(cast(nth as string), 9, '0') as digits,
        gender, age, birth_date, insurance, postal_code
    from ordered
),
carried as (
    select patient_id, event_ts, nth,
        substring(max(digits || gender) over so_far, 10) as gender,
        substring(max(digits || cast(age as string)) over so_far, 10) as age,
        substring(max(digits || cast(birth_date as string)) over so_far, 10) as birth_date,
        substring(max(digits || insurance) over so_far, 10) as insurance,
        substring(max(digits || postal_code) over so_far, 10) as postal_code,
        lead(event_ts) over (partition by patient_id order by nth) as following_ts
    from numbered
    window so_far as (partition by patient_id order by nth rows between unbounded preceding and current row)
),
compared as (
    select patient_id, event_ts, gender, age, birth_date, insurance, postal_code,
        lag(event_ts) over by_time as previous_ts,
        lag(gender) over by_time as previous_gender,
        lag(age) over by_time as previous_age,
        lag(birth_date) over by_time as previous_birth_date,
        lag(insurance) over by_time as previous_insurance,
        lag(postal_code) over by_time as previous_postal_code
    from carried
    -- Of observations at one instant the last counts.
    where following_ts is distinct from event_ts
    window by_time as (partition by patient_id order by event_ts)
),
versions as (
    select patient_id, gender, cast(age as int) as age, cast(birth_date as date) as birth_date, insurance, postal_code,
        event_ts as valid_from,
        lead(event_ts) over (partition by patient_id order by event_ts) as valid_to
    from compared
    where previous_ts is null
        or gender is distinct from previous_gender
        or age is distinct from previous_age
        or birth_date is distinct from previous_birth_date
        or insurance is distinct from previous_insurance
        or postal_code is distinct from previous_postal_code
    union all
    select o.patient_id, o.gender, o.age, o.birth_date, o.insurance, o.postal_code,
        o.event_ts as valid_from, cast(null as timestamp) as valid_to
    from observations o
    left join several s on s.patient_id = o.patient_id
    where s.patient_id is null
)
select sha2(concat(patient_id, '|', cast(micros_of(valid_from) as string)), 256) as patient_key,
    sha2(patient_id, 256) as patient_durable_key, patient_id, gender, age, birth_date, insurance, postal_code, valid_from, valid_to, valid_to is null as is_current
from versions
