package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.server.DemoRoles;
import org.wardflow.simulator.Ledger;
import org.wardflow.simulator.WorldWard;
import org.wardflow.simulator.truth.Truth;

/** What the API answers is what the KPIs have at the same version, and what its own document says. */
class ApiAnswersTest {
    private static final int SPARK_HOURS = 24;

    /** Of two weeks of history, which the hospitals here do not have; or so rare that none may be there. */
    private static final Set<String> NOT_THERE =
            Set.of("forecast patients", "forecast low", "forecast high", "forecast error", "silent", "silentSince");

    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    /** Rows by hospital and department, each from column to value. */
    private record Kpi(Map<String, Map<String, JsonNode>> rows) {
        String of(String ward, String column) {
            return text(rows.getOrDefault(ward, Map.of()).get(column));
        }

        /** Where there is nothing to count, there is no row. */
        long count(String ward, String column) {
            String number = of(ward, column);
            return number.equals("–") ? 0 : Long.parseLong(number);
        }
    }

    private static String text(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return "–";
        }
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.asText();
    }

    private static Visitor visitor(String role) {
        return new Visitor(PAGES, role);
    }

    /** The rows of a KPI at an instant, which must be of the board's version. */
    private static List<Map<String, JsonNode>> rows(Visitor visitor, String kpi, Instant at, long version) {
        JsonNode answer = visitor.json("/api/v1/kpis/" + kpi + "/rows?asof=" + at);
        assertThat(answer.path("version").asLong()).isEqualTo(version);
        List<Map<String, JsonNode>> rows = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            Map<String, JsonNode> named = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                named.put(answer.path("columns").path(i).asText(), row.path(i));
            }
            rows.add(named);
        }
        return rows;
    }

    private static String ward(Map<String, JsonNode> row) {
        return text(row.get("hospital_id")) + "/" + text(row.get("department"));
    }

    private static Kpi kpi(Visitor visitor, String kpi, Instant at, long version) {
        Map<String, Map<String, JsonNode>> rows = new HashMap<>();
        rows(visitor, kpi, at, version).stream()
                .filter(row -> text(row.getOrDefault("hours_ahead", IntNode.valueOf(4)))
                        .equals("4"))
                .forEach(row -> rows.put(ward(row), row));
        return new Kpi(rows);
    }

    /** A tile as its KPIs have it. */
    private static Map<String, String> expected(String ward, Map<String, Kpi> kpis) {
        Kpi now = requireNonNull(kpis.get("occupancy_now"));
        Kpi waiting = requireNonNull(kpis.get("waiting_now"));
        Kpi beds = requireNonNull(kpis.get("beds_now"));
        Kpi moves = requireNonNull(kpis.get("pending_moves"));
        Kpi silent = requireNonNull(kpis.get("not_heard_of"));
        Kpi forecast = requireNonNull(kpis.get("occupancy_forecast"));
        Map<String, String> tile = new TreeMap<>();
        tile.put("hospital", now.of(ward, "hospital"));
        tile.put("beds", now.of(ward, "beds"));
        tile.put("occupied", now.of(ward, "occupied"));
        tile.put("ready", now.of(ward, "ready_beds"));
        tile.put("percent", now.of(ward, "occupancy_percent"));
        tile.put("waiting", now.of(ward, "waiting"));
        tile.put("admissions", now.of(ward, "admissions_last_hour"));
        tile.put("discharges", now.of(ward, "discharges_last_hour"));
        tile.put("longestWait", waiting.of(ward, "longest_boarding_minutes"));
        tile.put("waitsFor", waiting.of(ward, "longest_boarding_for"));
        tile.put("arrived", String.valueOf(waiting.count(ward, "waiting")));
        tile.put("longestArrived", waiting.of(ward, "longest_wait_minutes"));
        for (String state : List.of("dirty", "cleaning", "closed")) {
            tile.put(state, String.valueOf(beds.count(ward, state)));
        }
        long leaving = moves.count(ward, "expected_discharges") + moves.count(ward, "pending_transfers_out");
        long arriving = moves.count(ward, "pending_transfers_in");
        tile.put("leaving", String.valueOf(leaving));
        tile.put("arriving", String.valueOf(arriving));
        tile.put("after", String.valueOf(now.count(ward, "occupied") - leaving + arriving));
        tile.put("silent", String.valueOf(silent.count(ward, "patients")));
        tile.put("silentSince", silent.of(ward, "since"));
        String closed = forecast.of(ward, "closed_ts");
        tile.put(
                "forecast at",
                closed.equals("–")
                        ? "–"
                        : Instant.parse(closed).plus(Duration.ofHours(4)).toString());
        tile.put("forecast patients", forecast.of(ward, "patients"));
        tile.put("forecast low", forecast.of(ward, "low"));
        tile.put("forecast high", forecast.of(ward, "high"));
        tile.put("forecast error", forecast.of(ward, "mean_error"));
        tile.put("forecast historyHours", forecast.of(ward, "history_hours"));
        return tile;
    }

    /** The patients at the end of the last closed hours by ward, the oldest first. */
    private static Map<String, List<String>> sparks(List<Map<String, JsonNode>> hours, Instant at) {
        Map<String, Map<String, String>> byHour = new HashMap<>();
        hours.forEach(row -> byHour.computeIfAbsent(ward(row), ward -> new HashMap<>())
                .put(text(row.get("hour_start")), text(row.get("closing_census"))));
        Map<String, List<String>> sparks = new HashMap<>();
        Instant first = at.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(SPARK_HOURS));
        byHour.forEach((ward, census) -> {
            List<String> line = new ArrayList<>();
            for (int i = 0; i < SPARK_HOURS; i++) {
                line.add(census.getOrDefault(first.plus(Duration.ofHours(i)).toString(), "–"));
            }
            sparks.put(ward, line);
        });
        return sparks;
    }

    private static Map<String, Long> findings(List<Map<String, JsonNode>> rows, Instant at) {
        LocalDate today = at.atZone(ZoneOffset.UTC).toLocalDate();
        Set<String> days = Set.of(today.toString(), today.minusDays(1).toString());
        Map<String, Long> findings = new TreeMap<>();
        rows.stream()
                .filter(row -> days.contains(text(row.get("recorded_day"))))
                .forEach(row -> findings.merge(
                        text(row.get("hospital_id")),
                        requireNonNull(row.get("findings")).asLong(),
                        Long::sum));
        return findings;
    }

    @Test
    void eachFieldOfATileIsTheKpisColumn() {
        Visitor manager = visitor("bed_manager");
        Set<String> told = new TreeSet<>();
        for (Duration before : List.of(Duration.ZERO, Duration.ofMinutes(1_397), Duration.ofMinutes(2_900))) {
            Instant at = PAGES.now.minus(before);
            JsonNode board = manager.json("/api/v1/board?asof=" + at);
            long version = board.path("version").asLong();
            Map<String, Kpi> kpis = new HashMap<>();
            for (String name : List.of(
                    "occupancy_now",
                    "waiting_now",
                    "beds_now",
                    "pending_moves",
                    "not_heard_of",
                    "occupancy_forecast")) {
                kpis.put(name, kpi(manager, name, at, version));
            }
            var sparks = sparks(rows(manager, "occupancy_hourly", at, version), at);
            Set<String> wards = new TreeSet<>();
            for (JsonNode tile : board.path("tiles")) {
                String ward = tile.path("id").asText();
                wards.add(ward);
                Map<String, String> expected = expected(ward, kpis);
                Map<String, String> shown = new TreeMap<>();
                expected.keySet().forEach(field -> {
                    shown.put(field, text(tile.at("/" + field.replace(' ', '/'))));
                    if (!Set.of("–", "0").contains(shown.get(field))) {
                        told.add(field);
                    }
                });
                assertThat(shown).as("%s as of %s", ward, at).isEqualTo(expected);
                List<String> line = new ArrayList<>();
                tile.path("spark").forEach(census -> line.add(text(census)));
                assertThat(line).as(ward).isEqualTo(sparks.getOrDefault(ward, List.of()));
            }
            assertThat(wards)
                    .isEqualTo(requireNonNull(kpis.get("occupancy_now")).rows().keySet());
            requireFindings(manager, board, at);
        }
        Set<String> unseen = new TreeSet<>(expected(
                        "",
                        Map.of(
                                "occupancy_now", new Kpi(Map.of()),
                                "waiting_now", new Kpi(Map.of()),
                                "beds_now", new Kpi(Map.of()),
                                "pending_moves", new Kpi(Map.of()),
                                "not_heard_of", new Kpi(Map.of()),
                                "occupancy_forecast", new Kpi(Map.of())))
                .keySet());
        unseen.removeAll(told);
        assertThat(NOT_THERE).as("the others were compared with a value").containsAll(unseen);
    }

    @Test
    void readyBedsAreThoseThatTheSimulatorKnowsOf() {
        Ledger ledger = Truth.read(PAGES.site.sent(ServedSite.HOURS)).ledger();
        int departments = 0;
        for (int hours : List.of(11, 26, 38, 52, 61, ServedSite.HOURS)) {
            Instant at = PAGES.now.minus(Duration.ofHours(ServedSite.HOURS - hours));
            Map<String, String> shown = new HashMap<>();
            visitor("bed_manager")
                    .json("/api/v1/board?asof=" + at)
                    .path("tiles")
                    .forEach(tile -> shown.put(tile.path("id").asText(), text(tile.path("ready"))));
            for (WorldWard ward : ledger.wardsAsTold(at)) {
                assertThat(shown.get(ward.id()))
                        .as("ready beds of %s as of %s", ward.id(), at)
                        .isEqualTo(String.valueOf(ward.ready(at)));
                departments++;
            }
        }
        assertThat(departments).as("the departments that were compared").isGreaterThan(30);
    }

    private static void requireFindings(Visitor manager, JsonNode board, Instant at) {
        long version = board.path("version").asLong();
        Map<String, Long> findings = new TreeMap<>();
        board.path("findings")
                .properties()
                .forEach(found -> findings.put(found.getKey(), found.getValue().asLong()));
        assertThat(findings)
                .isNotEmpty()
                .containsAllEntriesOf(findings(rows(manager, "findings_by_rule", at, version), at))
                .allSatisfy((hospital, found) -> assertThat(found)
                        .isEqualTo(findings(rows(manager, "findings_by_rule", at, version), at)
                                .getOrDefault(hospital, 0L)));
    }

    @Test
    void departmentsAndBedsAreThoseOfTheBoardAndTheBedMapForEveryRole() {
        for (String role : DemoRoles.all().keySet()) {
            Visitor visitor = visitor(role);
            JsonNode board = visitor.json("/api/v1/board?asof=" + PAGES.now);
            JsonNode departments = visitor.json("/api/v1/departments?asof=" + PAGES.now);
            assertThat(departments.path("version")).isEqualTo(board.path("version"));
            List<String> names = List.of("hospitalId", "hospital", "department", "beds", "ready", "occupied");
            assertThat(lines(departments.path("departments"), names))
                    .as(role)
                    .isNotEmpty()
                    .isSorted()
                    .containsExactlyInAnyOrderElementsOf(lines(board.path("tiles"), names));

            List<String> map = new ArrayList<>();
            for (Map<String, JsonNode> row :
                    rows(visitor, "bed_map", PAGES.now, board.path("version").asLong())) {
                map.add(String.join(
                        " ", row.values().stream().map(ApiAnswersTest::text).toList()));
            }
            names = List.of("hospitalId", "department", "bed", "state", "since", "minutes");
            List<String> beds =
                    lines(visitor.json("/api/v1/beds?asof=" + PAGES.now).path("beds"), names);
            assertThat(beds).as(role).isNotEmpty().containsExactlyInAnyOrderElementsOf(map);
            assertThat(lines(
                            visitor.json("/api/v1/beds?hospital=1&department=ICU&asof=" + PAGES.now)
                                    .path("beds"),
                            names))
                    .as(role)
                    .isNotEmpty()
                    .isEqualTo(beds.stream()
                            .filter(bed -> bed.startsWith("1 ICU "))
                            .toList());
        }
    }

    private static List<String> lines(JsonNode objects, List<String> names) {
        return objects.valueStream()
                .map(one -> String.join(
                        " ", names.stream().map(name -> text(one.get(name))).toList()))
                .toList();
    }

    @Test
    void answersHaveTheFieldsThatTheDocumentSays() {
        Visitor engineer = visitor("data_engineer");
        JsonNode document = engineer.json("/api/v1/openapi.json");
        Map<String, String> addresses = new LinkedHashMap<>();
        for (String plain : List.of(
                "/me",
                "/board",
                "/departments",
                "/beds",
                "/kpis",
                "/quality",
                "/quality/report",
                "/cycles",
                "/schema",
                "/catalog")) {
            addresses.put(plain, plain);
        }
        addresses.put("/kpis/occupancy_now", "/kpis/{kpi}");
        addresses.put("/kpis/occupancy_now/rows", "/kpis/{kpi}/rows");
        addresses.put("/quarantine/messages?rule=unknown_department", "/quarantine/messages");
        addresses.forEach((address, path) -> requireAsSaid(document, "get", path, engineer.json("/api/v1" + address)));
        requireAsSaid(
                document, "get", "/visits", visitor("clinician").json("/api/v1/visits?hospital=1&department=ICU"));
        requireAsSaid(document, "get", "/audit", visitor("auditor").json("/api/v1/audit"));
        requireAsSaid(document, "post", "/sql", engineer.sql("select 1 as one, null as none"));
        requireAsSaid(
                document,
                "post",
                "/quarantine/decisions",
                Visitor.parse(engineer.post(
                                "/api/v1/quarantine/decisions",
                                "{\"decision\":\"replay\",\"rule\":\"unknown_department\"}")
                        .body()));
    }

    private static void requireAsSaid(JsonNode document, String method, String path, JsonNode answer) {
        JsonNode schema = document.path("paths")
                .path("/api/v1" + path)
                .path(method)
                .at("/responses/200/content/application~1json/schema");
        assertThat(schema.isMissingNode()).as(path).isFalse();
        requireOf(document, schema, answer, path);
    }

    /** As much of JSON Schema as the document uses. */
    private static void requireOf(JsonNode document, JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            requireOf(document, document.at(schema.path("$ref").asText().substring(1)), value, where);
            return;
        }
        if (schema.has("oneOf")) {
            if (!value.isNull()) {
                requireOf(document, schema.path("oneOf").path(0), value, where);
            }
            return;
        }
        if (schema.has("type")) {
            String types = schema.path("type").toString();
            String type = switch (value.getNodeType()) {
                case STRING -> "string";
                case BOOLEAN -> "boolean";
                case NUMBER -> value.isIntegralNumber() && types.contains("integer") ? "integer" : "number";
                case ARRAY -> "array";
                case NULL -> "null";
                default -> "object";
            };
            assertThat(types).as(where + " " + value).contains("\"" + type + "\"");
        }
        if (value.isObject() && schema.has("properties")) {
            Set<String> said = new TreeSet<>();
            schema.path("properties").fieldNames().forEachRemaining(said::add);
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            Set<String> fields = new TreeSet<>();
            value.fieldNames().forEachRemaining(fields::add);
            assertThat(said).as(where).containsAll(fields);
            assertThat(fields).as(where).containsAll(required);
            fields.forEach(name ->
                    requireOf(document, schema.path("properties").path(name), value.path(name), where + " " + name));
        } else if (value.isObject() && schema.has("additionalProperties")) {
            value.properties()
                    .forEach(entry -> requireOf(
                            document,
                            schema.path("additionalProperties"),
                            entry.getValue(),
                            where + " " + entry.getKey()));
        } else if (value.isArray()) {
            value.forEach(item -> requireOf(document, schema.path("items"), item, where + " []"));
        }
    }
}
