package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows that a number's definition shows, and when they are asked for. Without Chromium these tests are skipped, and say so. */
class DefinitionInChromiumTest extends OnOpenPages {
    private static final String ROWS = "/kpis/occupancy_now/rows";

    @BeforeEach
    void answer() {
        pages.alone.answers.put("/kpis/occupancy_now", """
                {"question": "How full?", "definition": "d", "unit": "u", "grain": "g", "source": "s", "owner": "o", "thresholds": {}, "sql": "select"}""");
        rows("first", 7);
    }

    private static void rows(String value, int version) {
        pages.alone.answers.put(ROWS, """
                {"columns": ["a"], "rows": [["%s"]], "asOf": "2026-11-20T12:00:00Z", "counted": "all", "version": %s}""".formatted(value, version));
    }

    private static void until(String value) {
        pages.browser.until("document.querySelector('.drawer .rows td')?.textContent === '" + value + "'");
    }

    /** So that no test waits for the next look. */
    private static void due() {
        pages.browser.evaluate("import('/web/store.js').then(store => { store.state.panel.tried = 0; })");
    }

    @Test
    void eachOpeningLoadsAnew() {
        pages.open("/?kpi=occupancy_now", "document.querySelector('.tile')");
        until("first");
        pages.browser.evaluate("document.querySelector('.drawer .close').click()");
        pages.browser.until("!document.querySelector('.drawer')");
        rows("second", 7);
        pages.browser.evaluate("import('/web/store.js').then(store => store.keep({kpi: 'occupancy_now'}))");
        until("second");
    }

    @Test
    void anotherVersionOnTheBoardBringsItsRows() throws InterruptedException {
        pages.open("/?kpi=occupancy_now", "document.querySelector('.tile')");
        until("first");
        pages.alone.asked.clear();
        due();
        Thread.sleep(2_500);
        assertThat(pages.alone.asked).as("nothing is new").doesNotContainKey(ROWS);
        rows("second", 8);
        pages.alone.fresh = PagesAlone.FRESH.replace("\"version\":7", "\"version\":8");
        pages.alone.cut();
        until("second");
    }

    @Test
    void whatFailedIsTriedAgain() {
        pages.alone.refused.add(ROWS);
        pages.open("/?kpi=occupancy_now", "document.querySelector('.drawer .problem')");
        assertThat(pages.texts(".drawer .problem"))
                .containsExactly("Not loaded: Too many requests. Wait. Trying again…");
        pages.alone.refused.clear();
        due();
        until("first");
        assertThat(pages.texts(".drawer .problem")).isEmpty();
    }

    @Test
    void theFileIsOfTheInstantThatIsShown() {
        pages.open("/?kpi=occupancy_now", "document.querySelector('.tile')");
        until("first");

        assertThat(pages.browser
                        .evaluate(
                                "new URL(document.querySelector('.drawer a[download]').href).searchParams.get('asof')")
                        .asText())
                .isEqualTo("2026-11-20T12:00:00Z");
    }
}
