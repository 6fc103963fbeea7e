package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an earlier instant moves, and what it does not. Without Chromium these tests are skipped, and say so. */
class MomentsInChromiumTest extends OnOpenPages {
    private static final String PAST = "?asof=2026-11-19T08:00:00Z";

    @BeforeEach
    void answer() {
        pages.alone.answers.put("/catalog", """
                {"columns": {"columns": [], "rows": []}, "kpis": [], "tables": []}""");
        pages.alone.answers.put("/cycles", """
                {"fresh": %s, "pipeline": {"phase": "running", "behindMillis": 0, "streams": [], "troubles": [], "cycles": [], "written": [],
                "failures": []}}""".formatted(PagesAlone.FRESH));
    }

    private static String answered(boolean moved) {
        pages.alone.answers.put("/sql", """
                {"columns": ["a"], "rows": [["x"]], "asOf": "2026-11-19T08:00:00Z", "version": 7, "moved": %s}""".formatted(moved));
        pages.open("/explore" + PAST, "document.querySelector('#sql')");
        pages.browser.evaluate("document.querySelector('.explore form button').click()");
        pages.browser.until("document.querySelector('.rows td')");
        return pages.texts(".explore .panel div > p.quiet").get(0);
    }

    @Test
    void anAnswerThatTheInstantDidNotMoveIsLabelledAsKnownToday() {
        assertThat(answered(false)).startsWith("1 row, rows as known today (").doesNotContain("as of");
        assertThat(answered(true))
                .startsWith("1 row, as of 2026-11-19 08:00 UTC")
                .doesNotContain("today");
        assertThat(pages.texts(".banner"))
                .singleElement()
                .asString()
                .contains("kpi.* answers with what was true then", "gold.* and silver.* with the rows as known today");
        assertThat(pages.alone.sent.get("/sql"))
                .as("the first question is one that the instant moves")
                .contains("from kpi.occupancy_now")
                .doesNotContain("gold.", "silver.");
    }

    @Test
    void anAnswerIsAChartAndACsvToo() {
        pages.alone.answers.put("/sql", """
                {"columns": ["department", "beds"], "rows": [["ICU, \\"east\\"", 12], ["=Surgery", 3]], "asOf": "2026-11-19T08:00:00Z", "version": 7,
                "moved": true}""");
        pages.open("/explore", "document.querySelector('#sql')");
        pages.browser.evaluate("document.querySelector('.explore form button').click()");
        pages.browser.until("document.querySelector('.answer-chart')");

        assertThat(pages.texts(".answer-chart h3")).containsExactly("beds by department");
        assertThat(pages.texts(".answer-chart tr")).containsExactly("ICU, \"east\"12", "=Surgery3");
        assertThat(pages.browser
                        .evaluate(
                                "[...document.querySelectorAll('.answer-chart rect')].map(bar => bar.getAttribute('width')).join()")
                        .asText())
                .isEqualTo("100,25");
        pages.browser.evaluate(
                "window.kept = null; URL.createObjectURL = blob => (blob.text().then(text => window.kept = text), '#')");
        pages.browser.evaluate(
                "[...document.querySelectorAll('.explore button')].find(one => one.textContent === 'CSV').click()");
        pages.browser.until("window.kept");
        assertThat(pages.browser.evaluate("window.kept").asText())
                .as("quoted, and no formula")
                .isEqualTo("department,beds\r\n\"ICU, \"\"east\"\"\",12\r\n'=Surgery,3");
    }

    @Test
    void thePipelineIsOfNowAndSaysSo() {
        pages.open("/pipeline" + PAST, "document.querySelector('.pipeline')");
        pages.browser.until("document.querySelector('.badge.age-live')");

        assertThat(pages.texts(".badge")).noneMatch(text -> text.contains("as of"));
        assertThat(pages.texts(".banner"))
                .containsExactly(
                        "This page shows now, whatever instant is looked at: it does not go back to 2026-11-19 08:00 UTC.");
        assertThat(pages.texts("button[title=p]")).containsExactly("❚❚ Pause");
    }

    @Test
    void whereDataComesFromIsOfNowAndSaysSo() {
        pages.open("/quality" + PAST, "document.querySelector('.quality')");
        assertThat(pages.texts(".panel > p.quiet")).anyMatch(text -> text.startsWith("Of now, not of the instant"));
        pages.open("/quality", "document.querySelector('.quality')");
        assertThat(pages.texts(".panel > p.quiet")).noneMatch(text -> text.startsWith("Of now"));
    }
}
