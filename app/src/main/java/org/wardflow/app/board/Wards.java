package org.wardflow.app.board;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Urgency;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;

/** Reads the wards from the KPIs {@code occupancy_now}, and, for how urgent they are, {@code waiting_now} and {@code not_heard_of}. */
public final class Wards {
    private static final String OCCUPANCY = "occupancy_now";
    private static final String WAITING = "waiting_now";
    private static final String SILENT = "not_heard_of";

    private final Reader reader;
    private final Content content;
    private final Urgency.Rule rule;

    /** @param content has the KPIs, and says what is critical */
    public Wards(Reader reader, Content content) {
        this.reader = reader;
        this.content = content;
        this.rule = Urgency.Rule.of(content);
    }

    /** The wards as gold of the newest cycle shows them at an instant. */
    public List<Ward> at(Instant asOf) {
        KnownAt known = new KnownAt.Cycle(reader.manifest(KnownAt.now()).cycle());
        Map<String, Map<String, Object>> waiting = byWard(WAITING, asOf, known);
        Map<String, Map<String, Object>> silent = byWard(SILENT, asOf, known);
        return rows(OCCUPANCY, asOf, known).stream()
                .map(row -> ward(
                        row,
                        number(waiting.getOrDefault(id(row), Map.of()), "longest_boarding_minutes"),
                        count(silent.getOrDefault(id(row), Map.of()), "in_beds")))
                .toList();
    }

    private Map<String, Map<String, Object>> byWard(String kpi, Instant asOf, KnownAt known) {
        Map<String, Map<String, Object>> byWard = new HashMap<>();
        if (content.kpis().containsKey(kpi)) {
            rows(kpi, asOf, known).forEach(row -> byWard.put(id(row), row));
        }
        return byWard;
    }

    private static String id(Map<String, Object> row) {
        return row.get("hospital_id") + "/" + row.get("department");
    }

    private List<Map<String, Object>> rows(String kpi, Instant asOf, KnownAt known) {
        List<Map<String, Object>> rows = new ArrayList<>();
        Instant unused = reader.kpi(kpi, Optional.of(asOf), known, new RowConsumer() {
            private List<String> columns = List.of();

            @Override
            public void columns(List<String> names) {
                columns = names;
            }

            @Override
            public void row(List<@Nullable Object> values) {
                Map<String, Object> row = new HashMap<>();
                for (int i = 0; i < values.size(); i++) {
                    Object value = values.get(i);
                    if (value != null) {
                        row.put(columns.get(i), value);
                    }
                }
                rows.add(row);
            }
        });
        return rows;
    }

    private Ward ward(Map<String, Object> row, @Nullable Long longestWait, long silentInBeds) {
        Long beds = number(row, "beds");
        Long ready = number(row, "ready_beds");
        long occupied = count(row, "occupied");
        long waiting = count(row, "waiting");
        return new Ward(
                row.getOrDefault("hospital_id", "?").toString(),
                row.getOrDefault("hospital", row.getOrDefault("hospital_id", "?"))
                        .toString(),
                row.getOrDefault("department", "?").toString(),
                beds,
                ready,
                occupied,
                row.get("occupancy_percent") instanceof BigDecimal decimal ? decimal : null,
                waiting,
                longestWait,
                count(row, "admissions_last_hour"),
                count(row, "discharges_last_hour"),
                rule.urgency(beds, count(row, "closed_beds"), occupied - silentInBeds, ready, waiting, longestWait));
    }

    private static @Nullable Long number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.longValue() : null;
    }

    private static long count(Map<String, Object> row, String column) {
        Long number = number(row, column);
        return number == null ? 0 : number;
    }
}
