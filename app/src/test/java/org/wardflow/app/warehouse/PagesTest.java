package org.wardflow.app.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.server.DemoRoles;
import org.wardflow.server.WebServer;
import org.wardflow.server.audit.AuditChain;
import org.wardflow.server.data.Data;

/** The API over two simulated hospitals: the numbers are the KPIs', and each role sees its own. */
class PagesTest {
    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    private static Visitor visitor(String role) {
        return new Visitor(PAGES, role);
    }

    /** A KPI's rows by DuckDB over the lake. */
    private static List<List<@Nullable Object>> lake(String kpi, Instant asOf) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        PAGES.site.workspace.reader().kpi(kpi, Optional.of(asOf), KnownAt.now(), rows::add);
        return rows;
    }

    @Test
    void everyNumberOfTheBoardIsTheKpisOverTheLakeNowAndAnHourBefore() {
        Visitor manager = visitor("bed_manager");
        for (Instant asOf : List.of(PAGES.now, PAGES.now.minusSeconds(3600 * 5 + 17))) {
            List<String> board = new ArrayList<>();
            manager.json("/api/v1/board?asof=" + asOf)
                    .path("tiles")
                    .forEach(tile -> board.add("%s %s %s %s %s"
                            .formatted(
                                    tile.path("id").asText(),
                                    tile.path("beds").asText(),
                                    tile.path("occupied").asText(),
                                    tile.path("ready").asText(),
                                    tile.path("waiting").asText())));
            // hospital_id, hospital, department, beds, occupied, ready_beds, occupancy_percent, waiting
            assertThat(board)
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(lake("occupancy_now", asOf).stream()
                            .map(row -> "%s/%s %s %s %s %s"
                                    .formatted(row.get(0), row.get(2), row.get(3), row.get(4), row.get(5), row.get(7)))
                            .toList());
        }
    }

    @Test
    void theMostUrgentDepartmentIsFirst() {
        List<String> order = List.of("OVER", "CRITICAL", "WARNING", "CALM", "UNKNOWN");
        Set<String> seen = new TreeSet<>();
        for (int hours : List.of(0, 3)) {
            List<String> levels = new ArrayList<>();
            visitor("bed_manager")
                    .json("/api/v1/board?asof=" + PAGES.now.minus(Duration.ofHours(hours)))
                    .path("tiles")
                    .forEach(tile -> levels.add(tile.path("level").asText()));
            assertThat(levels).isSortedAccordingTo((a, b) -> order.indexOf(a) - order.indexOf(b));
            seen.addAll(levels);
        }
        assertThat(seen).contains("CRITICAL", "WARNING", "CALM");
    }

    @Test
    void everyRoleMayCallWhatItsRightsSayAndNothingElse() {
        Map<String, String> addresses = Map.of(
                "BOARD", "/api/v1/board",
                "VISITS", "/api/v1/visits?hospital=1&department=ICU",
                "QUALITY", "/api/v1/quality",
                "PIPELINE", "/api/v1/cycles");
        for (String role : DemoRoles.all().keySet()) {
            Visitor visitor = visitor(role);
            Set<String> rights = new TreeSet<>();
            visitor.json("/api/v1/me").path("rights").forEach(right -> rights.add(right.asText()));
            assertThat(rights).as(role).contains("BOARD");
            addresses.forEach(
                    (right, address) -> assertThat(visitor.get(address).statusCode())
                            .as(role + " " + address)
                            .isEqualTo(rights.contains(right) ? 200 : 403));
            assertThat(visitor.post("/api/v1/sql", "{\"sql\":\"select 1 as one\"}")
                            .statusCode())
                    .as(role)
                    .isEqualTo(rights.contains("SQL") ? 200 : 403);
        }
        assertThat(DemoRoles.all().keySet())
                .isEqualTo(PAGES.site.workspace.content().policy().roles().keySet());
    }

    @Test
    void aNurseSeesThePatientsOfHerWardAndNobodyElses() {
        Visitor nurse = visitor("unit_nurse");
        Visitor engineer = visitor("data_engineer");

        JsonNode own = nurse.json("/api/v1/visits?hospital=1&department=ICU")
                .path("inBeds")
                .path("rows");
        long there = engineer.sql(
                        "select count(*) from gold.fact_bed_stay where hospital_id = '1' and department = 'ICU'"
                                + " and end_ts is null and start_ts <= timestamptz '" + PAGES.now + "'")
                .path("rows")
                .path(0)
                .path(0)
                .asLong();
        assertThat(own).isNotEmpty().hasSize((int) there);
        for (String elsewhere : List.of("hospital=1&department=Surgery", "hospital=2&department=ICU")) {
            assertThat(nurse.json("/api/v1/visits?" + elsewhere).path("inBeds").path("rows"))
                    .isEmpty();
        }
        JsonNode board = nurse.json("/api/v1/board");
        assertThat(board.path("counted").asText()).isEqualTo("scope");
        board.path("tiles").forEach(tile -> assertThat(tile.path("id").asText()).isEqualTo("1/ICU"));
    }

    @Test
    void noPathShowsARowThatAnotherHides() {
        Visitor analyst = visitor("analyst");
        Visitor manager = visitor("bed_manager");
        for (String department : List.of("ICU", "Emergency", "Surgery")) {
            String where = "hospital=1&department=" + URLEncoder.encode(department, StandardCharsets.UTF_8);
            int visits = analyst.json("/api/v1/visits?" + where)
                    .path("inBeds")
                    .path("rows")
                    .size();
            long sql = analyst.sql("select count(*) from gold.fact_bed_stay where hospital_id = '1' and department = '"
                            + department + "' and start_ts <= timestamptz '" + PAGES.now
                            + "' and (end_ts is null or end_ts > timestamptz '" + PAGES.now + "')")
                    .path("rows")
                    .path(0)
                    .path(0)
                    .asLong();
            long census = 0;
            for (JsonNode row :
                    analyst.json("/api/v1/kpis/census/rows?" + where).path("rows")) {
                census = row.path(3).asLong();
            }
            String csv = analyst.get("/api/v1/kpis/census/csv?" + where).body();
            assertThat(sql).isEqualTo(visits);
            assertThat(census).isEqualTo(visits);
            assertThat(csv).contains(department + "," + visits);
            assertThat(manager.json("/api/v1/visits?" + where).path("inBeds").path("rows"))
                    .hasSize(visits);
        }
    }

    /** All that the audit holds. */
    private static String audited() throws IOException {
        StringBuilder log = new StringBuilder();
        try (var files = Files.list(WebServer.audit(PAGES.folder))) {
            for (Path file : files.toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }

    @Test
    void aStewardDiscardsWhatARuleHoldsAndTakesItBack() throws Exception {
        Visitor engineer = visitor("data_engineer");
        String rule = engineer.json("/api/v1/kpis/quarantine_by_rule/rows")
                .path("rows")
                .path(0)
                .path(0)
                .asText();
        String discard = "{\"decision\":\"discard\",\"rule\":\"%s\",\"reason\":\"a broken sender\"}".formatted(rule);
        assertThat(visitor("bed_manager")
                        .post("/api/v1/quarantine/decisions", discard)
                        .statusCode())
                .isEqualTo(403);
        assertThat(engineer.send(HttpRequest.newBuilder(PAGES.server.address().resolve("/api/v1/quarantine/decisions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(discard)))
                        .statusCode())
                .as("without the token against forgery")
                .isEqualTo(403);
        for (String bad : List.of(
                discard.replace(rule, "no_such_rule"),
                discard.replace("a broken sender", " "),
                discard.replace("discard\"", "forget\""))) {
            assertThat(engineer.post("/api/v1/quarantine/decisions", bad).statusCode())
                    .as(bad)
                    .isEqualTo(422);
        }

        JsonNode discarded = Visitor.parse(
                engineer.post("/api/v1/quarantine/decisions", discard).body());
        // What only a rule over several messages held is held by the decision from now on.
        JsonNode moves = discarded.path("moves");
        String holder = moves.isEmpty() ? rule : moves.path(0).path("to").asText();
        JsonNode restored = Visitor.parse(engineer.post(
                        "/api/v1/quarantine/decisions",
                        discard.replace("discard\"", "restore\"").replace("\"" + rule, "\"" + holder))
                .body());
        JsonNode replayed =
                Visitor.parse(engineer.post("/api/v1/quarantine/decisions", discard.replace("discard\"", "replay\""))
                        .body());

        long messages = discarded.path("messages").asLong();
        assertThat(messages).isPositive();
        assertThat(restored.path("messages").asLong()).isEqualTo(messages);
        assertThat(replayed.path("left").asLong()).isZero();
        List<List<@Nullable Object>> decisions = new ArrayList<>();
        PAGES.site
                .workspace
                .reader()
                .query(
                        "select d.decision, count(*) from bronze.steward_decision d where d.decided_by = 'demo-data_engineer' and d.reason = 'a broken sender' group by 1 order by 1",
                        KnownAt.now(),
                        decisions::add);
        assertThat(decisions).containsExactly(List.of("discard", messages), List.of("restore", messages));
        assertThat(audited()).contains("\"what\":\"quarantine.decide\"", "discard of rule " + rule);
    }

    @Test
    void aStewardLooksAtMessagesAndDecidesAboutOneOfThem() throws Exception {
        Visitor engineer = visitor("data_engineer");
        String rule = "unknown_department";
        String look = "/api/v1/quarantine/messages?rule=" + rule;
        assertThat(visitor("bed_manager").get(look).statusCode()).isEqualTo(403);
        JsonNode held = engineer.json(look).path("messages");
        assertThat(held.size()).isGreaterThan(1);
        assertThat(held.path(0).path("payload").asText()).contains("***").contains("event_type");
        assertThat(held.path(0).path("detail").asText()).isNotEmpty();

        String one = held.path(0).path("id").asText();
        String discard =
                "{\"decision\":\"discard\",\"rule\":\"%s\",\"messages\":[\"%s\"],\"reason\":\"a test message\"}"
                        .formatted(rule, one);
        for (String bad : List.of(
                discard.replace(one, "ffff"), discard.replace(one, "' or"), discard.replace("discard", "replay"))) {
            assertThat(engineer.post("/api/v1/quarantine/decisions", bad).statusCode())
                    .as(bad)
                    .isBetween(400, 499);
        }
        // Who names none does not mean all that the rule holds.
        for (String none : List.of("[]", "null", "\"\"")) {
            for (String decision : List.of("discard", "restore", "replay")) {
                HttpResponse<String> refused = engineer.post(
                        "/api/v1/quarantine/decisions",
                        discard.replace("[\"" + one + "\"]", none).replace("discard", decision));
                assertThat(refused.statusCode()).as(decision + " " + none).isEqualTo(400);
                assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(refused.body()).contains("No message is named", "leave the field away");
            }
        }
        assertThat(engineer.json(look).path("messages"))
                .noneMatch(message -> message.path("discarded").asBoolean());
        assertThat(Visitor.parse(engineer.post("/api/v1/quarantine/decisions", discard)
                                .body())
                        .path("messages")
                        .asLong())
                .isEqualTo(1);
        JsonNode after = engineer.json(look).path("messages");
        for (JsonNode message : after) {
            assertThat(message.path("discarded").asBoolean())
                    .isEqualTo(message.path("id").asText().equals(one));
        }
        assertThat(Visitor.parse(
                                engineer.post("/api/v1/quarantine/decisions", discard.replace("discard\"", "restore\""))
                                        .body())
                        .path("messages")
                        .asLong())
                .isEqualTo(1);
        assertThat(audited())
                .contains("discard of single messages of rule " + rule)
                .doesNotContain(one);
    }

    @Test
    void thereAreNoNumbersOfWhatIsToComeNorOfBeforeAnyHospital() {
        Visitor manager = visitor("bed_manager");
        for (Instant instant : List.of(
                PAGES.now.plus(Data.AHEAD_MAX).plusSeconds(1),
                Instant.parse("9999-12-31T00:00:00Z"),
                Data.FIRST.minusSeconds(1),
                Instant.MAX)) {
            var refused =
                    manager.get("/api/v1/board?asof=" + URLEncoder.encode(instant.toString(), StandardCharsets.UTF_8));
            assertThat(refused.statusCode()).as(instant.toString()).isEqualTo(422);
            assertThat(refused.body()).contains("no numbers of this instant");
        }
        assertThat(manager.get("/api/v1/board?asof=" + PAGES.now.plus(Data.AHEAD_MAX))
                        .statusCode())
                .isEqualTo(200);
    }

    /** Whose program asks gets a problem it can read; the same words for all, whoever they are. */
    @Test
    void anAddressWithoutAPageIsAPageToWhoeverOpensIt() {
        URI none = PAGES.server.address().resolve("/bed-board");
        Visitor manager = visitor("bed_manager");
        HttpResponse<String> opened = manager.send(
                HttpRequest.newBuilder(none).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        assertThat(opened.statusCode()).isEqualTo(404);
        assertThat(opened.body()).isEqualTo(manager.get("/").body());
        for (String accepted : List.of("*/*", "application/json")) {
            HttpResponse<String> asked =
                    manager.send(HttpRequest.newBuilder(none).header("Accept", accepted));
            assertThat(asked.statusCode()).isEqualTo(404);
            assertThat(asked.body()).contains("There is nothing at this address");
        }
        assertThat(manager.send(HttpRequest.newBuilder(none.resolve("/api/v1/bed-board"))
                                .header("Accept", "text/html"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aLookAtPatientsIsInTheAuditWithoutAPatient() throws Exception {
        Visitor clinician = visitor("clinician");
        JsonNode rows = clinician
                .json("/api/v1/visits?hospital=1&department=ICU")
                .path("inBeds")
                .path("rows");
        assertThat(rows).isNotEmpty();
        String patient = rows.path(0).path(1).asText();
        var unused = clinician.json("/api/v1/visits?hospital=1&department=ICU&asof=2026-10-13T12:00:00Z");

        assertThat(audited())
                .contains(
                        "\"who\":\"demo-clinician\"",
                        "\"what\":\"visits\"",
                        "hospital 1, department ICU",
                        "hospital 1, department ICU, as of 2026-10-13T12:00:00Z",
                        "\"why\":\"care\"")
                .doesNotContain(patient);
        assertThat(AuditChain.in(WebServer.audit(PAGES.folder)).check().fault()).isEmpty();
    }

    @Test
    void everyKpiHasADefinitionItsSqlItsRowsAndACsv() {
        Visitor analyst = visitor("analyst");
        List<String> names = new ArrayList<>();
        analyst.json("/api/v1/kpis").forEach(kpi -> names.add(kpi.path("name").asText()));

        assertThat(names)
                .containsExactlyElementsOf(PAGES.site.workspace.content().kpis().keySet());
        for (String name : names) {
            assertThat(analyst.json("/api/v1/kpis/" + name).path("sql").asText())
                    .contains("select");
            JsonNode rows = analyst.json("/api/v1/kpis/" + name + "/rows");
            var file = analyst.get("/api/v1/kpis/" + name + "/csv");
            assertThat(file.headers().firstValue("Content-Disposition"))
                    .hasValueSatisfying(header -> assertThat(header)
                            .matches("attachment; filename=\"" + name + "-[0-9]{8}T[0-9]{6}Z\\.csv\""));
            String csv = file.body();
            assertThat(csv.lines().count())
                    .as(name)
                    .isGreaterThanOrEqualTo(1 + rows.path("rows").size());
        }
        assertThat(analyst.get("/api/v1/kpis/none").statusCode()).isEqualTo(404);
    }

    /** Numbers of all hospitals must not be taken, nor audited, for those of one. */
    @Test
    void aKpiWithoutHospitalsOrDepartmentsIsNotAskedForOne() throws Exception {
        Visitor manager = visitor("bed_manager");

        for (String asked : List.of(
                "quarantine_by_rule/rows?hospital=3",
                "quarantine_by_rule/csv?hospital=3",
                "midnight_census/rows?hospital=1&department=Ward%207")) {
            var refused = manager.get("/api/v1/kpis/" + asked);
            assertThat(refused.statusCode()).as(asked).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.body())
                    .contains("has no column " + (asked.contains("department") ? "department" : "hospital_id"))
                    .doesNotContain("Ward 7");
        }
        assertThat(manager.json("/api/v1/kpis/midnight_census/rows?hospital=1").path("rows"))
                .isNotEmpty()
                .allMatch(row -> row.path(0).asText().equals("1"));
        assertThat(audited()).doesNotContain("quarantine_by_rule, hospital 3");
    }
}
