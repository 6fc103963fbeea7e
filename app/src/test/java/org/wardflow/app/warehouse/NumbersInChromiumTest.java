package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.browser.Axe;
import org.wardflow.app.browser.Chromium;
import org.wardflow.app.verify.Verification;
import org.wardflow.simulator.WorldWard;
import org.wardflow.simulator.truth.Truth;

/** The numbers on the pages beside the ledger and the KPIs of the same version. Without Chromium these tests are skipped, and say so. */
class NumbersInChromiumTest {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The panels of a department that have the rows of a KPI as their table. */
    private static final Map<String, String> PANELS = Map.of(
            "Beds", "bed_map",
            "Patients in beds, last 72 hours", "occupancy_hourly",
            "Coming (up) and going (down), last 36 hours", "flow_hourly",
            "Waits, last 30 days", "waits",
            "Length of stay, last 30 days", "length_of_stay_bands",
            "Who is here, by gender", "occupancy_by_gender",
            "Who is here, by age", "occupancy_by_age_band");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ServedSite pages;

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @SuppressWarnings("NullAway.Init")
    private static Visitor manager;

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the pages were not looked at");
        pages = new ServedSite();
        browser = new Chromium(folder.resolve("profile"), 1440, 900);
        manager = new Visitor(pages, "bed_manager");
        comeIn("bed_manager");
    }

    @AfterAll
    static void stop() throws IOException {
        if (pages != null) {
            browser.close();
            pages.close();
        }
    }

    private static void comeIn(String role) {
        browser.open(requireNonNull(pages.server.demoLinks().get(role)));
        browser.until(
                "document.querySelector('.me select')?.value === '" + role + "' && document.querySelector('.board')");
    }

    private static void open(String path, String until) {
        browser.open(pages.server.address().resolve(path));
        browser.until("location.pathname + location.search === '" + path + "' && " + until);
    }

    @Test
    void theBoardIsTheLedgerAtSeveralMoments() {
        // Row for row what a derivation without our SQL makes of what was sent: from here on stays and visits are the
        // ledger's.
        Truth truth = Truth.read(pages.site.sent(ServedSite.HOURS));
        Verification lake = Verification.of(pages.site.workspace, truth);
        assertThat(lake.passed()).isTrue();
        WardLedger ledger = WardLedger.of(pages.site);
        long waitedInAll = 0;
        int departments = 0;
        for (int hours : List.of(13, 29, 47, ServedSite.HOURS)) {
            Instant at = pages.now.minus(Duration.ofHours(ServedSite.HOURS - hours));
            open("/?asof=" + at, "document.querySelector('.tile, .calm-table')");
            Map<String, Long> wait = ledger.waiting(at);
            waitedInAll += wait.values().stream().mapToLong(Long::longValue).sum();

            ShownBoard shown = new ShownBoard(browser);
            assertThat(shown.inBeds()).as("in beds as of %s", at).isNotEmpty().isEqualTo(ledger.present(at));
            assertThat(shown.waiting()).as("waiting as of %s", at).isEqualTo(wait);
            // Ready is what the simulator itself knows of each bed, where that was told.
            Map<String, Long> ready = shown.ready();
            for (WorldWard ward : truth.ledger().wardsAsTold(at)) {
                assertThat(ready.getOrDefault(ward.id(), 0L))
                        .as("ready beds of %s as of %s", ward.id(), at)
                        .isEqualTo(ward.ready(at));
                departments++;
            }
        }
        assertThat(departments)
                .as("the departments whose ready beds were compared")
                .isGreaterThan(20);
        assertThat(waitedInAll).isPositive();
    }

    /** The rows of a KPI, of the version that the board shows. */
    private static JsonNode kpi(String name, String where) {
        JsonNode answer = manager.json("/api/v1/kpis/" + name + "/rows" + where);
        assertThat(answer.path("version"))
                .isEqualTo(manager.json("/api/v1/board").path("version"));
        return answer;
    }

    private static List<Map<String, JsonNode>> objects(JsonNode answer) {
        List<Map<String, JsonNode>> objects = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            Map<String, JsonNode> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(answer.path("columns").path(i).asText(), row.path(i));
            }
            objects.add(object);
        }
        return objects;
    }

    /** A value as tables show it. */
    private static String cell(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "–";
        }
        if (value.isNumber()) {
            return NumberFormat.getInstance(Locale.ENGLISH).format(value.decimalValue());
        }
        return value.asText().matches("\\d{4}-\\d\\d-\\d\\dT.*")
                ? TIME.format(Instant.parse(value.asText()))
                : value.asText();
    }

    /** Minutes as people say them. */
    private static String span(@Nullable JsonNode minutes) {
        if (minutes == null || minutes.isNull()) {
            return "–";
        }
        Duration time = Duration.ofMinutes(minutes.asLong());
        if (time.toHours() == 0) {
            return time.toMinutes() + " min";
        }
        return time.toHours() < 48
                ? String.format(Locale.ROOT, "%d h %02d", time.toHours(), time.toMinutesPart())
                : time.toDays() + " d " + time.toHoursPart() + " h";
    }

    /** The rows of tables as lines, by the title of their panel. */
    private static Map<String, List<String>> tables(String which) {
        Map<String, List<String>> tables = new TreeMap<>();
        browser.evaluate("""
                [...document.querySelectorAll('.panel')].map(panel => [panel.querySelector('h2').textContent,
                    [...panel.querySelectorAll('%s')].flatMap(table => [...table.tBodies[0].rows]).map(row => [...row.cells].map(cell => cell.textContent).join('|'))])""".formatted(which))
                .forEach(panel -> tables.put(
                        panel.get(0).asText(),
                        StreamSupport.stream(panel.get(1).spliterator(), false)
                                .map(JsonNode::asText)
                                .toList()));
        return tables;
    }

    @Test
    void eachTableOfADepartmentIsItsKpisRows() {
        Map<String, Integer> rowsOf = new TreeMap<>();
        for (String ward : List.of("1/ICU", "1/Emergency", "2/Surgery")) {
            open(
                    "/department/" + ward,
                    "document.querySelector('.beds li') && document.querySelector('.pairs, .panel')");
            assertThat(browser.evaluate(
                                    "[...document.querySelector('.why-line').childNodes].filter(node => !node.classList?.contains('figure')).map(node => node.textContent).join(' ')")
                            .asText())
                    .as("each number of the sentence opens its definition")
                    .contains("What holds it up")
                    .doesNotContainPattern("\\d");
            String where = "?hospital=" + ward.replace("/", "&department=");
            Map<String, List<String>> tables = tables("details table");
            PANELS.forEach((title, kpi) -> {
                List<String> rows = new ArrayList<>();
                kpi(kpi, where)
                        .path("rows")
                        .forEach(row -> rows.add(StreamSupport.stream(row.spliterator(), false)
                                .map(NumbersInChromiumTest::cell)
                                .collect(Collectors.joining("|"))));
                assertThat(tables.getOrDefault(title, List.of()))
                        .as("%s of %s", title, ward)
                        .isEqualTo(rows);
                rowsOf.merge(title, rows.size(), Integer::sum);
            });
            for (Map<String, JsonNode> stay : objects(kpi("length_of_stay", where))) {
                assertThat(browser.evaluate(
                                        "[...document.querySelectorAll('.panel')].find(panel => panel.textContent.startsWith('Length of stay')).textContent")
                                .asText())
                        .contains("Median %s h, average %s h, one in ten longer than %s h, of %s visits."
                                .formatted(
                                        cell(stay.get("median_hours")),
                                        cell(stay.get("average_hours")),
                                        cell(stay.get("p90_hours")),
                                        cell(stay.get("visits"))));
                rowsOf.merge("length_of_stay", 1, Integer::sum);
            }
            List<String> waits = new ArrayList<>();
            for (Map<String, JsonNode> row : objects(kpi("waits", where))) {
                row.keySet().removeAll(List.of("hospital_id", "department"));
                row.forEach((name, value) -> waits.add(
                        name.replace('_', ' ') + " " + (name.matches("waited|boarded") ? cell(value) : span(value))));
            }
            assertThat(browser.evaluate(
                                    "[...document.querySelectorAll('.pairs div')].map(pair => pair.querySelector('dt').textContent + ' ' + pair.querySelector('dd').textContent)")
                            .valueStream()
                            .map(JsonNode::asText))
                    .as(ward)
                    .isEqualTo(waits);
        }
        assertThat(rowsOf)
                .containsOnlyKeys(keys())
                .allSatisfy((title, rows) -> assertThat(rows).as(title).isPositive());
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(PANELS.keySet());
        keys.add("length_of_stay");
        return keys;
    }

    @Test
    void eachTableOfTheFlowIsItsKpisRows() {
        open("/flow", "document.querySelector('.sankey path') && document.querySelector('.steps td a')");
        Map<String, String> names = new HashMap<>();
        manager.json("/api/v1/departments")
                .path("departments")
                .forEach(one -> names.put(
                        one.path("hospitalId").asText(), one.path("hospital").asText()));
        Map<String, List<String>> unfolded = tables("details table");
        Map<String, List<String>> open = tables(":scope > .scroll table");
        List<String> steps = new ArrayList<>();
        for (Map<String, JsonNode> row : objects(kpi("waits_by_step", ""))) {
            steps.add(String.join(
                    "|",
                    requireNonNull(names.get(cell(row.get("hospital_id")))),
                    cell(row.get("department")),
                    cell(row.get("step")).substring(2),
                    cell(row.get("patients")),
                    span(row.get("median_minutes")),
                    span(row.get("p90_minutes")),
                    span(row.get("longest_minutes"))));
        }
        List<String> overstays = new ArrayList<>();
        for (Map<String, JsonNode> row : objects(kpi("overstay", ""))) {
            if (requireNonNull(row.get("overstays")).asLong() > 0) {
                overstays.add(String.join(
                        "|", place(row, names), cell(row.get("patients")), cell(row.get("overstays")), "longest"));
            }
        }
        List<String> silent = new ArrayList<>();
        for (Map<String, JsonNode> row : objects(kpi("not_heard_of", ""))) {
            silent.add(String.join(
                    "|",
                    place(row, names),
                    cell(row.get("waiting")),
                    cell(row.get("in_beds")),
                    cell(row.get("since"))));
        }

        assertThat(unfolded.get("Waits at each step, last 24 hours"))
                .isNotEmpty()
                .isEqualTo(steps);
        assertThat(open.get("Who stays long")).containsExactlyInAnyOrderElementsOf(overstays);
        assertThat(open.get("Not heard of: check")).containsExactlyInAnyOrderElementsOf(silent);
    }

    private static String place(Map<String, JsonNode> row, Map<String, String> names) {
        return names.get(cell(row.get("hospital_id"))) + " " + cell(row.get("department"));
    }

    @Test
    void whoIsInADepartmentIsShownToThoseWhoMaySeeItAndIsFitForAll() {
        comeIn("unit_nurse");
        List<String> serious = new ArrayList<>();
        try {
            open("/department/1/ICU", "document.querySelector('.beds li')");
            browser.evaluate(
                    "[...document.querySelectorAll('.panel > button')].find(one => one.textContent === 'Show who is here').click()");
            browser.until(
                    "[...document.querySelectorAll('caption')].some(one => one.textContent.startsWith('In beds'))");
            JsonNode visits = new Visitor(pages, "unit_nurse").json("/api/v1/visits?hospital=1&department=ICU");
            assertThat(visits.path("inBeds").path("rows")).isNotEmpty();
            assertThat(browser.evaluate(
                                    "[...document.querySelectorAll('caption')].filter(one => /^(In beds|Waiting)/.test(one.textContent)).map(one => one.textContent)")
                            .valueStream()
                            .map(JsonNode::asText))
                    .containsExactly(
                            "In beds: " + visits.path("inBeds").path("rows").size(),
                            "Waiting for a bed: "
                                    + visits.path("waiting").path("rows").size());
            for (int width : List.of(1440, 390)) {
                browser.size(width, 900);
                for (String scheme : List.of("dark", "light")) {
                    browser.prefer(scheme);
                    Axe.seriousIn(browser).forEach(found -> serious.add(width + " " + scheme + ": " + found));
                }
            }
        } finally {
            browser.size(1440, 900);
            comeIn("bed_manager");
        }

        assertThat(serious).isEmpty();
    }
}
