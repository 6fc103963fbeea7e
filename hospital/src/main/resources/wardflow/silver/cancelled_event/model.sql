-- key:    encounter_id
-- input:  silver.encounter_event
-- input:  silver.identity_link whole
-- keys from silver.identity_link: select surviving_id as encounter_id from changes where kind = 'encounter'
-- lookup: codes.event_type
with wanted as (
    select e.encounter_id, min(e.encounter_id_sent) <> max(e.encounter_id_sent) as is_merged
    from silver.encounter_event e
    join codes.event_type t on t.event_type = e.event_type
    where e.encounter_id is not null
    group by e.encounter_id
    having max(case when t.is_cancel then 1 else 0 end) = 1 or min(e.encounter_id_sent) <> max(e.encounter_id_sent)
),
merges as (
    select surviving_id as encounter_id, retired_id, merged_recorded_ts, merged_sequence, merged_event_ts,
        row_number() over (
            partition by surviving_id order by merged_recorded_ts, merged_sequence, merged_event_ts, event_id) as nth
    from silver.identity_link
    where kind = 'encounter' and not is_refused
),
-- An id stands alone until the merge that retires it, the one that survives until the first into it.
joined as (
    select encounter_id, retired_id as encounter_id_sent, merged_recorded_ts, merged_sequence, merged_event_ts
    from merges
    union all
    select encounter_id, encounter_id, merged_recorded_ts, merged_sequence, merged_event_ts
    from merges
    where nth = 1
),
events as (
    select e.encounter_id, e.encounter_id_sent, e.event_id, e.event_type, e.type_rank, e.event_ts, e.recorded_ts, e.sequence,
        e.payload_sha256, e.cancels_event_id, e.hospital_id, e.department, e.bed_id, w.is_merged, true as is_message
    from silver.encounter_event e
    join wanted w on w.encounter_id = e.encounter_id
    union all
    -- The second half of an eight-field event.
    select e.encounter_id, e.encounter_id_sent, concat(e.event_id, '-discharge') as event_id, 'DISCHARGE' as event_type,
        10 as type_rank, e.discharge_ts as event_ts, e.recorded_ts, e.sequence,
        e.payload_sha256, cast(null as string) as cancels_event_id, e.hospital_id, cast(null as string) as department,
        cast(null as string) as bed_id, w.is_merged, false as is_message
    from silver.encounter_event e
    join wanted w on w.encounter_id = e.encounter_id
    where e.discharge_ts is not null
),
steps as (
    select e.*, t.family, t.is_cancel,
        case when t.is_cancel then -1 else 1 end as step,
        -- In recorded order before the merge, which comes behind all others at one instant.
        j.encounter_id is null or e.recorded_ts < j.merged_recorded_ts
            or (e.recorded_ts = j.merged_recorded_ts
                and (e.sequence < j.merged_sequence
                    or (e.sequence = j.merged_sequence and e.event_ts <= j.merged_event_ts))) as is_alone
    from events e
    join codes.event_type t on t.event_type = e.event_type
    left join joined j on j.encounter_id = e.encounter_id and j.encounter_id_sent = e.encounter_id_sent
),
named as (
    select distinct s.encounter_id, s.event_id
    from steps s
    join steps c on c.encounter_id = s.encounter_id and c.family = s.family and c.cancels_event_id = s.event_id
    where c.is_cancel and not s.is_cancel
),
-- Cancels without a name are closing brackets: an event opens a level, a cancel closes the latest open one. Within a level
-- openings and closings alternate, so a running sum and a look ahead pair them, however deep.
unnamed as (
    select s.encounter_id, s.encounter_id_sent, s.event_id, s.family, s.step, s.is_alone, s.recorded_ts, s.sequence, s.event_ts,
        s.type_rank, s.payload_sha256
    from steps s
    left join named n on n.encounter_id = s.encounter_id and n.event_id = s.event_id
    where n.event_id is null and not (s.is_cancel and s.cancels_event_id is not null)
),
depths as (
    select u.*,
        cast(sum(step) over (
            partition by encounter_id, encounter_id_sent, family
            order by recorded_ts, sequence, event_ts, type_rank, event_id, payload_sha256
            rows between unbounded preceding and current row) as int) as depth
    from unnamed u
    where is_alone
),
paired as (
    select encounter_id, event_id, step,
        lead(step) over (
            partition by encounter_id, encounter_id_sent, family, case when step = 1 then depth else depth + 1 end
            order by recorded_ts, sequence, event_ts, type_rank, event_id, payload_sha256) as next_step
    from depths
),
closed as (
    select encounter_id, event_id from paired where step = 1 and next_step = -1
),
-- What is left of encounters that are one is closed by the cancels recorded since they are, whichever the id.
joint_depths as (
    select u.*,
        cast(sum(u.step) over (
            partition by u.encounter_id, u.family
            order by u.recorded_ts, u.sequence, u.event_ts, u.type_rank, u.event_id, u.payload_sha256
            rows between unbounded preceding and current row) as int) as depth
    from unnamed u
    join (select distinct encounter_id from unnamed where step = -1 and not is_alone) j on j.encounter_id = u.encounter_id
    left join closed c on c.encounter_id = u.encounter_id and c.event_id = u.event_id
    where c.event_id is null and (u.step = 1 or not u.is_alone)
),
joint_paired as (
    select encounter_id, event_id, step,
        lead(step) over (
            partition by encounter_id, family, case when step = 1 then depth else depth + 1 end
            order by recorded_ts, sequence, event_ts, type_rank, event_id, payload_sha256) as next_step
    from joint_depths
),
cancelled as (
    select encounter_id, event_id from named
    union
    select encounter_id, event_id from closed
    union
    select encounter_id, event_id from joint_paired where step = 1 and next_step = -1
),
-- Where somebody is put, and discharged, under the ids of an encounter that is several.
whereabouts as (
    select s.encounter_id, s.encounter_id_sent, s.event_ts, s.hospital_id, s.department, s.bed_id,
        s.event_type = 'DISCHARGE' as is_end,
        s.event_type <> 'DISCHARGE' and s.department is not null and s.bed_id is not null as is_bed,
        row_number() over (
            partition by s.encounter_id
            order by s.event_ts, s.recorded_ts, s.sequence, s.type_rank, s.event_id, s.payload_sha256) as nth
    from steps s
    left join cancelled c on c.encounter_id = s.encounter_id and c.event_id = s.event_id
    where s.is_merged
        and ((s.event_type in ('ADMISSION', 'TRANSFER', 'RETURN', 'DISCHARGE') and c.event_id is null)
            or (s.event_type = 'CANCEL_DISCHARGE' and s.department is not null and s.bed_id is not null))
),
ends as (
    select d.encounter_id, d.event_id, d.event_ts, d.is_alone,
        min(case when not p.is_end and p.encounter_id_sent <> d.encounter_id_sent and p.event_ts >= d.event_ts
            then p.event_ts end) as next_ts,
        max(case when p.is_bed and p.event_ts <= d.event_ts then p.nth end) as last_nth,
        max(case when p.is_bed and p.event_ts <= d.event_ts and p.encounter_id_sent = d.encounter_id_sent
            then p.nth end) as own_nth,
        max(case when p.is_end and p.event_ts <= d.event_ts and p.encounter_id_sent <> d.encounter_id_sent
            then p.event_ts end) as left_ts
    from steps d
    join whereabouts p on p.encounter_id = d.encounter_id
    left join cancelled c on c.encounter_id = d.encounter_id and c.event_id = d.event_id
    where d.is_merged and d.is_message and d.event_type = 'DISCHARGE' and c.event_id is null
    group by d.encounter_id, d.event_id, d.event_ts, d.is_alone
),
-- Of two encounters that are one, the end of the first is no end of both: who is discharged from the emergency department and
-- admitted under another number lies in a bed, then or already.
followed as (
    select e.encounter_id, e.event_id, e.event_ts, e.next_ts,
        e.is_alone and e.last_nth is distinct from e.own_nth and (e.left_ts is null or e.left_ts < l.event_ts)
            and (o.nth is null or o.hospital_id <> l.hospital_id or o.department <> l.department or o.bed_id <> l.bed_id)
            as is_elsewhere
    from ends e
    left join whereabouts l on l.encounter_id = e.encounter_id and l.nth = e.last_nth
    left join whereabouts o on o.encounter_id = e.encounter_id and o.nth = e.own_nth
)
select encounter_id, event_id, false as is_leave from cancelled
union all
select encounter_id, event_id, not is_elsewhere and coalesce(next_ts > event_ts, false) as is_leave
from followed
where is_elsewhere or next_ts is not null
