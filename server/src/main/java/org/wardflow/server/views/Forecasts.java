package org.wardflow.server.views;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;
import org.wardflow.server.data.Reading;

/**
 * Forecasts of the KPI {@code occupancy_forecast}, four hours ahead. It looks at weeks of hours and changes when an hour closes, so
 * the board of now asks for it once an hour for each kind of viewer, or every half minute while gold has not closed it. Safe for all threads.
 */
final class Forecasts {
    /** Kinds of viewers remembered. */
    static final int GRANTS_MAX = 200;

    /** So long one is shown whatever the hour: it may change often, or not have closed yet. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private static final String KPI = "occupancy_forecast";
    private static final int HOURS_AHEAD = 4;

    private final Map<Grant, Made> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Grant, Made> eldest) {
            return size() > GRANTS_MAX;
        }
    };

    /** What was made in an hour; whether gold had the one before. */
    private record Made(Instant hour, boolean isOfHour, long nanos, Map<String, Tile.Forecast> byWard) {
        boolean holds(Instant now) {
            return (isOfHour && hour.equals(now)) || WallClock.nanos() - nanos < KEPT.toNanos();
        }
    }

    /** By ward, at the instant of a look. */
    Map<String, Tile.Forecast> of(Grant grant, Reading reading, boolean now) throws SQLException {
        Instant hour = reading.asOf().truncatedTo(ChronoUnit.HOURS);
        if (now) {
            synchronized (made) {
                Made known = made.get(grant);
                if (known != null && known.holds(hour)) {
                    return known.byWard();
                }
            }
        }
        Map<String, Tile.Forecast> byWard = read(reading);
        boolean isOfHour = byWard.values().stream()
                .anyMatch(forecast -> forecast.at().equals(hour.plus(Duration.ofHours(HOURS_AHEAD))));
        if (now) {
            synchronized (made) {
                var unused = made.put(grant, new Made(hour, isOfHour, WallClock.nanos(), byWard));
            }
        }
        return byWard;
    }

    private static Map<String, Tile.Forecast> read(Reading reading) throws SQLException {
        Map<String, Tile.Forecast> byWard = new HashMap<>();
        for (Map<String, @Nullable Object> row : reading.rows(
                        BoardReader.TILES_MAX,
                        "select * from " + reading.kpi(KPI) + " where hours_ahead = " + HOURS_AHEAD)
                .maps()) {
            if (row.get("closed_ts") instanceof Instant closed) {
                byWard.put(
                        BoardReader.id(row),
                        new Tile.Forecast(
                                closed.plus(Duration.ofHours(HOURS_AHEAD)),
                                BoardReader.number(row, "patients"),
                                BoardReader.number(row, "low"),
                                BoardReader.number(row, "high"),
                                row.get("mean_error") instanceof BigDecimal error ? error : null,
                                BoardReader.count(row, "history_hours")));
            }
        }
        return byWard;
    }
}
