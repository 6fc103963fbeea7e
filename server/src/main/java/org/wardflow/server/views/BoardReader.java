package org.wardflow.server.views;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.access.Grant;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Reading;
import org.wardflow.server.data.Rows;

/**
 * Reads the board: the KPIs {@code occupancy_now}, {@code waiting_now}, {@code beds_now}, {@code pending_moves}, {@code not_heard_of}
 * and the last day of {@code occupancy_hourly}, all of one publication; and {@code occupancy_forecast}, made once an hour.
 */
public final class BoardReader {
    /** Departments on one board. */
    static final int TILES_MAX = 2_000;

    /** Hours of the line in a tile. */
    static final int SPARK_HOURS = 24;

    private static final Duration DAY = Duration.ofHours(SPARK_HOURS);
    private static final double WARNING = 85;
    private static final double CRITICAL = 95;
    private static final long LONG_WAIT = 240;

    private final Data data;
    private final Forecasts forecasts;

    /** Over some data. */
    public BoardReader(Data data) {
        this.data = data;
        this.forecasts = new Forecasts(data);
    }

    /** The board as somebody sees it at an instant; now if empty. */
    public Board read(Grant grant, Optional<Instant> asOf) {
        return data.read(grant, asOf, reading -> board(reading, forecasts.of(grant, reading, asOf.isEmpty())));
    }

    private Board board(Reading reading, Map<String, Tile.Forecast> usual) throws SQLException {
        Map<String, Map<String, @Nullable Object>> waiting = byWard(reading, "waiting_now");
        Map<String, Map<String, @Nullable Object>> beds = byWard(reading, "beds_now");
        Map<String, Map<String, @Nullable Object>> moves = byWard(reading, "pending_moves");
        Map<String, Map<String, @Nullable Object>> silent = byWard(reading, "not_heard_of");
        Map<String, List<@Nullable Long>> sparks = sparks(reading);
        Thresholds thresholds = thresholds();
        List<Tile> tiles = new ArrayList<>();
        for (Map<String, @Nullable Object> row : reading.rows(
                        TILES_MAX, "select * from " + reading.kpi("occupancy_now"))
                .maps()) {
            String id = id(row);
            tiles.add(tile(
                    row,
                    waiting.getOrDefault(id, Map.of()),
                    beds.getOrDefault(id, Map.of()),
                    moves.getOrDefault(id, Map.of()),
                    silent.getOrDefault(id, Map.of()),
                    usual.get(id),
                    sparks.getOrDefault(id, List.of()),
                    thresholds));
        }
        tiles.sort(Tile.BY_URGENCY);
        return new Board(
                reading.version(),
                reading.asOf(),
                reading.manifestAt(),
                reading.countsAll("occupancy_now"),
                thresholds.texts(),
                findings(reading),
                tiles);
    }

    private static Tile tile(
            Map<String, @Nullable Object> row,
            Map<String, @Nullable Object> waiting,
            Map<String, @Nullable Object> beds,
            Map<String, @Nullable Object> moves,
            Map<String, @Nullable Object> silent,
            Tile.@Nullable Forecast usual,
            List<@Nullable Long> spark,
            Thresholds thresholds) {
        Long bedCount = number(row, "beds");
        long occupied = count(row, "occupied");
        Long ready = number(row, "ready_beds");
        Double percent = row.get("occupancy_percent") instanceof Number value ? value.doubleValue() : null;
        long waits = count(row, "waiting");
        Long longest = number(waiting, "longest_boarding_minutes");
        long leaving = count(moves, "expected_discharges") + count(moves, "pending_transfers_out");
        long arriving = count(moves, "pending_transfers_in");
        return new Tile(
                id(row),
                String.valueOf(row.get("hospital_id")),
                row.get("hospital") == null
                        ? String.valueOf(row.get("hospital_id"))
                        : String.valueOf(row.get("hospital")),
                String.valueOf(row.get("department")),
                bedCount,
                occupied,
                ready,
                percent,
                waits,
                longest,
                waiting.get("longest_boarding_for") instanceof String target ? target : null,
                count(waiting, "waiting"),
                number(waiting, "longest_wait_minutes"),
                count(beds, "dirty"),
                count(beds, "cleaning"),
                count(beds, "closed"),
                count(row, "admissions_last_hour"),
                count(row, "discharges_last_hour"),
                leaving,
                arriving,
                occupied - leaving + arriving,
                count(silent, "patients"),
                silent.get("since") instanceof Instant since ? since : null,
                usual,
                spark,
                thresholds.level(bedCount, occupied - count(silent, "in_beds"), ready, waits, longest));
    }

    /** What is urgent, from the KPIs' own definitions. Who has not been heard of for long makes nothing urgent. */
    private record Thresholds(double warning, double critical, long longWait, Map<String, String> texts) {
        Tile.Level level(
                @Nullable Long beds, long present, @Nullable Long ready, long waiting, @Nullable Long longest) {
            Double percent = beds == null || beds == 0 ? null : 100.0 * present / beds;
            boolean over = beds != null && present > beds;
            if (over) {
                return Tile.Level.OVER;
            }
            boolean waitsLong = longest != null && longest >= longWait;
            if (waitsLong || (percent != null && percent >= critical) || (waiting > 0 && ready != null && ready == 0)) {
                return Tile.Level.CRITICAL;
            }
            if (waiting > 0 || (percent != null && percent >= warning) || (ready != null && ready == 0)) {
                return Tile.Level.WARNING;
            }
            return percent == null ? Tile.Level.UNKNOWN : Tile.Level.CALM;
        }
    }

    private Thresholds thresholds() {
        double warning = threshold("occupancy_now", "warning_percent", WARNING);
        double critical = threshold("occupancy_now", "critical_percent", CRITICAL);
        long longWait = (long) threshold("waiting_now", "boarding_warning_minutes", LONG_WAIT);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("warning", String.valueOf(warning));
        texts.put("critical", String.valueOf(critical));
        texts.put("longWait", String.valueOf(longWait));
        return new Thresholds(warning, critical, longWait, texts);
    }

    private double threshold(String kpi, String name, double otherwise) {
        return Optional.ofNullable(data.content().kpis().get(kpi))
                .map(found -> found.thresholds().get(name))
                .map(Double::parseDouble)
                .orElse(otherwise);
    }

    private static Map<String, Map<String, @Nullable Object>> byWard(Reading reading, String kpi) throws SQLException {
        Map<String, Map<String, @Nullable Object>> rows = new HashMap<>();
        reading.rows(TILES_MAX, "select * from " + reading.kpi(kpi)).maps().forEach(row -> rows.put(id(row), row));
        return rows;
    }

    private static Map<String, List<@Nullable Long>> sparks(Reading reading) throws SQLException {
        Instant first = reading.asOf().truncatedTo(ChronoUnit.HOURS).minus(DAY);
        Rows rows = reading.rows(
                TILES_MAX * SPARK_HOURS,
                "select hospital_id, department, hour_start, closing_census from " + reading.kpi("occupancy_hourly")
                        + " where hour_start >= ?",
                first);
        Map<String, List<@Nullable Long>> sparks = new HashMap<>();
        for (Map<String, @Nullable Object> row : rows.maps()) {
            if (row.get("hour_start") instanceof Instant hour) {
                int place = (int) Duration.between(first, hour).toHours();
                List<@Nullable Long> line = sparks.computeIfAbsent(
                        id(row), id -> new ArrayList<>(Collections.<@Nullable Long>nCopies(SPARK_HOURS, null)));
                if (place >= 0 && place < SPARK_HOURS) {
                    var unused = line.set(place, number(row, "closing_census"));
                }
            }
        }
        return sparks;
    }

    private static Map<String, Long> findings(Reading reading) throws SQLException {
        Map<String, Long> findings = new HashMap<>();
        reading.rows(
                        TILES_MAX,
                        "select hospital_id, cast(sum(findings) as bigint) as findings from gold.quality_result"
                                + " where recorded_day between ? and ? group by hospital_id",
                        reading.day().minusDays(1),
                        reading.day())
                .maps()
                .forEach(row -> findings.put(String.valueOf(row.get("hospital_id")), count(row, "findings")));
        return findings;
    }

    static String id(Map<String, @Nullable Object> row) {
        return row.get("hospital_id") + "/" + row.get("department");
    }

    static @Nullable Long number(Map<String, @Nullable Object> row, String column) {
        return row.get(column) instanceof Number value ? value.longValue() : null;
    }

    static long count(Map<String, @Nullable Object> row, String column) {
        Long number = number(row, column);
        return number == null ? 0 : number;
    }
}
