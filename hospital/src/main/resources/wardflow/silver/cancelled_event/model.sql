-- key:    encounter_id
-- input:  silver.encounter_event
-- lookup: codes.event_type
with cancelling as (
    select distinct e.encounter_id
    from silver.encounter_event e
    join codes.event_type t on t.event_type = e.event_type and t.is_cancel
),
events as (
    select e.encounter_id, e.event_id, e.event_type, e.type_rank, e.recorded_ts, e.sequence, e.payload_sha256,
        e.cancels_event_id
    from silver.encounter_event e
    join cancelling c on c.encounter_id = e.encounter_id
    union all
    -- The second half of an eight-field event.
    select e.encounter_id, concat(e.event_id, '-discharge') as event_id, 'DISCHARGE' as event_type, 10 as type_rank,
        e.recorded_ts, e.sequence, e.payload_sha256, cast(null as string) as cancels_event_id
    from silver.encounter_event e
    join cancelling c on c.encounter_id = e.encounter_id
    where e.discharge_ts is not null
),
steps as (
    select e.encounter_id, e.event_id, e.type_rank, e.recorded_ts, e.sequence, e.payload_sha256, e.cancels_event_id,
        t.family, t.is_cancel,
        case when t.is_cancel then -1 else 1 end as step
    from events e
    join codes.event_type t on t.event_type = e.event_type
),
named as (
    select distinct s.encounter_id, s.event_id
    from steps s
    join steps c on c.encounter_id = s.encounter_id and c.family = s.family and c.cancels_event_id = s.event_id
    where c.is_cancel and not s.is_cancel
),
-- Cancels without a name are closing brackets: an event opens a level, a cancel closes the latest open one. Within a level
-- openings and closings alternate, so a running sum and a look ahead pair them, however deep.
depths as (
    select s.encounter_id, s.event_id, s.family, s.step, s.recorded_ts, s.sequence, s.type_rank, s.payload_sha256,
        cast(sum(s.step) over (
            partition by s.encounter_id, s.family
            order by s.recorded_ts, s.sequence, s.type_rank, s.event_id, s.payload_sha256
            rows between unbounded preceding and current row) as int) as depth
    from steps s
    left join named n on n.encounter_id = s.encounter_id and n.event_id = s.event_id
    where n.event_id is null and not (s.is_cancel and s.cancels_event_id is not null)
),
paired as (
    select encounter_id, event_id, step,
        lead(step) over (
            partition by encounter_id, family, case when step = 1 then depth else depth + 1 end
            order by recorded_ts, sequence, type_rank, event_id, payload_sha256) as next_step
    from depths
)
select encounter_id, event_id from named
union
select encounter_id, event_id from paired where step = 1 and next_step = -1
