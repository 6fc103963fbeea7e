package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways to a definition and back: all figures, the lineage, the keyboard. Without Chromium these tests are skipped, and say so. */
class FiguresInChromiumTest extends OnOpenPages {
    private static final String FOCUS = "document.activeElement.textContent";

    @BeforeEach
    void answer() {
        for (String kpi : new String[] {"readmission", "occupancy_now"}) {
            pages.alone.answers.put("/kpis/" + kpi, """
                    {"question": "Who came back?", "definition": "d", "unit": "u", "grain": "g", "source": "s", "owner": "o", "thresholds": {},
                    "parameters": {}, "sql": "select"}""");
            pages.alone.answers.put("/kpis/" + kpi + "/rows", """
                    {"columns": ["a"], "rows": [["x"]], "asOf": "2026-11-20T12:00:00Z", "counted": "all", "parameters": {}, "version": 7}""");
        }
        pages.alone.answers.put("/kpis", """
                [{"name": "readmission", "question": "Who came back?", "owner": "quality"}, {"name": "occupancy_now", "question": "How full?", "owner": "beds"}]""");
    }

    @Test
    void allFiguresThereAreOpenTheirDefinitions() {
        pages.me("ann");
        pages.open("/", "document.querySelector('nav a[href=\"/figures\"]')");
        pages.browser.evaluate("document.querySelector('nav a[href=\"/figures\"]').click()");
        pages.browser.until("document.querySelector('.figures tbody tr')");
        assertThat(pages.texts(".figures tbody tr"))
                .containsExactly("readmissionWho came back?quality", "occupancy nowHow full?beds");
        assertThat(Axe.seriousIn(pages.browser)).isEmpty();
        pages.browser.evaluate("document.querySelector('.figures .figure').click()");
        pages.browser.until("document.querySelector('.drawer .rows td')");
        assertThat(pages.texts(".drawer h2")).containsExactly("Who came back?");
    }

    @Test
    void theFocusReturnsToWhatOpenedADefinition() {
        pages.open("/", "document.querySelectorAll('.tile').length === 2");
        for (String how : new String[] {"Escape", "Close"}) {
            pages.browser.evaluate("""
                    (() => { const figure = document.querySelectorAll('.tile .figure.big')[1]; figure.focus(); figure.click(); })()""");
            pages.browser.until(FOCUS + " === 'Close' && document.querySelector('.drawer .rows td')");
            if (how.equals("Escape")) {
                pages.browser.press("Escape");
            } else {
                pages.browser.evaluate("document.querySelector('.drawer .close').click()");
            }
            pages.browser.until("!document.querySelector('.drawer')");
            assertThat(pages.browser
                            .evaluate("document.activeElement === document.querySelectorAll('.tile .figure.big')[1]")
                            .asBoolean())
                    .as(how)
                    .isTrue();
        }
    }

    @Test
    void keysGoThroughTheDepartmentsAndChangeTheLight() {
        pages.open("/", "document.querySelectorAll('.tile').length === 2");
        for (String step : new String[] {"j ICU", "j Surgery", "j Surgery", "k ICU", "k ICU"}) {
            pages.browser.press(step.substring(0, 1));
            pages.browser.until(FOCUS + " === '" + step.substring(2) + "'");
        }
        String before = pages.browser
                .evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
        pages.browser.press("t");
        assertThat(pages.browser
                        .evaluate("getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isNotEqualTo(before);
        pages.browser.press("t");
        assertThat(pages.browser
                        .evaluate("getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isEqualTo(before);
        pages.browser.evaluate("localStorage.removeItem('theme')");
    }

    /** WCAG 2.1.4: a key of one letter can be switched off, and stays so. */
    @Test
    void keysOfOneLetterCanBeSwitchedOff() {
        pages.open("/", "document.querySelectorAll('.tile').length === 2");
        String button = "document.querySelector('[aria-label=\"Keys of one letter\"]')";
        pages.browser.evaluate(button + ".click()");
        pages.browser.until(button + ".getAttribute('aria-pressed') === 'false'");
        pages.open("/", "document.querySelectorAll('.tile').length === 2");
        String light = "document.documentElement.dataset.theme ?? 'none'";
        pages.browser.press("t");
        assertThat(pages.browser.evaluate(light).asText()).isEqualTo("none");

        pages.browser.evaluate(button + ".click()");
        pages.browser.until(button + ".getAttribute('aria-pressed') === 'true'");
        pages.browser.press("t");
        assertThat(pages.browser.evaluate(light).asText()).isNotEqualTo("none");
        pages.browser.evaluate("localStorage.removeItem('keys'); localStorage.removeItem('theme')");
    }

    @Test
    void theLineageLeadsFromATopicToAKpiWhichOpensItsDefinition() {
        pages.alone.answers.put("/catalog", """
                {"columns": {"columns": [], "rows": []}, "kpis": [{"name": "readmission", "source": "gold.fact_patient_flow"}],
                "sources": [{"table": "bronze.patient_flow", "source": "topic:patient-flow"}, {"table": "bronze.other", "source": "topic:other"}],
                "tables": [{"table": "silver.visit", "kind": "keyed", "inputs": ["bronze.patient_flow"]},
                    {"table": "gold.fact_patient_flow", "kind": "keyed", "inputs": ["silver.visit"]},
                    {"table": "gold.dim_time", "kind": "full", "inputs": []}]}""");
        pages.alone.answers.put("/cycles", """
                {"fresh": %s, "pipeline": {"phase": "running", "behindMillis": 0, "streams": [], "troubles": [], "cycles": [], "written": [],
                "failures": []}}""".formatted(PagesAlone.FRESH));
        pages.open("/pipeline", "document.querySelectorAll('.lineage .node').length === 6");
        assertThat(pages.browser
                        .evaluate("document.querySelectorAll('.lineage path').length")
                        .asInt())
                .isEqualTo(4);
        pages.browser.evaluate(
                "document.querySelector('.lineage [aria-label=\"kpi.readmission\"]').dispatchEvent(new Event('click', {bubbles: true}))");
        pages.browser.until(
                "document.querySelector('.drawer .rows td') && document.querySelector('.lineage path.lit')");

        assertThat(pages.texts(".drawer h2")).containsExactly("Who came back?");
        assertThat(pages.browser
                        .evaluate(
                                "[...document.querySelectorAll('.lineage .node:not(.dim)')].map(node => node.getAttribute('aria-label')).sort().join()")
                        .asText())
                .isEqualTo(
                        "bronze.patient_flow,gold.fact_patient_flow,kpi.readmission,silver.visit,topic:patient-flow");
        assertThat(pages.browser
                        .evaluate("document.querySelectorAll('.lineage path.lit').length")
                        .asInt())
                .isEqualTo(4);
    }
}
