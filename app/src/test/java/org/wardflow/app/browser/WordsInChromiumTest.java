package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Words about numbers are made of what the site has set. Without Chromium these tests are skipped, and say so. */
class WordsInChromiumTest extends OnOpenPages {
    private static final String TOO_LITTLE = """
            "forecast": {"at": "2026-11-20T16:00:00Z", "patients": null, "low": null, "high": null, "error": null, "historyHours": 50}, "level":""";

    private static void rows(String kpi, String counted, String parameters, String columns, String row) {
        pages.alone.answers.put("/kpis/" + kpi + "/rows", """
                {"columns": [%s], "rows": [%s], "asOf": "2026-11-20T12:00:00Z", "counted": "%s", "parameters": {%s}, "version": 7}""".formatted(columns, row, counted, parameters));
    }

    @Test
    void thresholdsAreThoseOfTheDefinition() {
        rows("overstay", "all", "\"overstay_hours\": 50", "", "");
        rows("not_heard_of", "all", "\"silent_wait_hours\": 1, \"silent_bed_hours\": 72", "", "");
        rows("flow_between_departments", "all", "\"flow_hours\": 12", "", "");
        pages.open("/flow", "document.querySelector('.flow')");

        assertThat(pages.texts(".panel > p.quiet"))
                .contains("In a bed, and the visit began more than 50 hours ago.")
                .anyMatch(text -> text.startsWith(
                        "They wait, and no message came for 1 hour; or they lie in a bed, and none came for 3 days."));
        assertThat(pages.texts("h2")).contains("From where to where, last 12 hours");
    }

    @Test
    void howMuchHistoryAForecastNeedsIsThatOfTheDefinition() {
        pages.board(OpenPages.tile("ICU", 1).replace("\"level\":", TOO_LITTLE.strip()));
        pages.alone.answers.computeIfPresent(
                "/board",
                (path, board) -> board.replace("\"thresholds\": {}", "\"thresholds\": {\"forecastHistory\": \"504\"}"));
        pages.open("/", "document.querySelector('.tile')");
        assertThat(pages.texts(".facts .figure")).contains("no forecast: 2 of 21 days of history");

        rows("occupancy_forecast", "all", "\"history_hours\": 504", "\"patients\", \"history_hours\"", "[null, 50]");
        pages.open("/department/1/ICU", "document.querySelector('.beds')");
        assertThat(pages.texts(".panel > p")).contains("Too little history: 2 of 21 days. There is no forecast yet.");

        rows("occupancy_forecast", "all", "\"history_hours\": 100", "\"patients\", \"history_hours\"", "[null, 60]");
        pages.open("/department/1/ICU", "document.querySelector('.beds')");
        assertThat(pages.texts(".panel > p"))
                .contains("Too little history: 60 of 100 hours. There is no forecast yet.");
    }

    @Test
    void aDefinitionShowsItsParameters() {
        pages.alone.answers.put("/kpis/overstay", """
                {"question": "q", "definition": "d", "unit": "u", "grain": "g", "source": "s", "owner": "o", "thresholds": {},
                "parameters": {"overstay_hours": 168}, "sql": "select"}""");
        rows("overstay", "all", "\"overstay_hours\": 168", "\"a\"", "[1]");
        pages.open("/?kpi=overstay", "document.querySelector('.drawer .rows td')");

        assertThat(pages.texts(".drawer dt")).contains("Parameters");
        assertThat(pages.texts(".drawer dd")).contains("overstay_hours 168");
    }

    @Test
    void numbersAreShownWithAllTheirDigitsAndRowsThatAreCutSaySo() {
        pages.alone.answers.put("/kpis/overstay", """
                {"question": "q", "definition": "d", "unit": "u", "grain": "g", "source": "s", "owner": "o", "thresholds": {},
                "parameters": {}, "sql": "select"}""");
        pages.alone.answers.put("/kpis/overstay/rows", """
                {"columns": ["a", "b", "c", "d"], "rows": [[0.00025, 1234567.00004, 12345, "9007199254740993"]],
                "asOf": "2026-11-20T12:00:00Z", "counted": "all", "parameters": {}, "version": 7, "cut": true}""");
        pages.open("/?kpi=overstay", "document.querySelector('.drawer .rows td')");

        assertThat(pages.texts(".drawer .rows td"))
                .containsExactly("0.00025", "1,234,567.00004", "12,345", "9007199254740993");
        assertThat(pages.texts(".drawer p"))
                .anyMatch(text -> text.startsWith("1 row, and more that are cut: ask for one hospital, as of "));
    }

    @Test
    void numbersOfAScopeSaySo() {
        String scoped = "\"version\": 7, \"scoped\": [\"pending_moves\"]";
        pages.alone.answers.computeIfPresent("/board", (path, board) -> board.replace("\"version\": 7", scoped));
        rows("length_of_stay", "scope", "", "", "");
        rows("length_of_stay_bands", "all", "", "", "");
        pages.open("/department/1/ICU", "document.querySelector('.beds')");
        assertThat(pages.texts(".of-scope")).containsExactly("Of your scope alone: known moves, length of stay.");

        pages.alone.answers.computeIfPresent(
                "/board", (path, board) -> board.replace("pending_moves", "occupancy_now"));
        pages.open("/department/1/ICU", "document.querySelector('.beds')");
        assertThat(pages.texts(".of-scope")).containsExactly("These are the numbers of your scope.");

        pages.alone.answers.computeIfPresent(
                "/quality", (path, quality) -> quality.replaceFirst("\\{", "{\"counted\": \"scope\", "));
        pages.open("/quality", "document.querySelector('.quality')");
        assertThat(pages.texts(".of-scope")).containsExactly("These are the numbers of your scope.");
    }

    @Test
    void flowSaysWhichOfItsNumbersAreOfTheScopeAndNothingOfOthers() {
        rows("overstay", "scope", "\"overstay_hours\": 50", "", "");
        pages.open("/flow", "document.querySelector('.flow')");
        assertThat(pages.texts(".of-scope")).containsExactly("Of your scope alone: who stays long.");
        assertThat(pages.texts(".flow .second")).containsExactly("Nobody whom you may see stays too long. ");
        assertThat(pages.texts(".panel > p.quiet")).contains("Nobody whom you may see.", "Nobody.");

        for (String kpi : List.of("flow_between_departments", "waits_by_step", "not_heard_of")) {
            rows(kpi, "scope", "", "", "");
        }
        pages.open("/flow", "document.querySelector('.flow')");
        assertThat(pages.texts(".of-scope")).containsExactly("These are the numbers of your scope.");
        assertThat(pages.texts(".panel > p.quiet"))
                .contains("No step that you may see ended in this time.")
                .doesNotContain("Nobody.");
    }

    @Test
    void bedsAndVisitsThatTheViewerMayNotSeeAreNotDenied() {
        rows("bed_map", "scope", "", "\"bed_id\", \"bed_state\", \"minutes\"", "");
        pages.open("/department/1/ICU", "document.querySelector('.beds')");
        assertThat(pages.texts(".panel > p.quiet"))
                .noneMatch(text -> text.contains("never named"))
                .contains(
                        "No visit that you may see began here and has ended within 30 days: a visit counts where it began.");

        rows("bed_map", "all", "", "\"bed_id\", \"bed_state\", \"minutes\"", "");
        pages.open("/department/1/ICU", "document.querySelector('.beds')");
        assertThat(pages.texts(".panel > p.quiet")).anyMatch(text -> text.contains("4 of 4 never named"));
    }

    @Test
    void aFilterIsNamedOnTheWallAndCanBeTakenAwayWhereItMatchesNothing() {
        pages.open("/wall?hospital=1", "document.querySelector('.board')");
        assertThat(pages.texts(".of-hospital")).containsExactly("Of Summit alone.");

        for (String path : List.of("/wall", "/")) {
            pages.open(path + "?hospital=3", "document.querySelector('.board')");
            assertThat(pages.texts(".headline .first")).containsExactly("You see no department of hospital 3.");
            pages.browser.evaluate("document.querySelector('main button.tool').click()");
            pages.browser.until("document.querySelector('.tile') && location.search === ''");
            assertThat(pages.texts(".of-hospital")).isEmpty();
        }
        pages.open("/?hospital=3", "document.querySelector('.chip')");
        assertThat(pages.texts(".chip")).containsExactly("All", "Summit");
        pages.open("/?hospital=1", "document.querySelector('.tile')");
        assertThat(pages.texts(".chip")).isEmpty();
    }

    @Test
    void aMoveBetweenTwoHospitalsIsCountedOnce() {
        rows(
                "flow_between_departments",
                "all",
                "\"flow_hours\": 24",
                "\"hospital_id\", \"department\", \"direction\", \"other\", \"moves\"",
                "[\"1\", \"ICU\", \"out\", \"another hospital\", 1], [\"2\", \"ICU\", \"in\", \"another hospital\", 1]");
        for (String path : List.of("/flow", "/flow?hospital=1", "/flow?hospital=2")) {
            pages.open(path, "document.querySelector('.flow')");
            assertThat(pages.texts(".flow .first"))
                    .as(path)
                    .singleElement()
                    .asString()
                    .contains("and 1 moved, most from ");
        }
    }

    @Test
    void theHospitalThatIsLookedAtGoesAlongWithLinksAndFigures() {
        pages.open("/?hospital=1", "document.querySelector('.tile')");
        assertThat(pages.browser
                        .evaluate("document.querySelector('.tile h3 a').getAttribute('href')")
                        .asText())
                .isEqualTo("/department/1/ICU?hospital=1");
        for (String figure : List.of(".headline .first .figure", "h2 .figure")) {
            pages.browser.evaluate("document.querySelector('" + figure + "').click()");
            pages.browser.until(
                    "new URLSearchParams(location.search).get('kpi') === 'occupancy_now' && location.search.includes('kpih=1')");
            pages.browser.evaluate("import('/web/store.js').then(store => store.keep({kpi: null, kpih: null}))");
            pages.browser.until("location.search === '?hospital=1'");
        }
    }
}
