package org.wardflow.server.views;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Urgency;
import org.wardflow.server.access.Grant;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Reading;
import org.wardflow.server.data.Rows;

/**
 * Reads the board: the KPIs {@code occupancy_now}, {@code waiting_now}, {@code pending_moves}, {@code not_heard_of}
 * and the last day of {@code occupancy_hourly}, all of one publication; and {@code occupancy_forecast}, made once an hour.
 */
public final class BoardReader {
    /** Departments on one board. */
    static final int TILES_MAX = 2_000;

    /** Hours of the line in a tile. */
    static final int SPARK_HOURS = 24;

    /** Told by the columns of {@code occupancy_now} that are the same; seen by whom the policy grants it. */
    private static final String BEDS = "beds_now";

    private static final List<String> KPIS =
            List.of("occupancy_now", "waiting_now", BEDS, "pending_moves", "not_heard_of", "occupancy_hourly");
    private static final Duration DAY = Duration.ofHours(SPARK_HOURS);

    private final Data data;
    private final Forecasts forecasts;

    /** Over some data. */
    public BoardReader(Data data) {
        this.data = data;
        this.forecasts = new Forecasts(data);
    }

    /** The board as somebody sees it at an instant; now if empty. */
    public Board read(Grant grant, Optional<Instant> asOf) {
        return data.read(grant, asOf, reading -> board(grant, reading, forecasts.of(grant, reading, asOf.isEmpty())));
    }

    private Board board(Grant grant, Reading reading, Map<String, Tile.Forecast> usual) throws SQLException {
        List<Map<String, @Nullable Object>> wards = reading.rows(
                        TILES_MAX, "select * from " + reading.kpi("occupancy_now"))
                .maps();
        Parts parts = new Parts(
                Figures.of(grant, reading, "waiting_now"),
                Figures.of(grant, reading, BEDS, wards),
                Figures.of(grant, reading, "pending_moves"),
                Figures.of(grant, reading, "not_heard_of"));
        Map<String, List<@Nullable Long>> sparks = sparks(reading);
        Urgency.Rule rule = Urgency.Rule.of(data.content());
        List<Tile> tiles = new ArrayList<>();
        for (Map<String, @Nullable Object> row : wards) {
            String id = id(row);
            tiles.add(tile(row, parts, usual.get(id), sparks.getOrDefault(id, List.of()), rule));
        }
        tiles.sort(Comparator.comparing(Tile::standing, Urgency.ORDER));
        return new Board(
                reading.version(),
                reading.asOf(),
                reading.manifestAt(),
                counted(reading),
                KPIS.stream().filter(kpi -> !reading.countsAll(kpi)).toList(),
                texts(rule, data.content()),
                findings(grant, reading, tiles),
                tiles);
    }

    private static Board.Counted counted(Reading reading) {
        if (KPIS.stream().allMatch(reading::countsAll)) {
            return Board.Counted.ALL;
        }
        return reading.countsAll("occupancy_now") ? Board.Counted.PART : Board.Counted.SCOPE;
    }

    /** What tiles are made of beside {@code occupancy_now}. */
    private record Parts(Figures waiting, Figures beds, Figures moves, Figures silent) {}

    /** The figures of a KPI by ward. */
    private record Figures(boolean all, Grant grant, Map<String, Map<String, @Nullable Object>> rows) {
        static Figures of(Grant grant, Reading reading, String kpi) throws SQLException {
            return of(
                    grant,
                    reading,
                    kpi,
                    reading.rows(TILES_MAX, "select * from " + reading.kpi(kpi)).maps());
        }

        static Figures of(Grant grant, Reading reading, String kpi, List<Map<String, @Nullable Object>> rows) {
            Map<String, Map<String, @Nullable Object>> byWard = new HashMap<>();
            rows.forEach(row -> byWard.put(id(row), row));
            return new Figures(reading.countsAll(kpi), grant, byWard);
        }

        /** Of a ward; empty if there is nothing to count there, null if the viewer may not know. */
        @Nullable Map<String, @Nullable Object> of(String hospital, String department) {
            return all || grant.covers(hospital, department)
                    ? rows.getOrDefault(hospital + "/" + department, Map.of())
                    : null;
        }

        /** Whether patients who come from elsewhere in a hospital are counted, too. */
        boolean knowsAllOf(String hospital) {
            return all || grant.covers(hospital);
        }
    }

    private static Tile tile(
            Map<String, @Nullable Object> row,
            Parts parts,
            Tile.@Nullable Forecast usual,
            List<@Nullable Long> spark,
            Urgency.Rule rule) {
        String hospital = String.valueOf(row.get("hospital_id"));
        String department = String.valueOf(row.get("department"));
        var waiting = parts.waiting().of(hospital, department);
        var beds = parts.beds().of(hospital, department);
        var moves = parts.moves().of(hospital, department);
        var silent = parts.silent().of(hospital, department);
        Long bedCount = number(row, "beds");
        long occupied = count(row, "occupied");
        Long ready = number(row, "ready_beds");
        Double percent = row.get("occupancy_percent") instanceof Number value ? value.doubleValue() : null;
        long waits = count(row, "waiting");
        Long longest = waiting == null ? null : number(waiting, "longest_boarding_minutes");
        Long leaving =
                moves == null ? null : count(moves, "expected_discharges") + count(moves, "pending_transfers_out");
        Long arriving =
                moves == null || !parts.moves().knowsAllOf(hospital) ? null : count(moves, "pending_transfers_in");
        return new Tile(
                id(row),
                hospital,
                row.get("hospital") == null ? hospital : String.valueOf(row.get("hospital")),
                department,
                bedCount,
                occupied,
                ready,
                percent,
                waits,
                longest,
                waiting != null && waiting.get("longest_boarding_for") instanceof String target ? target : null,
                known(waiting, "waiting"),
                waiting == null ? null : number(waiting, "longest_wait_minutes"),
                known(beds, "dirty_beds"),
                known(beds, "cleaning_beds"),
                known(beds, "closed_beds"),
                count(row, "admissions_last_hour"),
                count(row, "discharges_last_hour"),
                leaving,
                arriving,
                leaving == null || arriving == null ? null : Long.valueOf(occupied - leaving + arriving),
                known(silent, "patients"),
                silent != null && silent.get("since") instanceof Instant since ? since : null,
                usual,
                spark,
                waiting == null || silent == null
                        ? Urgency.UNKNOWN
                        : rule.urgency(
                                bedCount,
                                count(row, "closed_beds"),
                                occupied - count(silent, "in_beds"),
                                ready,
                                waits,
                                longest));
    }

    private static @Nullable Long known(@Nullable Map<String, @Nullable Object> row, String column) {
        return row == null ? null : Long.valueOf(count(row, column));
    }

    private static Map<String, String> texts(Urgency.Rule rule, Content content) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("warning", String.valueOf(rule.warning()));
        texts.put("critical", String.valueOf(rule.critical()));
        texts.put("longWait", String.valueOf(rule.longWait()));
        Optional.ofNullable(content.kpis().get("occupancy_forecast"))
                .map(kpi -> kpi.parameters().get("history_hours"))
                .ifPresent(hours -> texts.put("forecastHistory", String.valueOf(hours)));
        return texts;
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

    /** Of the hospitals that the viewer sees findings of, those without any too. */
    private static Map<String, Long> findings(Grant grant, Reading reading, List<Tile> tiles) throws SQLException {
        Map<String, Long> findings = new HashMap<>();
        tiles.stream()
                .map(Tile::hospitalId)
                .filter(hospital -> reading.seesAll() || grant.touches(hospital))
                .forEach(hospital -> findings.put(hospital, 0L));
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
