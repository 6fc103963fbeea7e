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
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.engine.RowConsumer;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;

/** Reads the wards from the KPI {@value #KPI}. */
public final class Wards {
    private static final String KPI = "occupancy_now";
    private static final Ward.Thresholds USUAL = new Ward.Thresholds(new BigDecimal(85), new BigDecimal(95));

    private final Reader reader;
    private final Ward.Thresholds thresholds;

    /** @param content has the KPI, and says what is critical */
    public Wards(Reader reader, Content content) {
        this.reader = reader;
        this.thresholds = Optional.ofNullable(content.kpis().get(KPI))
                .map(Kpi::thresholds)
                .filter(named -> named.containsKey("warning_percent") && named.containsKey("critical_percent"))
                .map(named -> new Ward.Thresholds(
                        new BigDecimal(named.get("warning_percent")), new BigDecimal(named.get("critical_percent"))))
                .orElse(USUAL);
    }

    /** The wards as gold of the newest cycle shows them at an instant. */
    public List<Ward> at(Instant asOf) {
        List<Ward> wards = new ArrayList<>();
        reader.kpi(KPI, Optional.of(asOf), KnownAt.now(), new RowConsumer() {
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
                wards.add(ward(row));
            }
        });
        return wards;
    }

    private Ward ward(Map<String, Object> row) {
        Long ready = number(row, "ready_beds");
        BigDecimal percent = row.get("occupancy_percent") instanceof BigDecimal decimal ? decimal : null;
        long waiting = count(row, "waiting");
        return new Ward(
                row.getOrDefault("hospital_id", "?").toString(),
                row.getOrDefault("hospital", row.getOrDefault("hospital_id", "?"))
                        .toString(),
                row.getOrDefault("department", "?").toString(),
                number(row, "beds"),
                ready,
                count(row, "occupied"),
                percent,
                waiting,
                count(row, "admissions_last_hour"),
                count(row, "discharges_last_hour"),
                thresholds.urgency(ready, percent, waiting));
    }

    private static @Nullable Long number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.longValue() : null;
    }

    private static long count(Map<String, Object> row, String column) {
        Long number = number(row, column);
        return number == null ? 0 : number;
    }
}
