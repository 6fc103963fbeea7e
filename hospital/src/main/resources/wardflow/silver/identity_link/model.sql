-- kind:  full
-- input: silver.merge_event
with recursive merges as (
    select 'patient' as kind, retired_patient_id as retired_id, surviving_patient_id as survivor_id,
        event_id, event_ts, recorded_ts, sequence, payload_sha256
    from silver.merge_event
    where retired_patient_id is not null and surviving_patient_id is not null
    union all
    select 'encounter' as kind, retired_encounter_id as retired_id, surviving_encounter_id as survivor_id,
        event_id, event_ts, recorded_ts, sequence, payload_sha256
    from silver.merge_event
    where retired_encounter_id is not null and surviving_encounter_id is not null
),
ranked as (
    select kind, retired_id, survivor_id, event_id, event_ts, recorded_ts, sequence, payload_sha256,
        row_number() over (
            partition by kind, retired_id order by recorded_ts, sequence, event_ts, event_id, payload_sha256) as nth
    from merges
),
-- The first merge of an id counts. Its number is its place in recorded order.
links as (
    select kind, retired_id, survivor_id, event_id, recorded_ts, sequence, event_ts,
        row_number() over (order by recorded_ts, sequence, event_ts, event_id, payload_sha256, kind) as n
    from ranked
    where nth = 1
),
edges as (
    select l.n, f.n as next_n
    from links l
    left join links f on f.kind = l.kind and f.retired_id = l.survivor_id
),
-- From each link along the links of the survivors, each at most once.
walk (start_n, n, next_n, latest_n, depth, path) as (
    select n, n, next_n, n, 1, concat(',', cast(n as string), ',')
    from edges
    union all
    select w.start_n, e.n, e.next_n, greatest(w.latest_n, e.n), w.depth + 1, concat(w.path, cast(e.n as string), ',')
    from walk w
    join edges e on e.n = w.next_n
    where instr(w.path, concat(',', cast(e.n as string), ',')) = 0
),
-- The latest link of a cycle is the one that would close it.
refused as (
    select distinct latest_n as n from walk where next_n = start_n
),
stops as (
    select w.start_n, w.n,
        row_number() over (partition by w.start_n order by w.depth) as nth
    from walk w
    left join refused r on r.n = w.next_n
    where w.next_n is null or r.n is not null
)
select l.kind, l.retired_id,
    case when r.n is null then e.survivor_id end as surviving_id,
    l.event_id, l.recorded_ts as merged_recorded_ts, l.sequence as merged_sequence, l.event_ts as merged_event_ts,
    r.n is not null as is_refused
from links l
left join refused r on r.n = l.n
left join stops s on s.start_n = l.n and s.nth = 1
left join links e on e.n = s.n
