package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.read.KnownAt;

/** Who was where, and who waited, at any moment: counted without our SQL from gold that is known to be the ledger's. */
final class WardLedger {
    private static final Duration SILENT = Duration.ofHours(24);

    private final List<Stay> stays;
    private final List<Request> requests;

    private WardLedger(List<Stay> stays, List<Request> requests) {
        this.stays = stays;
        this.requests = requests;
    }

    /** A stay in the department HOSPITAL/DEPARTMENT. */
    private record Stay(
            String visit,
            String ward,
            Instant start,
            @Nullable Instant end,
            @Nullable String exit) {
        boolean holds(Instant at) {
            return !start.isAfter(at) && isLater(end, at);
        }
    }

    /** A visit that asked for a bed. */
    private record Request(
            String visit,
            String cameTo,
            Instant asked,
            @Nullable Instant assigned,
            @Nullable Instant left,
            @Nullable Instant lastMessage) {
        boolean waits(Instant at) {
            return !asked.isAfter(at)
                    && isLater(assigned, at)
                    && isLater(left, at)
                    && (lastMessage == null || Duration.between(lastMessage, at).toMinutes() <= SILENT.toMinutes());
        }
    }

    private static boolean isLater(@Nullable Instant end, Instant at) {
        return end == null || end.isAfter(at);
    }

    /** Of a site whose gold was verified. */
    static WardLedger of(Site site) {
        List<Stay> stays = rows(
                        site,
                        "select encounter_id, hospital_id, department, start_ts, end_ts, exit from gold.fact_bed_stay order by encounter_id, stay_no")
                .stream()
                .map(row -> new Stay(
                        String.valueOf(row.get(0)),
                        row.get(1) + "/" + row.get(2),
                        requireNonNull((Instant) row.get(3)),
                        (Instant) row.get(4),
                        (String) row.get(5)))
                .toList();
        List<Request> requests = rows(site, """
                        select f.encounter_id, f.hospital_id, f.arrival_department, f.bed_request_ts, f.bed_assigned_ts, f.discharge_ts, v.last_event_ts
                        from gold.fact_patient_flow f left join silver.visit v on v.encounter_id = f.encounter_id
                        where f.bed_request_ts is not null and f.arrival_department is not null""").stream()
                .map(row -> new Request(
                        String.valueOf(row.get(0)),
                        row.get(1) + "/" + row.get(2),
                        requireNonNull((Instant) row.get(3)),
                        (Instant) row.get(4),
                        (Instant) row.get(5),
                        (Instant) row.get(6)))
                .toList();
        return new WardLedger(stays, requests);
    }

    private static List<List<@Nullable Object>> rows(Site site, String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        site.workspace.reader().query(sql, KnownAt.now(), rows::add);
        return rows;
    }

    /** Patients in beds by department, where there are any. */
    Map<String, Long> present(Instant at) {
        return stays.stream()
                .filter(stay -> stay.holds(at))
                .collect(Collectors.groupingBy(Stay::ward, TreeMap::new, Collectors.counting()));
    }

    /** Patients without the bed that was asked for: at the one that they have or are on leave from, else where they came in. */
    Map<String, Long> waiting(Instant at) {
        Map<String, Stay> latest = new HashMap<>();
        stays.stream().filter(stay -> !stay.start().isAfter(at)).forEach(stay -> latest.put(stay.visit(), stay));
        Map<String, Long> waiting = new TreeMap<>();
        for (Request request : requests) {
            Stay stay = latest.get(request.visit());
            if (request.waits(at) && (stay == null || stay.holds(at) || "LEAVE".equals(stay.exit()))) {
                waiting.merge(stay == null ? request.cameTo() : stay.ward(), 1L, Long::sum);
            }
        }
        return waiting;
    }
}
