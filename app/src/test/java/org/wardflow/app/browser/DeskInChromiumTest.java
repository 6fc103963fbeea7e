package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a steward has chosen stays, whatever the stream brings meanwhile. Without Chromium these tests are skipped, and say so. */
class DeskInChromiumTest extends OnOpenPages {
    private static final String DECIDE = "document.querySelector('.decide button[type=submit]')";

    @BeforeEach
    void answer() {
        pages.alone.answers.put("/me", """
                {"name": "ann", "role": "r", "scopes": ["*"], "rights": ["BOARD", "QUALITY", "STEWARD"]}""");
        pages.alone.answers.put("/quality", """
                {"findings": {"columns": [], "rows": []}, "quarantine": {"columns": ["rule_id", "last_day", "total"],
                "rows": [["missing_key_field", 1, 2], ["unknown_department", 1, 2]]}, "rules": {}, "streams": [], "days": 14,
                "asOf": "2026-11-20T12:00:00Z"}""".replace("\n", " "));
        pages.alone.answers.put("/quarantine/messages", """
                {"messages": [{"id": "m1", "recordedAt": "2026-11-20T11:00:00Z", "place": "a 1", "payload": "{}"},
                {"id": "m2", "recordedAt": "2026-11-20T11:30:00Z", "place": "a 2", "payload": "{}"}]}""");
        pages.alone.answers.put("/quarantine/decisions", "{\"messages\": 1, \"left\": 1}");
        pages.open("/quality", "document.querySelector('.decide select')");
    }

    private static void choose(String rule) {
        pages.browser.evaluate("""
                (() => { const rules = document.querySelector('.decide select');
                rules.value = '%s';
                rules.dispatchEvent(new Event('change', {bubbles: true})); })()""".formatted(rule));
        pages.browser.until("!document.querySelector('.decide button[type=button]').disabled");
    }

    /** A stream that begins anew brings a whole board. */
    private static void waitForTheNextBoard(int occupied) {
        pages.board(OpenPages.tile("ICU", occupied));
        pages.alone.cut();
        pages.browser.evaluate("import('/web/store.js').then(store => { window.shared = store.state; })");
        pages.browser.until(
                "window.shared?.board?.tiles.size === 1 && [...shared.board.tiles.values()][0].occupied === "
                        + occupied);
    }

    @Test
    void whatIsTickedStaysTickedAndIsAllThatIsDecided() {
        choose("unknown_department");
        pages.browser.evaluate("document.querySelector('.decide button[type=button]').click()");
        pages.browser.until("document.querySelectorAll('.held input[type=checkbox]').length === 2");
        pages.browser.evaluate("document.querySelectorAll('.held input[type=checkbox]')[1].click()");
        pages.browser.until(DECIDE + ".textContent === 'Decide about 1 message'");
        waitForTheNextBoard(3);
        assertThat(pages.browser
                        .evaluate("[...document.querySelectorAll('.held input')].map(box => box.checked).join()")
                        .asText())
                .isEqualTo("false,true");
        pages.browser.evaluate("document.querySelector('.decide input[name=reason]').value = 'a test'");
        pages.browser.evaluate(DECIDE + ".click()");
        pages.browser.until("document.querySelector('.decide [role=status]')");

        assertThat(pages.alone.sent.get("/quarantine/decisions"))
                .contains("\"rule\":\"unknown_department\"", "\"messages\":[\"m2\"]", "\"reason\":\"a test\"");
    }

    /** An empty list is refused, so that it can never mean all. */
    @Test
    void whereNothingIsTickedNothingIsSaidOfMessages() {
        choose("unknown_department");
        pages.browser.evaluate("document.querySelector('.decide input[name=reason]').value = 'a test'");
        pages.browser.evaluate(DECIDE + ".click()");
        pages.browser.until("document.querySelector('.decide [role=status]')");

        assertThat(pages.alone.sent.get("/quarantine/decisions"))
                .contains("\"rule\":\"unknown_department\"", "\"reason\":\"a test\"")
                .doesNotContain("messages");
    }

    @Test
    void nothingIsDecidedOfARuleThatNobodyChose() {
        assertThat(pages.browser
                        .evaluate("document.querySelector('.decide select').value")
                        .asText())
                .isEmpty();
        pages.browser.evaluate(DECIDE + ".click()");
        choose("unknown_department");
        assertThat(pages.alone.asked).doesNotContainKey("/quarantine/decisions");
        assertThat(pages.browser.evaluate(DECIDE + ".textContent").asText())
                .isEqualTo("Decide about all that it holds");
        waitForTheNextBoard(2);

        assertThat(pages.browser
                        .evaluate("document.querySelector('.decide select').value")
                        .asText())
                .isEqualTo("unknown_department");
    }

    @Test
    void aPausedBoardKeepsWhatAStewardChose() {
        choose("unknown_department");
        pages.browser.evaluate("import('/web/live.js').then(live => live.pause(true))");
        pages.board(OpenPages.tile("ICU", 4));
        pages.alone.cut();
        pages.browser.until("document.querySelector('.banner')?.textContent.includes('newer ones are there')");
        pages.browser.evaluate("import('/web/live.js').then(live => live.pause(false))");
        pages.browser.until("!document.querySelector('.banner')");

        assertThat(pages.browser
                        .evaluate("document.querySelector('.decide select').value")
                        .asText())
                .isEqualTo("unknown_department");
    }
}
