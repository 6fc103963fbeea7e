package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.content.Csv;
import org.wardflow.flow.content.Example;
import org.wardflow.flow.content.Kpi;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Server;
import org.wardflow.warehouse.Viewer;
import org.wardflow.warehouse.Warehouse;

/** One definition, two engines, one answer: what DuckDB says of the lake, PostgreSQL says of the warehouse. */
class KpiTest {
    private static final Content CONTENT = Workspace.content(Path.of("no-home"));
    private static final Viewer EVERYBODY = new Viewer("auditor", Set.of(Scope.EVERYWHERE));

    @AutoClose
    private static final PublishedSite SITE = new PublishedSite(Site.spec(2, 6), 140);

    /** Its tables hold nothing but what a test puts there. */
    private static final Server EMPTY = Site.database();

    @BeforeAll
    static void createTables() {
        Warehouse.open(EMPTY, CONTENT).close();
    }

    static Stream<String> kpis() {
        return CONTENT.kpis().keySet().stream();
    }

    static Stream<Example> examples() {
        return CONTENT.examples().stream().filter(example -> CONTENT.kpis().containsKey(example.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kpis")
    void aKpiIsTheSameInBothAtAnyInstant(String kpi) {
        Instant start = SimulationSpec.DEFAULT_START;
        for (Instant asOf : List.of(
                start.minus(Duration.ofHours(1)),
                start.plus(Duration.ofMinutes(90_123 / 60)),
                start.plus(Duration.ofHours(100)),
                start.plus(Duration.ofHours(140)),
                start.plus(Duration.ofDays(33)))) {
            List<String> lake = new ArrayList<>();
            SITE.site.workspace.reader().kpi(kpi, Optional.of(asOf), KnownAt.now(), row -> lake.add(plain(row)));
            List<String> there = new ArrayList<>();
            assertThat(SITE.warehouse.kpi(EVERYBODY, kpi, Optional.of(asOf), row -> there.add(plain(row))))
                    .isEqualTo(Warehouse.Counted.ALL);
            assertThat(there).as("%s as of %s", kpi, asOf).containsExactlyInAnyOrderElementsOf(lake);
        }
    }

    @Test
    void theSimulatedHospitalsGiveEveryKpiSomethingToCount() {
        Set<String> silent = new TreeSet<>();
        for (String kpi : CONTENT.kpis().keySet()) {
            List<String> rows = new ArrayList<>();
            for (long hours : List.of(140L, 33 * 24L)) {
                SITE.warehouse.kpi(
                        EVERYBODY,
                        kpi,
                        Optional.of(SimulationSpec.DEFAULT_START.plus(Duration.ofHours(hours))),
                        row -> rows.add(row.toString()));
            }
            if (rows.isEmpty()) {
                silent.add(kpi);
            }
        }
        assertThat(silent).isEmpty();
    }

    private static List<List<@Nullable Object>> rows(String kpi, Instant asOf) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        assertThat(SITE.warehouse.kpi(EVERYBODY, kpi, Optional.of(asOf), row -> rows.add(new ArrayList<>(row))))
                .isNotNull();
        return rows;
    }

    /** The board shows the beds of {@code beds_now} by the columns of {@code occupancy_now}. */
    @Test
    void bedsThatAreNotReadyAreTheSameInEachKpi() {
        long seen = 0;
        for (int hours = 6; hours <= 140; hours += 7) {
            Instant asOf = SimulationSpec.DEFAULT_START.plus(Duration.ofHours(hours));
            List<List<@Nullable Object>> beds = rows("beds_now", asOf);
            // hospital_id, hospital, department, beds, occupied, ready, per cent, waiting, admissions, discharges,
            // closed, dirty, cleaning
            List<List<@Nullable Object>> ofOccupancy = rows("occupancy_now", asOf).stream()
                    .map(row -> Stream.of(0, 2, 11, 12, 10)
                            .<@Nullable Object>map(row::get)
                            .toList())
                    .filter(row -> !row.subList(2, 5).equals(List.of(0L, 0L, 0L)))
                    .toList();
            assertThat(ofOccupancy).as("at %s", asOf).containsExactlyInAnyOrderElementsOf(beds);
            Map<Object, Long> ofMap = rows("bed_map", asOf).stream()
                    .filter(row -> List.of("dirty", "cleaning", "closed").contains(row.get(3)))
                    .collect(Collectors.groupingBy(row -> row.get(0) + "/" + row.get(1), Collectors.counting()));
            assertThat(ofMap)
                    .as("at %s", asOf)
                    .isEqualTo(beds.stream()
                            .collect(Collectors.toMap(
                                    row -> row.get(0) + "/" + row.get(1),
                                    row -> (long) row.get(2) + (long) row.get(3) + (long) row.get(4))));
            seen += beds.size();
        }
        assertThat(seen).isGreaterThan(50);
    }

    /** Shares by gender and by age add up to 100, and to the occupancy beside which the page shows them. */
    @Test
    void sharesAddUpToAHundredAndToTheOccupancy() {
        int closed = 0;
        for (int hours = 6; hours <= 140; hours += 7) {
            Instant asOf = SimulationSpec.DEFAULT_START.plus(Duration.ofHours(hours));
            Map<String, Object> occupancy = new TreeMap<>();
            for (List<@Nullable Object> row : rows("occupancy_now", asOf)) {
                if (!row.get(4).equals(0L) && row.get(6) != null) {
                    occupancy.put(row.get(0) + "/" + row.get(2), row.get(6));
                    closed += row.get(10).equals(0L) ? 0 : 1;
                }
            }
            for (String kpi : List.of("occupancy_by_gender", "occupancy_by_age_band")) {
                Map<String, BigDecimal> ofOccupied = new TreeMap<>();
                Map<String, BigDecimal> ofBeds = new TreeMap<>();
                for (List<@Nullable Object> row : rows(kpi, asOf)) {
                    String department = row.get(0) + "/" + row.get(1);
                    ofOccupied.merge(department, (BigDecimal) row.get(6), BigDecimal::add);
                    ofBeds.merge(department, (BigDecimal) row.get(7), BigDecimal::add);
                }
                assertThat(ofBeds).as("%s at %s", kpi, asOf).isEqualTo(occupancy);
                assertThat(ofOccupied.values()).as("%s at %s", kpi, asOf).allMatch(new BigDecimal("100.0")::equals);
            }
        }
        assertThat(closed).isGreaterThan(5);
    }

    /** Who is moved out of one bed is moved into another. */
    @Test
    void transfersInAndOutAddUpToTheSame() {
        long moved = 0;
        for (int hours = 6; hours <= 140; hours += 7) {
            Instant asOf = SimulationSpec.DEFAULT_START.plus(Duration.ofHours(hours));
            // hospital_id, department, day, admissions, discharges, transfers in, transfers out
            List<List<@Nullable Object>> days = rows("patient_flow_daily", asOf);
            long in = days.stream().mapToLong(row -> (long) row.get(5)).sum();
            assertThat(days.stream().mapToLong(row -> (long) row.get(6)).sum())
                    .as("out at %s", asOf)
                    .isEqualTo(in);
            moved += in;
        }
        assertThat(moved).isGreaterThan(50);
    }

    @Test
    void aParameterIsTheSameInBoth() {
        for (long hours : List.of(1L, 50L)) {
            List<String> lake = new ArrayList<>();
            SITE.site
                    .workspace
                    .reader()
                    .kpi(
                            "overstay",
                            Optional.empty(),
                            Map.of("overstay_hours", hours),
                            KnownAt.now(),
                            row -> lake.add(plain(row)));
            List<String> there = new ArrayList<>();
            assertThat(SITE.warehouse.kpi(
                            EVERYBODY,
                            "overstay",
                            Optional.empty(),
                            Map.of("overstay_hours", hours),
                            row -> there.add(plain(row))))
                    .isNotNull();
            assertThat(there).isNotEmpty().containsExactlyInAnyOrderElementsOf(lake);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void aWorkedExampleHoldsInPostgresql(Example example) throws SQLException {
        try (Connection connection = Site.connect(EMPTY)) {
            connection.setAutoCommit(false);
            for (Map.Entry<String, Csv> given : example.given().entrySet()) {
                insert(connection, "stored_" + given.getKey(), given.getValue());
            }
            Map<String, String> settings = new TreeMap<>(example.parameters());
            settings.putIfAbsent("as_of", "1970-01-01T00:00:00Z");
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                query(
                        connection,
                        "select set_config('wardflow.%s', '%s', true)".formatted(setting.getKey(), setting.getValue()));
            }
            query(connection, "select set_config('timezone', 'UTC', true)");
            insert(connection, "access.publication", Csv.parse("cycle,manifest_at\n1,2026-01-01T00:00:00Z\n"));
            // Who asks sees everything, small figures too.
            insert(connection, "access.login", Csv.parse("login,role,everywhere\npostgres,auditor,true\n"));
            List<String> expected = example.expected().rows().stream()
                    .map(row -> row.stream().map(KpiTest::plain).toList().toString())
                    .toList();
            assertThat(query(
                            connection,
                            "select " + String.join(", ", example.expected().header()) + " from kpi_whole."
                                    + example.of()))
                    .containsExactlyInAnyOrderElementsOf(expected);
            connection.rollback();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kpis")
    void aDepartmentsViewerSeesThatDepartmentsRowAsEverybodyDoes(String name) {
        Kpi kpi = Objects.requireNonNull(CONTENT.kpis().get(name));
        // A patient who comes back or comes over does so across departments: those are parts, and labelled so.
        if (!kpi.grain().matches("hospital.*department.*")
                || Set.of("readmission", "pending_moves", "flow_between_departments")
                        .contains(name)) {
            return;
        }
        List<String> all = new ArrayList<>();
        assertThat(SITE.warehouse.kpi(EVERYBODY, name, Optional.empty(), row -> all.add(plain(row))))
                .isNotNull();
        List<String> own = new ArrayList<>();
        Viewer nurse = new Viewer("unit_nurse", Set.of(Scope.parse("1/Emergency")));
        assertThat(SITE.warehouse.kpi(nurse, name, Optional.empty(), row -> own.add(plain(row))))
                .isEqualTo(Warehouse.Counted.SCOPE);
        assertThat(own)
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(row -> row.startsWith("[1, ") && row.contains("Emergency"))
                        .toList());
    }

    private static void insert(Connection connection, String table, Csv rows) throws SQLException {
        String sql = "insert into %s (%s) select %s"
                        .formatted(
                                table,
                                String.join(", ", rows.header()),
                                rows.header().stream().map(name -> "r." + name).collect(Collectors.joining(", ")))
                + " from json_populate_record(null::" + table + ", ?::json) r";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<@Nullable String> row : rows.rows()) {
                StringBuilder json = new StringBuilder("{");
                for (int i = 0; i < row.size(); i++) {
                    json.append(i == 0 ? "" : ",")
                            .append('"')
                            .append(rows.header().get(i))
                            .append("\":");
                    json.append(row.get(i) == null ? "null" : '"' + row.get(i) + '"');
                }
                statement.setString(1, json.append('}').toString());
                statement.executeUpdate();
            }
        }
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> line = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    Object value = rows.getObject(i);
                    line.add(plain(value instanceof java.sql.Timestamp time ? time.toInstant() : value));
                }
                lines.add(line.toString());
            }
        }
        return lines;
    }

    private static String plain(List<@Nullable Object> row) {
        return row.stream().map(KpiTest::plain).toList().toString();
    }

    /** Numbers without trailing zeros. */
    private static String plain(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.matches("-?[0-9]+\\.[0-9]+")
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : text;
    }
}
