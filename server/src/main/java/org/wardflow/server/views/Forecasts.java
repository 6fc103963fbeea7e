package org.wardflow.server.views;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.Grant;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Reading;

/**
 * Forecasts of the KPI {@code occupancy_forecast}, four hours ahead. It looks at weeks of hours and changes when an hour closes, so
 * the board of now asks for it once an hour for each kind of viewer, or every half minute while gold has not closed it; and, since that
 * takes long, shows the one before until the new one is made, and none until the first one is. Safe for all threads.
 */
final class Forecasts {
    /** Kinds of viewers remembered. */
    static final int GRANTS_MAX = 200;

    /** So long one is shown whatever the hour: it may change often, or not have closed yet. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private static final String KPI = "occupancy_forecast";
    private static final int HOURS_AHEAD = 4;

    private static final Logger LOG = Logger.getLogger(Forecasts.class.getName());
    private static final Duration THREAD_IDLE = Duration.ofSeconds(30);

    private final Function<Grant, Made> maker;
    private final Set<Grant> making = ConcurrentHashMap.newKeySet();

    /** Of whom the log says that none could be made. */
    private final Set<Grant> failing = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, THREAD_IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(GRANTS_MAX), task -> {
                Thread started = new Thread(task, "wardflow-forecasts");
                started.setDaemon(true);
                return started;
            });
    private final Map<Grant, Made> made = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Grant, Made> eldest) {
            return size() > GRANTS_MAX;
        }
    };

    /** What was made in an hour; whether gold had the one before. */
    record Made(Instant hour, boolean isOfHour, long nanos, Map<String, Tile.Forecast> byWard) {
        boolean holds(Instant now) {
            return (isOfHour && hour.equals(now)) || WallClock.nanos() - nanos < KEPT.toNanos();
        }
    }

    /** Over some data. */
    Forecasts(Data data) {
        this(grant -> data.read(grant, Optional.empty(), Forecasts::make));
    }

    /** @param maker takes long */
    Forecasts(Function<Grant, Made> maker) {
        this.maker = maker;
        thread.allowCoreThreadTimeOut(true);
    }

    /** By ward, at the instant of a look. */
    Map<String, Tile.Forecast> of(Grant grant, Reading reading, boolean now) throws SQLException {
        return now ? now(grant, reading.asOf()) : read(reading);
    }

    /** By ward, as far as it is made, and of a time to come: whoever looks is not kept waiting. */
    Map<String, Tile.Forecast> now(Grant grant, Instant asOf) {
        Instant hour = asOf.truncatedTo(ChronoUnit.HOURS);
        Made known;
        synchronized (made) {
            known = made.get(grant);
        }
        if ((known == null || !known.holds(hour)) && making.add(grant)) {
            renew(grant);
        }
        if (known == null) {
            return Map.of();
        }
        // While none can be made the last one grows old: what is over is no forecast.
        Map<String, Tile.Forecast> toCome = new HashMap<>(known.byWard());
        toCome.values().removeIf(forecast -> !forecast.at().isAfter(asOf));
        return toCome;
    }

    private void renew(Grant grant) {
        try {
            thread.execute(() -> {
                try {
                    Made fresh = maker.apply(grant);
                    synchronized (made) {
                        var unused = made.put(grant, fresh);
                    }
                    var unused = failing.remove(grant);
                } catch (RuntimeException e) {
                    // Each look asks again: the log says it once, until it works.
                    LOG.log(fails(grant) ? Level.WARNING : Level.FINE, "no forecast for " + grant.role(), e);
                } finally {
                    making.remove(grant);
                }
            });
        } catch (RejectedExecutionException e) {
            // As many kinds of viewers wait already as are remembered.
            making.remove(grant);
        }
    }

    private boolean fails(Grant grant) {
        return failing.size() < GRANTS_MAX && failing.add(grant);
    }

    private static Made make(Reading reading) throws SQLException {
        Instant hour = hour(reading);
        Map<String, Tile.Forecast> byWard = read(reading);
        boolean isOfHour = byWard.values().stream()
                .anyMatch(forecast -> forecast.at().equals(hour.plus(Duration.ofHours(HOURS_AHEAD))));
        return new Made(hour, isOfHour, WallClock.nanos(), byWard);
    }

    private static Instant hour(Reading reading) {
        return reading.asOf().truncatedTo(ChronoUnit.HOURS);
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
