with told as (
    select hospital_id, department, bed_id, lower(bed_status) as bed_status, event_ts, 0 as after_words, recorded_ts, sequence, event_id
    from silver.bed_status_event
    where event_ts <= :as_of and event_ts > :as_of - interval '1440 hours'
        and lower(bed_status) in ('dirty', 'cleaning', 'ready', 'closed')
    union all
    select hospital_id, department, bed_id, 'occupied', start_ts, 1, start_ts, 0, encounter_id
    from gold.fact_bed_stay
    where start_ts <= :as_of and (end_ts is null or end_ts > :as_of - interval '1440 hours')
    union all
    select hospital_id, department, bed_id, 'left', end_ts, -1, end_ts, 0, encounter_id
    from gold.fact_bed_stay
    where end_ts <= :as_of and end_ts > :as_of - interval '1440 hours'
),
counted as (
    select *, sum(case bed_status when 'occupied' then 1 when 'left' then -1 else 0 end) over (
        partition by hospital_id, department, bed_id order by event_ts, after_words, recorded_ts, sequence, event_id
        rows between unbounded preceding and 1 preceding) as patients
    from told
),
-- What is said of a bed in which a patient lies, as that it is soiled or ready, is left behind with the patient.
-- A round is what is said from one end to the next: ready is the right one; closed, a patient who leaves, or the next one, is one that is not measured.
numbered as (
    select hospital_id, department, bed_id, bed_status, event_ts,
        cast(coalesce(sum(case when bed_status in ('dirty', 'cleaning') then 0 else 1 end) over (
            partition by hospital_id, department, bed_id order by event_ts, after_words, recorded_ts, sequence, event_id
            rows between unbounded preceding and 1 preceding), 0) as bigint) as round_no,
        after_words, recorded_ts, sequence, event_id
    from counted
    where bed_status in ('occupied', 'left') or coalesce(patients, 0) <= 0
),
-- A bed that is cleaned, and becomes dirty only then, is cleaned once more.
begun as (
    select hospital_id, department, bed_id, round_no, bed_status, event_ts,
        max(case when bed_status = 'dirty' then 1 else 0 end) over (
            partition by hospital_id, department, bed_id, round_no order by event_ts, after_words, recorded_ts, sequence, event_id
            rows between unbounded preceding and current row) as is_begun
    from numbered
),
rounds as (
    select hospital_id, department, bed_id, round_no,
        min(case when bed_status = 'dirty' then event_ts end) as dirty_ts,
        min(case when bed_status = 'cleaning' and is_begun = 1 then event_ts end) as cleaning_ts,
        min(case when bed_status = 'ready' then event_ts end) as ready_ts
    from begun
    group by hospital_id, department, bed_id, round_no
),
measured as (
    select hospital_id, department, minutes_between(dirty_ts, ready_ts) as turnaround,
        minutes_between(dirty_ts, cleaning_ts) as until_cleaning, minutes_between(cleaning_ts, ready_ts) as cleaning
    from rounds
    where dirty_ts is not null and ready_ts > :as_of - interval '720 hours'
)
select hospital_id, department, count(*) as turnarounds,
    quotient(cast(sum(turnaround) as bigint), count(turnaround)) as average_minutes,
    percentile_disc(0.5) within group (order by turnaround) as median_minutes,
    percentile_disc(0.9) within group (order by turnaround) as p90_minutes,
    percentile_disc(0.5) within group (order by until_cleaning) as median_until_cleaning,
    percentile_disc(0.5) within group (order by cleaning) as median_cleaning
from measured
group by hospital_id, department
order by hospital_id, department
