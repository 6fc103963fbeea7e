package org.wardflow.server.views;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Reading;
import org.wardflow.server.data.Rows;

/** Departments, and their beds one by one, for programs: as the KPIs {@code occupancy_now} and {@code bed_map} have them. */
public final class DepartmentEndpoints {
    /** Beds in one answer. */
    static final int BEDS_MAX = 20_000;

    private static final String DEPARTMENTS = "occupancy_now";
    private static final String BEDS = "bed_map";

    private final Data data;

    /** Over some data. */
    public DepartmentEndpoints(Data data) {
        this.data = data;
    }

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.reads(
                        "/departments",
                        "departments",
                        Right.BOARD,
                        "The departments that you may see, by hospital, with their beds.",
                        List.of(BoardEndpoints.AS_OF),
                        this::departments),
                Endpoint.reads(
                        "/beds",
                        "beds",
                        Right.BOARD,
                        "The beds that you may see, each with its state and since when.",
                        List.of(
                                BoardEndpoints.AS_OF,
                                new Endpoint.Parameter("hospital", "id of a hospital; all if it is not there"),
                                new Endpoint.Parameter("department", "name of a department; all if it is not there")),
                        this::beds));
    }

    private Answer departments(Call call) {
        return data.read(call.person().grant(), call.instant("asof"), reading -> {
            Rows rows = reading.rows(
                    BoardReader.TILES_MAX,
                    "select hospital_id, coalesce(hospital, hospital_id) as hospital, department, beds, ready_beds, occupied from "
                            + reading.kpi(DEPARTMENTS) + " order by hospital_id, department");
            Map<String, Object> body = head(reading, DEPARTMENTS);
            body.put(
                    "departments",
                    objects(rows, List.of("hospitalId", "hospital", "department", "beds", "ready", "occupied")));
            body.put("cut", rows.cut());
            return Answer.rows(body, "all in scope", rows.rows().size(), reading.version());
        });
    }

    private Answer beds(Call call) {
        Optional<String> hospital = call.text("hospital");
        Optional<String> department = call.text("department");
        return data.read(call.person().grant(), call.instant("asof"), reading -> {
            List<String> conditions = new ArrayList<>(List.of("true"));
            List<Object> values = new ArrayList<>();
            hospital.ifPresent(id -> {
                conditions.add("hospital_id = ?");
                values.add(id);
            });
            department.ifPresent(name -> {
                conditions.add("department = ?");
                values.add(name);
            });
            Rows rows = reading.rows(
                    BEDS_MAX,
                    "select hospital_id, department, bed_id, bed_state, since, minutes from " + reading.kpi(BEDS)
                            + " where " + String.join(" and ", conditions)
                            + " order by hospital_id, department, bed_id",
                    values.toArray());
            Map<String, Object> body = head(reading, BEDS);
            body.put("beds", objects(rows, List.of("hospitalId", "department", "bed", "state", "since", "minutes")));
            body.put("cut", rows.cut());
            return Answer.rows(
                    body,
                    "hospital %s, department %s".formatted(hospital.orElse("*"), department.orElse("*")),
                    rows.rows().size(),
                    reading.version());
        });
    }

    private static Map<String, Object> head(Reading reading, String kpi) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("asOf", reading.asOf());
        head.put("version", reading.version());
        head.put("counted", reading.countsAll(kpi) ? "all" : "scope");
        return head;
    }

    private static List<Map<String, @Nullable Object>> objects(Rows rows, List<String> names) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                object.put(names.get(i), row.get(i));
            }
            objects.add(object);
        }
        return objects;
    }
}
