package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a page makes of values that nobody expects. Without Chromium these tests are skipped, and say so. */
class FailingPagesTest extends OnOpenPages {
    @Test
    void aTextThatOnlyLooksLikeATimeIsShownAsItIs() {
        pages.alone.answers.put("/sql", """
                {"columns": ["a"], "rows": [["2026-99-99T1"], ["2026-11-20T03:00:00Z"]], "asOf": "2026-11-20T12:00:00Z", "version": 7}""");
        pages.open("/explore", "document.querySelector('#sql')");
        pages.browser.evaluate("document.querySelector('form button').click()");
        pages.browser.until("document.querySelector('.rows td')");

        assertThat(pages.texts(".rows td")).containsExactly("2026-99-99T1", "2026-11-20 03:00 UTC");
    }

    @Test
    void anInstantThatIsNoneIsCalledThatAndLeftByAButton() {
        pages.alone.refused.add("/board");
        pages.open("/?asof=x", "document.querySelector('.banner.bad')");

        assertThat(pages.texts(".banner")).asString().contains("\"x\" is no time");
        assertThat(pages.texts(".badge")).asString().doesNotContain("live");
        pages.browser.evaluate("document.querySelector('.banner button').click()");
        pages.browser.until("document.querySelector('.badge.age-live') && location.search === ''");
        assertThat(pages.texts(".moment label")).containsExactly("2026-11-20 12:00 UTC");
    }

    @Test
    void aPageThatCannotBeDrawnSaysSoAndIsNotLive() {
        pages.open("/", "document.querySelector('.badge.age-live')");
        String good = "import('/web/store.js').then(store => store.set({board: {...store.state.board, order: %s}}))";
        pages.browser.evaluate(good.formatted("null"));
        pages.browser.until("document.querySelector('#app > .banner.bad')");

        assertThat(pages.texts("body")).asString().contains("This page failed").doesNotContain("live");
        pages.browser.evaluate(good.formatted("['1/ICU', '1/Surgery']"));
        pages.browser.until("document.querySelector('.badge.age-live') && !document.querySelector('.banner')");
        assertThat(pages.texts(".tile h3")).containsExactly("ICU", "Surgery");
    }

    @Test
    void anEarlierInstantThatWasRefusedIsAskedForAgain() {
        pages.alone.refused.add("/board");
        pages.open("/?asof=2026-11-20T03:00:00Z", "document.querySelector('main .problem')");
        pages.alone.refused.clear();
        pages.browser.evaluate("import('/web/store.js').then(store => { store.state.page.tried -= 16000; })");
        pages.browser.until("document.querySelector('.tile')");
    }
}
