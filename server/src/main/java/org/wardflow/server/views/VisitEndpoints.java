package org.wardflow.server.views;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Rows;

/** Single visits of a department: who is in its beds, and who waits for one. Names are masked as the policy says. */
public final class VisitEndpoints {
    /** Visits in one answer. */
    static final int VISITS_MAX = 500;

    private static final String WAITING_KPI = "waiting_now";

    private static final String IN_BEDS = """
            select s.bed_id, s.patient_id, p.gender, p.age, s.start_ts as in_bed_since, f.admission_ts as admitted,
                l.expected_ts as expected_to_leave, t.pending_department as moves_to, s.encounter_id
            from gold.fact_bed_stay s
            left join gold.fact_patient_flow f on f.encounter_id = s.encounter_id
            left join gold.fact_pending_move l on l.encounter_id = s.encounter_id and l.event_type = 'PENDING_DISCHARGE'
                and l.pending_from_ts <= ? and (l.pending_until_ts is null or l.pending_until_ts > ?)
            left join gold.fact_pending_move t on t.encounter_id = s.encounter_id and t.event_type = 'PENDING_TRANSFER'
                and t.pending_from_ts <= ? and (t.pending_until_ts is null or t.pending_until_ts > ?)
            left join gold.dim_patient p on p.patient_durable_key = s.patient_durable_key
                and p.valid_from <= ? and (p.valid_to is null or p.valid_to > ?)
            where s.hospital_id = ? and s.department = ? and s.start_ts <= ? and (s.end_ts is null or s.end_ts > ?)
            order by s.start_ts, s.bed_id""";

    /**
     * Whom the KPI {@code waiting_now} counts as boarding, where it counts them, and who would be among them had something been heard of
     * them lately: those say since when nothing was. A stay outside the scope is a row whose place is not seen: whoever lies there does not
     * wait where they came in.
     */
    private static final String WAITING = """
            with at as (select cast(? as timestamp with time zone) as instant, cast(? as integer) as silent_hours),
            waits as (
                select f.encounter_id, f.patient_id, f.patient_durable_key, f.arrival_ts, f.bed_request_ts, at.instant,
                    case when s.encounter_id is null then f.hospital_id else s.hospital_id end as hospital_id,
                    case when s.encounter_id is not null then s.department
                        when f.admission_ts <= at.instant then f.department else f.arrival_department end as department,
                    case when floor(extract(epoch from at.instant - v.last_event_ts) / 60) > at.silent_hours * 60
                        then v.last_event_ts end as not_heard_of_since,
                    s.encounter_id is null or s.end_ts is null or s.end_ts > at.instant
                        or (s.exit = 'LEAVE' and (s.next_start_ts is null or s.next_start_ts > at.instant)) as is_here,
                    row_number() over (partition by f.encounter_id order by s.stay_no desc) as latest
                from at
                join gold.fact_patient_flow f on f.arrival_ts <= at.instant
                    and (f.discharge_ts is null or f.discharge_ts > at.instant)
                    and f.bed_request_ts <= at.instant
                    and (f.bed_assigned_ts is null or f.bed_assigned_ts > at.instant)
                left join silver.visit v on v.encounter_id = f.encounter_id
                left join gold.fact_bed_stay s on s.encounter_id = f.encounter_id and s.start_ts <= at.instant)
            select w.patient_id, p.gender, p.age, w.arrival_ts as arrived, w.bed_request_ts as bed_requested,
                w.not_heard_of_since, w.encounter_id
            from waits w
            left join gold.dim_patient p on p.patient_durable_key = w.patient_durable_key
                and p.valid_from <= w.instant and (p.valid_to is null or p.valid_to > w.instant)
            where w.latest = 1 and w.is_here and w.hospital_id = ? and w.department = ?
            order by w.not_heard_of_since is not null, w.bed_request_ts, w.encounter_id""";

    private final Data data;

    /** Over some data. */
    public VisitEndpoints(Data data) {
        this.data = data;
    }

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(Endpoint.reads(
                "/visits",
                "visits",
                Right.VISITS,
                "Who is in the beds of a department, and who waits for one.",
                List.of(
                        BoardEndpoints.AS_OF,
                        new Endpoint.Parameter("hospital", "id of the hospital"),
                        new Endpoint.Parameter("department", "name of the department")),
                call -> {
                    String hospital = call.required("hospital");
                    String department = call.required("department");
                    return data.read(call.person().grant(), call.instant("asof"), reading -> {
                        var at = reading.asOf();
                        Rows inBeds =
                                reading.rows(VISITS_MAX, IN_BEDS, at, at, at, at, at, at, hospital, department, at, at);
                        Rows waiting = reading.rows(VISITS_MAX, WAITING, at, silentHours(), hospital, department);
                        Map<String, Object> body = new LinkedHashMap<>();
                        body.put("asOf", at);
                        body.put("version", reading.version());
                        body.put("inBeds", inBeds);
                        body.put("waiting", waiting);
                        return Answer.rows(
                                body,
                                "hospital %s, department %s".formatted(hospital, department),
                                inBeds.rows().size() + waiting.rows().size(),
                                reading.version());
                    });
                }));
    }

    private long silentHours() {
        return Optional.ofNullable(data.content().kpis().get(WAITING_KPI))
                .map(kpi -> kpi.parameters().get("silent_wait_hours"))
                .orElseThrow(() -> new IllegalStateException("bug: no KPI " + WAITING_KPI));
    }
}
