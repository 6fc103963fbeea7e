package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages in states that take weeks of history, or a stranger. Without Chromium these tests are skipped, and say so. */
class AxeInChromiumTest extends OnOpenPages {
    @BeforeEach
    void answer() {
        pages.browser.size(1440, 900);
    }

    private static void rows(String kpi, String columns, String... rows) {
        pages.alone.answers.put("/kpis/" + kpi + "/rows", """
                {"columns": [%s], "rows": [%s], "asOf": "2026-11-20T12:00:00Z", "version": 7, "counted": "all", "cut": false}""".formatted(
                        List.of(columns.split(", ")).stream()
                                .map(name -> "\"" + name + "\"")
                                .collect(Collectors.joining(",")),
                        String.join(",", rows)));
    }

    private static String[] hours(String form) {
        return IntStream.range(10, 24)
                .mapToObj(hour -> "[\"1\", \"ICU\", \"2026-11-19T%s:00:00Z\", %s]".formatted(hour, form))
                .toArray(String[]::new);
    }

    /** Of ICU, whatever takes time to be there. */
    private static void history() {
        pages.alone.answers.put("/kpis", """
                [{"name": "bottleneck_index"}, {"name": "bed_turnaround"}, {"name": "occupancy_by_gender"}, {"name": "occupancy_by_age_band"}]""");
        rows(
                "bed_map",
                "hospital_id, department, bed_id, bed_state, since, minutes",
                IntStream.range(0, 5)
                        .mapToObj(i -> "[\"1\", \"ICU\", \"ICU-0%s\", \"%s\", \"2026-11-20T10:00:00Z\", 120]"
                                .formatted(
                                        i,
                                        List.of("occupied", "ready", "dirty", "cleaning", "closed")
                                                .get(i)))
                        .toArray(String[]::new));
        rows("occupancy_hourly", "hospital_id, department, hour_start, closing_census", hours("3"));
        rows(
                "flow_hourly",
                "hospital_id, department, hour_start, admissions, transfers_in, discharges, transfers_out, closing_census",
                hours("1, 1, 1, 0, 3"));
        rows(
                "waits",
                "hospital_id, department, waited, average_wait, median_wait, p90_wait, boarded, average_boarding, median_boarding, p90_boarding",
                "[\"1\", \"ICU\", 40, 55, 50, 130, 30, 45, 40, 1300]");
        rows(
                "length_of_stay_bands",
                "hospital_id, department, band_no, band, visits",
                "[\"1\", \"ICU\", 1, \"under 6 h\", 4]",
                "[\"1\", \"ICU\", 5, \"7 d and more\", 9]");
        rows(
                "length_of_stay",
                "hospital_id, department, visits, average_hours, median_hours, p90_hours",
                "[\"1\", \"ICU\", 13, 70.5, 60.1, 200.9]");
        rows(
                "occupancy_forecast",
                "hospital_id, department, hours_ahead, closed_ts, patients_now, patients, low, high, mean_error, mean_error_unchanged, tested, history_hours",
                IntStream.rangeClosed(1, 4)
                        .mapToObj(ahead ->
                                "[\"1\", \"ICU\", %s, \"2026-11-20T12:00:00Z\", 3, %s, 2, 5, 0.8, 1.1, 168, 500]"
                                        .formatted(ahead, 3 + ahead % 2))
                        .toArray(String[]::new));
        standing();
        flow();
    }

    /** How it stands, and who is there. */
    private static void standing() {
        rows(
                "bottleneck_index",
                "hospital_id, department, waiting, freed_last_day, freed_per_hour, hours_to_clear",
                "[\"1\", \"ICU\", 3, 4, 0.16, 18.0]");
        rows(
                "bed_turnaround",
                "hospital_id, department, turnarounds, average_minutes, median_minutes",
                "[\"1\", \"ICU\", 20, 70, 65]");
        rows(
                "occupancy_by_gender",
                "hospital_id, department, gender, patients, occupied, open_beds, share_of_occupied_percent, share_of_beds_percent",
                "[\"1\", \"ICU\", \"Female\", 2, 3, 4, 66.6, 50.0]",
                "[\"1\", \"ICU\", \"Male\", 1, 3, 4, 33.4, 25.0]");
        rows(
                "occupancy_by_age_band",
                "hospital_id, department, age_band, patients, occupied, beds, share_of_occupied_percent, share_of_beds_percent",
                "[\"1\", \"ICU\", \"75 and more\", 3, 3, 4, 100.0, 75.0]");
        pages.board("""
                {"id": "1/ICU", "hospitalId": "1", "hospital": "Summit", "department": "ICU", "beds": 4, "occupied": 3, "ready": 0, "percent": 100,
                "waiting": 2, "longestWait": 300, "waitsFor": "Surgery", "arrived": 1, "longestArrived": 20, "dirty": 1, "cleaning": 0, "closed": 1,
                "leaving": 1, "arriving": 2, "after": 4, "silent": 1, "silentSince": "2026-11-12T12:00:00Z",
                "forecast": {"at": "2026-11-20T16:00:00Z", "patients": 3, "low": 2, "high": 5, "error": 0.8, "historyHours": 500},
                "spark": [1, 2, 3, null, 3], "level": "CRITICAL"}""", OpenPages.tile("Surgery", 2));
    }

    /** Of both departments, what is on the page Flow. */
    private static void flow() {
        rows(
                "overstay",
                "hospital_id, department, patients, overstays, overstay_percent, longest_hours",
                "[\"1\", \"ICU\", 3, 1, 33.3, 300]",
                "[\"1\", \"Surgery\", 2, 2, 100.0, 1000]",
                "[\"2\", \"ICU\", 2, 0, 0.0, 10]");
        rows(
                "not_heard_of",
                "hospital_id, department, patients, waiting, in_beds, since, longest_minutes",
                "[\"1\", \"ICU\", 1, 0, 1, \"2026-11-12T12:00:00Z\", 11520]",
                "[\"1\", \"Surgery\", 2, 2, 0, \"2026-11-10T12:00:00Z\", 14400]");
        rows(
                "waits_by_step",
                "hospital_id, department, step, patients, median_minutes, p90_minutes, longest_minutes",
                "[\"1\", \"ICU\", \"2 bed request to bed\", 4, 59, 60, 2880]");
        rows(
                "flow_between_departments",
                "hospital_id, department, direction, other, moves",
                "[\"1\", \"ICU\", \"out\", \"Surgery\", 3]",
                "[\"1\", \"ICU\", \"in\", \"arrival\", 5]");
    }

    /** Light and dark, wide and narrow. */
    private static List<String> serious(String what) {
        List<String> serious = new ArrayList<>();
        for (int width : List.of(1440, 390)) {
            pages.browser.size(width, 900);
            for (String scheme : List.of("dark", "light")) {
                pages.browser.prefer(scheme);
                Axe.seriousIn(pages.browser)
                        .forEach(found -> serious.add("%s %s %s: %s".formatted(what, width, scheme, found)));
            }
        }
        return serious;
    }

    @Test
    void axeFindsNothingSeriousInWhatTakesHistory() {
        history();
        pages.open("/", "document.querySelector('.tile .spark')");
        List<String> serious = serious("board");
        pages.open(
                "/department/1/ICU",
                "document.querySelector('.beds li') && document.querySelector('.fan') && document.querySelector('.pairs')");
        assertThat(pages.texts(".panel h2")).contains("Waits, last 30 days", "Who is here, by gender");
        pages.browser.evaluate("document.querySelectorAll('.panel details').forEach(one => one.open = true)");
        serious.addAll(serious("department"));
        pages.open("/flow", "document.querySelector('.sankey path') && document.querySelector('.steps td a')");
        pages.browser.evaluate("document.querySelectorAll('.panel details').forEach(one => one.open = true)");
        serious.addAll(serious("flow"));

        assertThat(serious).isEmpty();
    }

    @Test
    void whoStaysLongAndWhoIsSilentAreTheRowsOfTheirKpis() {
        history();
        pages.open("/flow", "document.querySelector('.steps td a')?.textContent.startsWith('Summit')");

        assertThat(pages.browser.evaluate("""
                        [...document.querySelectorAll('.panel')].filter(panel => /Who stays long|Not heard of/.test(panel.querySelector('h2').textContent))
                            .flatMap(panel => [...panel.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).join('|')))""").valueStream().map(row -> row.asText()))
                .containsExactly(
                        "Summit Surgery|2|2|41 d 16 h",
                        "Summit ICU|3|1|12 d 12 h",
                        "Summit Surgery|2|0|2026-11-10 12:00 UTC",
                        "Summit ICU|0|1|2026-11-12 12:00 UTC");
    }

    @Test
    void axeIsAskedOfSmallTargetsToo() {
        pages.open("/", "document.querySelector('.tile')");
        pages.browser.evaluate("""
                const small = document.createElement('p');
                small.innerHTML = '<button style="all: unset; font-size: 8px; height: 8px; min-height: 0">a</button><button style="all: unset; font-size: 8px; height: 8px; min-height: 0">b</button>';
                document.querySelector('main').append(small);""");

        assertThat(Axe.seriousIn(pages.browser)).isNotEmpty().allMatch(found -> found.contains("target-size"));
    }

    @Test
    void axeFindsNothingSeriousWhereAPasswordIsSet() {
        pages.alone.statuses.put("/session", 401);
        pages.open("/start#one-use", "document.querySelector('input[autocomplete=new-password]')");
        List<String> serious = serious("set password");
        pages.alone.statuses.put("/session", 422);
        pages.browser.evaluate("""
                document.querySelector('input[type=password]').value = 'twelve letters';
                document.querySelector('form button').click()""");
        pages.browser.until("document.querySelector('.problem')");
        serious.addAll(serious("refused password"));

        assertThat(serious).isEmpty();
    }

    @Test
    void axeFindsNothingSeriousInAnAnswerOfExplore() {
        pages.alone.answers.put(
                "/catalog",
                "{\"columns\": {\"columns\": [], \"rows\": [[\"gold.a\", \"b\", \"text\"]]}, \"tables\": [], \"kpis\": []}");
        pages.alone.answers.put("/sql", """
                {"columns": ["department", "stays", "since"], "rows": [["ICU", 3, "2026-11-12T12:00:00Z"], ["Surgery", 2, null]], "cut": true,
                "asOf": "2026-11-20T12:00:00Z", "version": 7}""");
        pages.open("/explore", "document.querySelector('.columns summary')");
        pages.browser.evaluate("document.querySelector('form button[type=submit]').click()");
        pages.browser.until("document.querySelector('.answer-chart') && document.querySelector('.rows td')");
        List<String> serious = serious("explore");
        pages.alone.statuses.put("/sql", 422);
        pages.browser.evaluate("document.querySelector('form button[type=submit]').click()");
        pages.browser.until("document.querySelector('.problem')");
        serious.addAll(serious("refused question"));

        assertThat(serious).isEmpty();
    }
}
