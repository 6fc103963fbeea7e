with told as (
    select hospital_id, department, bed_id, lower(bed_status) as bed_status, event_ts,
        cast(sum(case when lower(bed_status) = 'dirty' then 1 else 0 end) over (
            partition by hospital_id, department, bed_id order by event_ts, recorded_ts, sequence, event_id
            rows between unbounded preceding and current row) as bigint) as round_no
    from silver.bed_status_event
    where event_ts <= :as_of and event_ts > :as_of - interval '1440 hours'
),
rounds as (
    select hospital_id, department, bed_id, round_no,
        min(case when bed_status = 'dirty' then event_ts end) as dirty_ts,
        min(case when bed_status = 'cleaning' then event_ts end) as cleaning_ts,
        min(case when bed_status = 'ready' then event_ts end) as ready_ts
    from told
    where round_no > 0
    group by hospital_id, department, bed_id, round_no
),
measured as (
    select hospital_id, department, minutes_between(dirty_ts, ready_ts) as turnaround,
        minutes_between(dirty_ts, cleaning_ts) as until_cleaning, minutes_between(cleaning_ts, ready_ts) as cleaning
    from rounds
    where ready_ts > :as_of - interval '720 hours'
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
