package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody types or drags stays, though a page is drawn each second. Without Chromium these tests are skipped, and say so. */
class TypingInChromiumTest extends OnOpenPages {
    @BeforeEach
    void answer() {
        pages.alone.fresh =
                pages.alone.fresh.replace("\"now\":\"2026-11-20T12:00:00Z\"", "\"now\":\"2026-11-20T12:10:00Z\"");
    }

    private static void typeSlowly(String selector, String text) throws InterruptedException {
        pages.browser.evaluate("document.querySelector('" + selector + "').focus()");
        for (int i = 0; i < text.length(); i++) {
            pages.browser.press(text.substring(i, i + 1));
            TimeUnit.MILLISECONDS.sleep(600);
        }
    }

    @Test
    void anAuditorMayTypeSlowly() throws InterruptedException {
        pages.alone.answers.put("/audit", "{\"day\": \"2026-11-20\", \"entries\": []}");
        pages.open("/audit", "document.querySelector('.audit form')");
        typeSlowly("input[name=day]", "01052026");
        typeSlowly("input[name=who]", "bob");
        pages.browser.evaluate("document.querySelector('.audit form button').click()");
        pages.browser.until("document.querySelector('.audit p[role=status]')");

        assertThat(pages.browser
                        .evaluate(
                                "performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('/audit?')).join()")
                        .asText())
                .endsWith("/audit?day=2026-01-05&who=bob");
    }

    @Test
    void eachPressOfAKeyGoesAnHourFurtherBack() throws InterruptedException {
        pages.open("/", "document.querySelector('.badge.age-live')");
        pages.browser.evaluate("document.querySelector('#moment').focus()");
        List<String> instants = new ArrayList<>();
        for (int press = 0; press < 3; press++) {
            pages.browser.press("ArrowLeft");
            TimeUnit.MILLISECONDS.sleep(1_300);
            instants.add(pages.browser
                    .evaluate("new URL(location.href).searchParams.get('asof')")
                    .asText());
        }

        assertThat(instants).containsExactly("2026-11-20T12:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T10:00:00Z");
        pages.browser.press("ArrowRight");
        pages.browser.until("location.search === '?asof=' + encodeURIComponent('2026-11-20T11:00:00Z')");
    }

    @Test
    void anyMomentCanBeTypedAndIsLookedAtWhenTheFieldIsLeft() throws InterruptedException {
        pages.open("/", "document.querySelector('.badge.age-live')");
        typeSlowly("input[type=datetime-local]", "010520260307P");
        assertThat(pages.browser.evaluate("location.search").asText()).isEmpty();
        pages.browser.press("Enter");
        pages.browser.until("location.search === '?asof=' + encodeURIComponent('2026-01-05T15:07:00Z')");
        pages.browser.until("document.querySelector('.banner.past')?.textContent.includes('2026-01-05 15:07')");
    }

    @Test
    void timesAreShownAndTypedAsThisDevicesClockHasThemIfSoChosen() throws InterruptedException {
        pages.browser.zone("America/Chicago");
        try {
            pages.open("/", "document.querySelector('.badge.age-live')");
            assertThat(pages.texts(".moment label")).containsExactly("2026-11-20 12:00");
            assertThat(pages.texts(".moment button")).containsExactly("Times in UTC");
            pages.browser.press("z");
            pages.browser.until("document.querySelector('.moment').textContent === '2026-11-20 06:00Times in CST'");
            pages.browser.evaluate("document.querySelector('.moment button').click()");
            pages.browser.until("document.querySelector('.moment').textContent === '2026-11-20 12:00Times in UTC'");
            pages.browser.press("z");
            typeSlowly("input[type=datetime-local]", "070520260307P");
            pages.browser.press("Enter");
            pages.browser.until("location.search === '?asof=' + encodeURIComponent('2026-07-05T20:07:00Z')");
            pages.browser.until("document.querySelector('.banner.past')?.textContent.includes('2026-07-05 15:07 CDT')");
            assertThat(pages.browser
                            .evaluate("document.querySelector('input[type=datetime-local]').value")
                            .asText())
                    .isEqualTo("2026-07-05T15:07");

            pages.open("/wall", "document.querySelector('.clock')?.textContent === '2026-11-20 06:00 CST'");
            pages.browser.press("z");
            pages.browser.until("document.querySelector('.clock').textContent === '2026-11-20 12:00 UTC'");
        } finally {
            pages.browser.evaluate("localStorage.removeItem('zone')");
            pages.browser.zone("");
        }
    }

    @Test
    void theSliderStaysWhereItIsDragged() throws InterruptedException {
        pages.open("/", "document.querySelector('.badge.age-live')");
        pages.browser.evaluate("""
                const slider = document.querySelector('#moment');
                slider.value = -5;
                slider.dispatchEvent(new Event('input', {bubbles: true}));""");
        TimeUnit.MILLISECONDS.sleep(1_500);

        assertThat(pages.browser
                        .evaluate("document.querySelector('#moment').value")
                        .asText())
                .isEqualTo("-5");
        assertThat(pages.texts(".moment label")).containsExactly("2026-11-20 08:00 UTC");
        assertThat(pages.browser.evaluate("location.search").asText()).isEmpty();
        pages.browser.evaluate("document.querySelector('#moment').dispatchEvent(new Event('change', {bubbles: true}))");
        pages.browser.until("location.search === '?asof=' + encodeURIComponent('2026-11-20T08:00:00Z')");
    }

    @Test
    void aQuestionInSqlIsKeptAndStandsInTheAddress() throws InterruptedException {
        pages.alone.answers.put("/sql", """
                {"columns": ["a"], "rows": [["x"]], "asOf": "2026-11-20T12:00:00Z", "version": 7}""");
        pages.open("/explore", "document.querySelector('#sql')");
        pages.browser.evaluate("document.querySelector('#sql').select()");
        typeSlowly("#sql", "a b%");
        assertThat(sql()).isEqualTo("a b%");
        pages.browser.evaluate("document.querySelector('nav a[href=\"/flow\"]').click()");
        pages.browser.until("!document.querySelector('#sql')");
        pages.browser.evaluate("document.querySelector('nav a[href=\"/explore\"]').click()");
        pages.browser.until("document.querySelector('#sql')?.value === 'a b%'");
        pages.browser.evaluate("document.querySelector('.explore form button').click()");
        pages.browser.until("document.querySelector('.rows td')");
        assertThat(pages.browser
                        .evaluate("location.pathname + location.search + location.hash")
                        .asText())
                .isEqualTo("/explore#sql=a%20b%25");

        // Another instant does not take it out, a reload brings it back, and another link replaces it; none asks by
        // itself.
        pages.browser.evaluate("import('/web/store.js').then(store => store.keep({asof: '2026-11-20T08:00:00Z'}))");
        assertThat(pages.browser.evaluate("location.hash").asText()).isEqualTo("#sql=a%20b%25");
        pages.alone.asked.clear();
        pages.open("/explore#sql=a%20b%25", "document.querySelector('#sql')?.value === 'a b%'");
        pages.browser.evaluate("location.hash = '#sql=c'");
        pages.browser.until("document.querySelector('#sql').value === 'c'");
        assertThat(pages.alone.asked).doesNotContainKey("/sql");
    }

    private static void ask(String sql) throws InterruptedException {
        pages.browser.evaluate("document.querySelector('#sql').select()");
        typeSlowly("#sql", sql);
        pages.browser.evaluate("document.querySelector('.explore form button').click()");
    }

    @Test
    void anAnswerToTheQuestionBeforeIsNotShownAsThatToTheNext() throws InterruptedException {
        pages.alone.slow = "one";
        pages.alone.answers.put("/sql", answered("two"));
        pages.open("/explore", "document.querySelector('#sql')");
        ask("one");
        pages.browser.until("document.querySelector('.explore form button').textContent === 'Asking…'");
        ask("two");
        pages.browser.until("document.querySelector('.rows td')?.textContent === 'two'");
        pages.alone.answers.put("/sql", answered("one"));
        pages.alone.answerTheSlow();
        TimeUnit.SECONDS.sleep(1);

        assertThat(pages.texts(".explore .rows td")).containsExactly("two");
    }

    private static String answered(String cell) {
        return "{\"columns\": [\"a\"], \"rows\": [[\"%s\"]], \"asOf\": \"2026-11-20T12:00:00Z\", \"version\": 7}"
                .formatted(cell);
    }

    private static String sql() {
        return pages.browser.evaluate("document.querySelector('#sql').value").asText();
    }

    @Test
    void aQuestionInTheAddressIsNoLinkToComeInBy() {
        pages.alone.statuses.put("/me", 401);
        pages.open("/explore#sql=a%20b", "document.querySelector('.sign-in')");

        assertThat(pages.alone.asked).doesNotContainKey("/session");
    }
}
