-- key:    encounter_id
-- input:  silver.encounter_event
-- lookup: codes.event_type
with cancelling as (
    select distinct e.encounter_id
    from silver.encounter_event e
    join codes.event_type t on t.event_type = e.event_type and t.is_cancel
),
events as (
    select e.encounter_id, e.event_id, e.event_type, e.type_rank, e.event_ts, e.recorded_ts, e.sequence,
        e.payload_sha256, e.cancels_event_id
    from silver.encounter_event e
    join cancelling c on c.encounter_id = e.encounter_id
    union all
    -- The second half of an eight-field event.
    select e.encounter_id, concat(e.event_id, '-discharge') as event_id, 'DISCHARGE' as event_type, 10 as type_rank,
        e.discharge_ts as event_ts, e.recorded_ts, e.sequence, e.payload_sha256, cast(null as string) as cancels_event_id
    from silver.encounter_event e
    join cancelling c on c.encounter_id = e.encounter_id
    where e.discharge_ts is not null
),
steps as (
    select e.encounter_id, e.event_id, e.type_rank, e.event_ts, e.recorded_ts, e.sequence, e.payload_sha256, e.cancels_event_id,
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
    select s.encounter_id, s.event_id, s.family, s.step, s.recorded_ts, s.sequence, s.event_ts, s.type_rank, s.payload_sha256,
        cast(sum(s.step) over (
            partition by s.encounter_id, s.family
            order by s.recorded_ts, s.sequence, s.event_ts, s.type_rank, s.event_id, s.payload_sha256
            rows between unbounded preceding and current row) as int) as depth
    from steps s
    left join named n on n.encounter_id = s.encounter_id and n.event_id = s.event_id
    where n.event_id is null and not (s.is_cancel and s.cancels_event_id is not null)
),
paired as (
    select encounter_id, event_id, step,
        lead(step) over (
            partition by encounter_id, family, case when step = 1 then depth else depth + 1 end
            order by recorded_ts, sequence, event_ts, type_rank, event_id, payload_sha256) as next_step
    from depths
),
cancelled as (
    select encounter_id, event_id from named
    union
    select encounter_id, event_id from paired where step = 1 and next_step = -1
),
merged as (
    select encounter_id
    from silver.encounter_event
    where encounter_id is not null
    group by encounter_id
    having min(encounter_id_sent) <> max(encounter_id_sent)
),
-- Of two encounters that are one, the end of the first is no end of both: who is discharged from the emergency department and
-- admitted under another number lies in a bed.
followed as (
    select d.encounter_id, d.event_id, min(p.event_ts) > min(d.event_ts) as is_leave
    from merged m
    join silver.encounter_event d on d.encounter_id = m.encounter_id
    join silver.encounter_event p on p.encounter_id = d.encounter_id and p.encounter_id_sent <> d.encounter_id_sent
        and p.event_ts >= d.event_ts
    left join cancelled c on c.encounter_id = p.encounter_id and c.event_id = p.event_id
    where d.event_type = 'DISCHARGE' and p.event_type in ('ADMISSION', 'TRANSFER', 'RETURN') and c.event_id is null
    group by d.encounter_id, d.event_id
)
select encounter_id, event_id, false as is_leave from cancelled
union all
select f.encounter_id, f.event_id, f.is_leave
from followed f
left join cancelled c on c.encounter_id = f.encounter_id and c.event_id = f.event_id
where c.event_id is null
