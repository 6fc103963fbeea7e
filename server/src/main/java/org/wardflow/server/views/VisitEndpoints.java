package org.wardflow.server.views;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Rows;

/** Single visits of a department: who is in its beds, and who waits for one. Names are masked as the policy says. */
public final class VisitEndpoints {
    /** Visits in one answer. */
    static final int VISITS_MAX = 500;

    private static final String IN_BEDS = """
            select s.bed_id, s.patient_id, p.gender, p.age, s.start_ts as in_bed_since, f.admission_ts as admitted,
                case when f.expected_from_ts <= ? then f.expected_discharge_ts end as expected_to_leave,
                case when f.pending_from_ts <= ? and (f.pending_until_ts is null or f.pending_until_ts > ?)
                    then f.pending_department end as moves_to,
                s.encounter_id
            from gold.fact_bed_stay s
            left join gold.fact_patient_flow f on f.encounter_id = s.encounter_id
            left join gold.dim_patient p on p.patient_key = s.patient_key
            where s.hospital_id = ? and s.department = ? and s.start_ts <= ? and (s.end_ts is null or s.end_ts > ?)
            order by s.start_ts, s.bed_id""";

    /** As the KPI {@code waiting_now} counts them: where their bed is, also while they are on leave; without one, where they came in. */
    private static final String WAITING = """
            with placed as (
                select distinct on (b.encounter_id) b.encounter_id, b.hospital_id, b.department
                from gold.fact_bed_stay b
                where b.start_ts <= ? and (b.end_ts is null or b.end_ts > ? or b.exit = 'LEAVE')
                order by b.encounter_id, b.stay_no desc)
            select f.patient_id, p.gender, p.age, f.arrival_ts as arrived, f.bed_request_ts as bed_requested, f.encounter_id
            from gold.fact_patient_flow f
            left join placed s on s.encounter_id = f.encounter_id
            left join gold.dim_patient p on p.patient_key = f.patient_key
            where f.bed_request_ts <= ? and (f.bed_assigned_ts is null or f.bed_assigned_ts > ?)
                and (f.discharge_ts is null or f.discharge_ts > ?)
                and (s.encounter_id is not null or f.admission_ts is null or f.admission_ts > ?)
                and case when s.encounter_id is null then f.hospital_id else s.hospital_id end = ?
                and case when s.encounter_id is null then f.arrival_department else s.department end = ?
            order by f.bed_request_ts""";

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
                        Rows inBeds = reading.rows(VISITS_MAX, IN_BEDS, at, at, at, hospital, department, at, at);
                        Rows waiting = reading.rows(VISITS_MAX, WAITING, at, at, at, at, at, at, hospital, department);
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
}
