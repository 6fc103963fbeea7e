package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.content.AccessPolicy.Reach;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.flow.content.AccessPolicy.Role;
import org.wardflow.lake.TableName;
import org.wardflow.server.access.Grant;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;

/**
 * No path shows a row, or a value, that another hides: people drawn by chance ask the API, the stream, the SQL page, the CSV file and
 * PostgreSQL itself, and each answer is compared with what the policy leaves of all rows. More of them: {@code -Dpaths.seeds=20}.
 */
class PathsAgreeTest {
    private static final int SEEDS = Integer.getInteger("paths.seeds", 1);
    private static final int KPIS = 9;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** They count what came from other wards too, or went there: within a scope that is not all, as docs/warehouse.md says. */
    private static final Set<String> BEYOND =
            Set.of("bottleneck_index", "flow_between_departments", "pending_moves", "readmission");

    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    private static final PolicyRows POLICY = policy();

    private static PolicyRows policy() {
        try (Connection administrator = administrator()) {
            return new PolicyRows(administrator, PAGES.site.workspace.content());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection administrator() throws SQLException {
        Connection administrator = Site.connect(PAGES.site.server);
        PublishedSite.execute(administrator, "set timezone = 'UTC'");
        return administrator;
    }

    /** Somebody by chance, by all ways in. */
    private static final class Guest implements AutoCloseable {
        final String name;
        final Role role;
        final Viewer viewer;
        final PolicyRows.Sight sight;
        final Visitor pages;
        final Connection login;
        final Set<String> secrets;

        Guest(String name, Role role, List<String> scopes) throws SQLException {
            this.name = role.name() + " " + scopes;
            this.role = role;
            this.viewer =
                    new Viewer(role.name(), scopes.stream().map(Scope::parse).collect(Collectors.toSet()));
            this.sight = POLICY.of(viewer);
            this.secrets = sight.secrets();
            this.pages = new Visitor(PAGES, name, new Grant(role.name(), scopes));
            String password = PAGES.warehouse.logins().put(name, role.name(), viewer.scopes());
            this.login = DriverManager.getConnection(PAGES.site.server.url(), name, password);
            PublishedSite.execute(login, "set timezone = 'UTC'");
        }

        boolean may(Right right) {
            return role.rights().contains(right);
        }

        @Override
        public void close() throws SQLException {
            login.close();
        }
    }

    @Test
    void noPathShowsMoreThanThePolicyLeavesAndAllShowThat() throws SQLException {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            for (Role role : PAGES.site.workspace.content().policy().roles().values()) {
                String name = "bi_" + role.name() + "_" + seed;
                try (Guest guest = new Guest(name, role, scopes(random, role))) {
                    assertTables(guest);
                    assertKpis(guest, random);
                    assertVisits(guest, random);
                    assertBoard(guest, random);
                    assertQuality(guest, random);
                }
            }
        }
    }

    private static List<String> scopes(Random random, Role role) {
        if (role.reach() != Reach.HELD && random.nextInt(6) == 0) {
            return List.of("*");
        }
        List<String> wards = new ArrayList<>(wards());
        Collections.shuffle(wards, random);
        Set<String> scopes = new TreeSet<>(wards.subList(0, 1 + random.nextInt(3)));
        if (random.nextInt(3) == 0) {
            scopes.add(random.nextBoolean() ? "2" : "1");
        }
        if (random.nextInt(4) == 0) {
            // What is not there shows nothing.
            scopes.add("9/Nowhere");
        }
        return List.copyOf(scopes);
    }

    private static Set<String> wards() {
        return POLICY.of(new Viewer("administrator", Set.of())).raw(PolicyRows.STAYS).stream()
                .map(row -> row.get("hospital_id") + "/" + row.get("department"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Instant instant(Random random) {
        return random.nextInt(3) == 0 ? PAGES.now : PAGES.now.minusSeconds(random.nextInt(60 * 3600));
    }

    private static void assertTables(Guest guest) throws SQLException {
        for (TableName table : POLICY.tables()) {
            String columns = POLICY.columns(table).stream()
                    .map(column -> "cast(\"" + column.name() + "\" as text)")
                    .collect(Collectors.joining(", "));
            String sql = "select coalesce(cast(json_agg(json_build_array(%s)) as text), '[]') as it from %s"
                    .formatted(columns, table);
            List<String> expected = guest.sight.shown(table).stream()
                    .map(PathsAgreeTest::array)
                    .sorted()
                    .toList();
            String what = guest.name + " " + table;
            assertThat(rows(PublishedSite.scalar(guest.login, sql)))
                    .as(what + " by a login")
                    .isEqualTo(expected);
            assertThat(rows(PAGES.warehouse.<String>read(
                            guest.viewer, connection -> PublishedSite.scalar(connection, sql))))
                    .as(what + " by the pages")
                    .isEqualTo(expected);
            if (guest.may(Right.SQL)) {
                assertThat(rows(guest.pages
                                .sql(sql)
                                .path("rows")
                                .path(0)
                                .path(0)
                                .asText()))
                        .as(what + " in SQL")
                        .isEqualTo(expected);
            }
        }
    }

    private static String array(List<@Nullable String> values) {
        return JSON.valueToTree(values).toString();
    }

    private static List<String> rows(String json) {
        List<String> rows = new ArrayList<>();
        Visitor.parse(json).forEach(row -> rows.add(row.toString()));
        Collections.sort(rows);
        return rows;
    }

    private static void assertKpis(Guest guest, Random random) throws SQLException {
        List<String> kpis =
                new ArrayList<>(PAGES.site.workspace.content().kpis().keySet());
        Collections.shuffle(kpis, random);
        for (String kpi : kpis.subList(0, KPIS)) {
            Instant at = instant(random);
            String what = guest.name + " " + kpi + " at " + at;
            boolean whole = guest.role.whole().contains(kpi);
            if (!guest.may(
                    Objects.requireNonNull(PAGES.site.workspace.content().kpis().get(kpi))
                            .right())) {
                assertThat(guest.pages.get("/api/v1/kpis/" + kpi + "/rows").statusCode())
                        .as(what)
                        .isEqualTo(403);
                PublishedSite.assertRefused(guest.login, "select * from kpi." + kpi);
                continue;
            }
            JsonNode answer = guest.pages.json("/api/v1/kpis/" + kpi + "/rows?asof=" + at);
            List<List<String>> rows = ComparedRows.cells(answer.path("rows"));
            assertThat(answer.path("cut").asBoolean()).as(what).isFalse();
            assertThat(ComparedRows.csv(guest.pages
                            .get("/api/v1/kpis/" + kpi + "/csv?asof=" + at)
                            .body()))
                    .as(what + " as CSV")
                    .containsExactlyInAnyOrderElementsOf(rows);
            String function = (whole ? "kpi_whole." : "kpi.") + kpi + "('" + at + "')";
            assertThat(ComparedRows.ask(guest.login, "select * from " + function)
                            .rows())
                    .as(what + " by a login")
                    .containsExactlyInAnyOrderElementsOf(rows);
            if (guest.may(Right.SQL)) {
                ObjectNode question = JSON.createObjectNode()
                        .put(
                                "sql",
                                "select * from (select * from " + (whole ? "kpi_whole." : "kpi.") + kpi
                                        + ") k limit 900")
                        .put("asOf", at.toString());
                JsonNode told = Visitor.parse(
                        guest.pages.post("/api/v1/sql", question.toString()).body());
                assertThat(rows).as(what + " in SQL").containsAll(ComparedRows.cells(told.path("rows")));
                assertThat(told.path("rows")).as(what + " in SQL").hasSize(Math.min(900, rows.size()));
            }
            assertFigures(guest, kpi, whole, what, truth(kpi, at), rows);
            assertNoSecret(guest, what, answer);
        }
    }

    /** Of all there is, as who sees everything is told. */
    private static ComparedRows.Answer truth(String kpi, Instant at) {
        return PAGES.warehouse.read(
                new Viewer("auditor", Set.of(Scope.EVERYWHERE)),
                connection -> ComparedRows.ask(connection, "select * from kpi." + kpi + "('" + at + "')"));
    }

    private static void assertFigures(
            Guest guest, String kpi, boolean whole, String what, ComparedRows.Answer truth, List<List<String>> rows) {
        int hospital = truth.columns().indexOf("hospital_id");
        int department = truth.columns().indexOf("department");
        if (whole && isOfPastVisits(kpi) && !guest.sight.seesAll()) {
            // SmallFiguresTest tells which of the others are shown.
            assertThat(rows).as(what).containsAll(covered(guest, truth, hospital, department));
        } else if (whole || guest.sight.seesAll()) {
            assertThat(rows).as(what).containsExactlyInAnyOrderElementsOf(truth.rows());
        } else if (hospital >= 0 && department >= 0) {
            assertThat(rows).as(what).allMatch(row -> guest.sight.covers(row.get(hospital), row.get(department)));
            if (!BEYOND.contains(kpi)) {
                assertThat(rows)
                        .as(what)
                        .containsExactlyInAnyOrderElementsOf(covered(guest, truth, hospital, department));
            }
        } else if (department >= 0) {
            assertThat(rows).as(what).allMatch(row -> guest.sight.names(row.get(department)));
        }
    }

    private static boolean isOfPastVisits(String kpi) {
        return Objects.requireNonNull(PAGES.site.workspace.content().kpis().get(kpi))
                .small()
                .isPresent();
    }

    private static List<List<String>> covered(Guest guest, ComparedRows.Answer of, int hospital, int department) {
        return of.rows().stream()
                .filter(row -> guest.sight.covers(row.get(hospital), row.get(department)))
                .toList();
    }

    private static void assertNoSecret(Guest guest, String what, JsonNode answer) {
        if (answer.isValueNode()) {
            assertThat(guest.secrets).as(what).doesNotContain(answer.asText());
        }
        answer.forEach(part -> assertNoSecret(guest, what, part));
    }

    private static void assertVisits(Guest guest, Random random) {
        List<String> wards = new ArrayList<>(wards());
        Collections.shuffle(wards, random);
        Optional<String> own = wards.stream()
                .filter(ward -> guest.sight.covers(ward.substring(0, 1), ward.substring(2)))
                .findFirst();
        List<String> asked = new ArrayList<>(wards.subList(0, 2));
        own.ifPresent(asked::add);
        for (String ward : asked) {
            Instant at = instant(random);
            String path = "/api/v1/visits?hospital=%s&department=%s&asof=%s"
                    .formatted(ward.substring(0, 1), URLEncoder.encode(ward.substring(2), StandardCharsets.UTF_8), at);
            String what = guest.name + " " + path;
            if (!guest.may(Right.VISITS)) {
                assertThat(guest.pages.get(path).statusCode()).as(what).isEqualTo(403);
                continue;
            }
            JsonNode answer = guest.pages.json(path);
            // bed_id, patient_id, gender, age, in_bed_since, admitted, expected_to_leave, moves_to, encounter_id
            assertThat(pick(answer.path("inBeds").path("rows"), 0, 1, 2, 3, 8))
                    .as(what)
                    .containsExactlyInAnyOrderElementsOf(new ShownVisits(guest.sight).inBeds(ward, at));
            // patient_id, gender, age, arrived, bed_requested, encounter_id
            assertThat(pick(answer.path("waiting").path("rows"), 0, 1, 2, 5))
                    .as(what)
                    .containsExactlyInAnyOrderElementsOf(new ShownVisits(guest.sight).waiting(ward, at));
            assertNoSecret(guest, what, answer);
        }
    }

    private static List<List<String>> pick(JsonNode rows, int... places) {
        List<List<String>> picked = new ArrayList<>();
        for (List<String> row : ComparedRows.cells(rows)) {
            List<String> values = new ArrayList<>();
            for (int place : places) {
                values.add(row.get(place));
            }
            picked.add(values);
        }
        return picked;
    }

    private static void assertBoard(Guest guest, Random random) throws SQLException {
        boolean whole = guest.sight.seesAll() || guest.role.whole().contains("occupancy_now");
        Instant drawn = instant(random);
        for (JsonNode board : List.of(
                guest.pages.json("/api/v1/board?asof=" + drawn),
                guest.pages.json("/api/v1/board"),
                guest.pages.streamed())) {
            Instant at = Instant.parse(board.path("asOf").asText());
            String what = guest.name + " board at " + at;
            Set<List<String>> tiles = new HashSet<>();
            board.path("tiles")
                    .forEach(tile -> tiles.add(List.of(
                            tile.path("id").asText(),
                            tile.path("occupied").asText(),
                            tile.path("waiting").asText())));
            Set<List<String>> truth = new HashSet<>();
            try (Connection administrator = administrator()) {
                ComparedRows.Answer all = ComparedRows.ask(
                        administrator,
                        "select hospital_id, department, occupied, waiting from kpi_whole.occupancy_now('" + at + "')");
                all.rows().stream()
                        .filter(row -> whole || guest.sight.covers(row.get(0), row.get(1)))
                        .forEach(row -> truth.add(List.of(row.get(0) + "/" + row.get(1), row.get(2), row.get(3))));
            }
            assertThat(tiles).as(what).isEqualTo(truth);
            board.path("findings")
                    .fieldNames()
                    .forEachRemaining(hospital ->
                            assertThat(guest.sight.touches(hospital)).as(what).isTrue());
            assertNoSecret(guest, what, board);
        }
        assertThat(settled(guest.pages.streamed()))
                .as(guest.name)
                .isEqualTo(settled(guest.pages.json("/api/v1/board")));
    }

    /** What does not depend on when it was read; forecasts come when they are made. */
    private static List<JsonNode> settled(JsonNode board) {
        List<JsonNode> tiles = new ArrayList<>();
        board.path("tiles").forEach(tile -> tiles.add(((ObjectNode) tile.deepCopy()).without("forecast")));
        return tiles;
    }

    private static void assertQuality(Guest guest, Random random) {
        Instant at = instant(random);
        String path = "/api/v1/quality?asof=" + at;
        if (!guest.may(Right.QUALITY)) {
            assertThat(guest.pages.get(path).statusCode()).as(guest.name).isEqualTo(403);
            return;
        }
        LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
        Map<List<String>, Long> expected = new HashMap<>();
        for (Map<String, @Nullable String> row : guest.sight.raw(TableName.parse("gold.quality_result"))) {
            LocalDate of = LocalDate.parse(String.valueOf(row.get("recorded_day")));
            if (of.isAfter(day.minusDays(14)) && !of.isAfter(day)) {
                expected.merge(
                        List.of(
                                ComparedRows.text(row.get("rule_id")),
                                ComparedRows.text(row.get("action")),
                                ComparedRows.text(row.get("hospital_id")),
                                of.toString()),
                        Long.valueOf(String.valueOf(row.get("findings"))),
                        Long::sum);
            }
        }
        JsonNode answer = guest.pages.json(path);
        Map<List<String>, Long> findings = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        ComparedRows.cells(answer.path("findings").path("rows"))
                .forEach(row -> findings.put(row.subList(0, 4), Long.valueOf(row.get(4))));
        assertThat(findings).as(guest.name + " " + path).containsExactlyInAnyOrderEntriesOf(expected);
        assertNoSecret(guest, path, answer);
    }
}
