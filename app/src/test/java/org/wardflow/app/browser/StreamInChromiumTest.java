package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a page makes of its stream, and of its end. Without Chromium these tests are skipped, and say so. */
class StreamInChromiumTest extends OnOpenPages {
    private static final String LIVE =
            "document.querySelector('.badge.age-live') && !document.querySelector('.banner')";

    @Test
    void aStreamThatIsRefusedIsAskedForAgain() throws InterruptedException {
        for (int status : new int[] {503, 429}) {
            pages.open("/", LIVE);
            pages.refuse(status);
            pages.browser.until("document.querySelector('.banner.bad') && document.querySelector('.board.is-stale')");
            assertThat(pages.texts(".banner")).asString().contains("trying again");
            pages.alone.statuses.clear();
            pages.browser.until(LIVE);
        }
    }

    @Tag("slow")
    @Test
    void aServerThatStaysAwayIsAskedLessAndLessOften() throws InterruptedException {
        pages.open("/", LIVE);
        pages.refuse(503);
        pages.browser.until("document.querySelector('.banner.bad')");
        pages.alone.asked.clear();
        TimeUnit.SECONDS.sleep(13);

        // After 1, 3 and 7 seconds, and not yet after 15.
        assertThat(pages.alone.asked.get("/stream")).isBetween(2, 3);
    }

    /** As behind a firewall that forgot it: neither side is told. */
    @Tag("slow")
    @Test
    void aStreamThatDiesWithoutAnEndIsBegunAnew() throws InterruptedException {
        pages.open("/", LIVE);
        pages.alone.asked.clear();
        pages.alone.mute();
        TimeUnit.SECONDS.sleep(33);

        assertThat(pages.alone.asked.get("/stream")).isEqualTo(1);
        pages.browser.until(LIVE);
    }

    @Test
    void whoseSessionHasEndedIsToldSoAndSeesNothingAsLive() {
        for (String path : new String[] {"/", "/wall"}) {
            pages.reset();
            pages.open(path, LIVE);
            pages.alone.statuses.put("/stream", 401);
            pages.alone.statuses.put("/me", 401);
            pages.alone.cut();
            pages.browser.until("document.querySelector('.banner.bad a') && document.querySelector('.board.is-stale')");

            assertThat(pages.texts(".banner")).asString().contains("You are signed out", "not of now");
            assertThat(pages.browser
                            .evaluate("new URL(document.querySelector('.banner a').href).pathname")
                            .asText())
                    .as("back to what was looked at")
                    .isEqualTo(path);
            assertThat(pages.texts(".badge")).isNotEmpty().noneMatch(text -> text.contains("live"));
            pages.alone.statuses.clear();
            pages.browser.until(LIVE);
        }
    }

    @Test
    void whoseSessionHasEndedLeavesNoPatientsOnTheScreen() {
        pages.alone.answers.put("/me", """
                {"name": "ann", "role": "r", "scopes": ["*"], "rights": ["BOARD", "VISITS"]}""");
        pages.alone.answers.put("/visits", """
                {"asOf": "2026-11-20T12:00:00Z", "version": 7, "inBeds": {"columns": ["patient_id"], "rows": [["p-17"]]},
                "waiting": {"columns": ["patient_id"], "rows": []}}""".replace("\n", " "));
        pages.open("/department/1/ICU", "document.querySelector('.panels')");
        pages.browser.evaluate(
                "[...document.querySelectorAll('.panel button')].find(one => one.textContent === 'Show who is here').click()");
        pages.browser.until("document.body.textContent.includes('p-17')");
        pages.alone.statuses.put("/stream", 401);
        pages.alone.statuses.put("/me", 401);
        pages.alone.cut();
        pages.browser.until("document.querySelector('.banner.bad a')");

        assertThat(pages.texts("main")).asString().contains("ICU").doesNotContain("p-17");
    }

    @Test
    void whoseSessionHasEndedLeavesNoQuestionInTheFieldOrTheAddress() {
        pages.open("/explore#sql=select%20'p-17'", "document.querySelector('#sql')?.value.includes('p-17')");
        pages.browser.evaluate("document.querySelector('#sql').focus()");
        pages.browser.evaluate(
                "document.querySelector('#sql').value += ' -- p-18'; document.querySelector('#sql').dispatchEvent(new Event('input', {bubbles: true}))");
        pages.browser.until("document.querySelector('#sql').value.includes('p-18')");
        pages.alone.statuses.put("/stream", 401);
        pages.alone.statuses.put("/me", 401);
        pages.alone.cut();
        pages.browser.until("document.querySelector('.banner.bad a') && !location.hash");
        pages.browser.until("document.querySelector('#sql').value.startsWith('select department')");

        assertThat(pages.browser.evaluate("location.href").asText()).endsWith("/explore");
    }

    @Test
    void whoeverSignsInNextGetsAPageOfTheirOwn() {
        pages.open("/", LIVE);
        pages.alone.statuses.put("/stream", 401);
        pages.alone.statuses.put("/me", 401);
        pages.alone.cut();
        pages.browser.until("document.querySelector('.banner.bad a')");
        pages.me("bob");
        pages.alone.statuses.clear();
        pages.browser.until(LIVE + " && document.querySelector('.me').textContent.startsWith('bob')");
    }

    @Test
    void aHiddenPageAsksForNothing() throws InterruptedException {
        pages.open("/", LIVE);
        pages.refuse(503);
        pages.browser.until("document.querySelector('.banner.bad')");
        pages.see("hidden");
        TimeUnit.SECONDS.sleep(1);
        pages.alone.asked.clear();
        TimeUnit.SECONDS.sleep(5);
        assertThat(pages.alone.asked).isEmpty();
        pages.alone.statuses.clear();
        pages.see("visible");
        pages.browser.until(LIVE);
    }

    @Test
    void whatChangedWhileNobodyLookedIsMarkedOnTheReturn() {
        pages.open("/", LIVE);
        assertThat(pages.texts(".badge.new")).isEmpty();
        pages.see("hidden");
        pages.board(OpenPages.tile("ICU", 3), OpenPages.tile("Surgery", 2));
        pages.see("visible");
        pages.browser.until("document.querySelector('.badge.new')");

        assertThat(changed()).isEqualTo("ICU");
        // A stream that begins anew before a minute is over takes no mark away.
        pages.see("hidden");
        pages.see("visible");
        pages.browser.until(LIVE);
        assertThat(changed()).isEqualTo("ICU");
    }

    @Test
    void whatChangedDuringAPauseIsMarkedAtItsEnd() {
        pages.open("/", LIVE);
        pages.browser.evaluate("document.querySelector('button[title=p]').click()");
        pages.board(OpenPages.tile("ICU", 1), OpenPages.tile("Surgery", 4));
        pages.see("hidden");
        pages.see("visible");
        pages.browser.until("document.querySelector('.banner')?.textContent.includes('newer ones')");
        // The pause was a long one.
        pages.browser.evaluate(
                "import('/web/store.js').then(store => store.state.held.changed.set('1/Surgery', Date.now() - 300000))");
        pages.browser.evaluate("document.querySelector('button[title=p]').click()");
        pages.browser.until(LIVE);

        assertThat(changed()).isEqualTo("Surgery");
    }

    private static String changed() {
        return pages.browser
                .evaluate(
                        "[...document.querySelectorAll('.badge.new')].map(mark => mark.closest('.tile').querySelector('h3').textContent).join()")
                .asText();
    }

    @Test
    void numbersThatAreNotOfNowAreGreyOnEveryPage() {
        pages.alone.answers.put("/catalog", "{\"columns\": {\"rows\": []}, \"kpis\": [], \"tables\": []}");
        pages.alone.answers.put("/cycles", """
                {"fresh": %s, "pipeline": {"phase": "running", "behindMillis": 0, "streams": [], "troubles": [], "cycles": [], "written": [],
                "failures": []}}""".formatted(PagesAlone.FRESH));
        for (String path : List.of("department/1/ICU", "flow", "quality", "pipeline")) {
            String page = "." + path.replaceFirst("/.*", "");
            pages.alone.fresh = PagesAlone.FRESH;
            pages.open(
                    "/" + path, "document.querySelector('" + page + "') && document.querySelector('.badge.age-live')");
            assertThat(pages.browser
                            .evaluate("document.querySelectorAll('.is-stale').length")
                            .asInt())
                    .as(path)
                    .isZero();
            pages.alone.fresh = PagesAlone.FRESH.replace("live", "stale");
            pages.alone.cut();
            pages.browser.until("document.querySelector('" + page + ".is-stale')");
            assertThat(pages.browser
                            .evaluate(
                                    "getComputedStyle(document.querySelector('.is-stale .panel, .is-stale .why-line')).filter")
                            .asText())
                    .as(path)
                    .isEqualTo("grayscale(1)");
            assertThat(pages.browser
                            .evaluate(
                                    "getComputedStyle(document.querySelector('.is-stale .panel, .is-stale .why-line')).opacity")
                            .asDouble())
                    .as("can still be read")
                    .isGreaterThanOrEqualTo(0.85);
        }
    }

    @Test
    void noWayLeadsFromTheWallIntoADepartment() {
        pages.board(OpenPages.tile("ICU", 1), OpenPages.tile("Surgery", 2).replace("WARNING", "CALM"));
        pages.open("/wall", LIVE);

        assertThat(pages.texts(".tile h3, .calm-table tbody th")).containsExactly("ICU", "Surgery");
        assertThat(pages.texts("main a")).isEmpty();
        assertThat(pages.texts(".clock")).containsExactly("2026-11-20 12:00 UTC");
        pages.open("/", LIVE);
        assertThat(pages.texts("main a")).containsExactly("ICU", "Surgery");
    }

    /** As if so many seconds had passed. */
    private static void later(int seconds) {
        pages.browser.evaluate(
                "(() => { const now = Date.now; Date.now = () => now() + %s; })()".formatted(seconds * 1000));
    }

    @Test
    void aFirstStreamThatIsRefusedForLongIsToldOf() {
        pages.alone.statuses.put("/stream", 502);
        pages.open("/", "document.querySelector('.badge')?.textContent === '… connecting'");
        later(30);
        pages.browser.until("document.querySelector('.banner.bad')");
        assertThat(pages.texts(".banner")).containsExactly("No connection to the server; trying again…");
        assertThat(pages.texts(".badge")).asString().contains("no connection for 3");
        pages.alone.statuses.clear();
        pages.browser.until(LIVE);
    }

    @Test
    void aStreamThatNeverComesAboutIsBegunAnew() {
        pages.open("/", LIVE);
        pages.browser.evaluate("""
                (() => { window.made = 0; window.EventSource = class {
                    static CLOSED = 2; constructor() { this.readyState = 0; window.made++; } addEventListener() {} close() {} }; })()""");
        pages.see("hidden");
        pages.see("visible");
        assertThat(pages.browser.evaluate("window.made").asInt()).isEqualTo(1);
        later(30);
        pages.browser.until("window.made > 1");
    }

    @Test
    void aStreamWithoutAPictureLeavesWhatIsOnTheScreen() throws InterruptedException {
        pages.open("/", LIVE);
        pages.alone.answers.remove("/board");
        pages.alone.fresh =
                PagesAlone.FRESH.replace("\"version\":7", "\"version\":0").replace("live", "loading");
        pages.alone.asked.clear();
        pages.alone.cut();
        pages.browser.until("document.querySelector('.banner.bad')");
        while (!pages.alone.asked.containsKey("/stream")) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        TimeUnit.SECONDS.sleep(2);
        assertThat(pages.texts(".banner")).asString().doesNotContain("History");
        assertThat(pages.texts(".badge")).asString().doesNotContain("loading");
        assertThat(pages.texts(".tile h3")).containsExactly("ICU", "Surgery");
    }

    @Test
    void howLongThereIsNoConnectionIsNotHowOldTheNumbersAre() throws InterruptedException {
        pages.alone.fresh = PagesAlone.FRESH
                .replace("\"ageSeconds\":1", "\"ageSeconds\":92")
                .replace("live", "late");
        pages.open("/", "document.querySelector('.badge.age-late')");
        pages.refuse(503);
        pages.browser.until("document.querySelector('.badge.age-lost')");
        assertThat(pages.texts(".badge.age-lost").get(0)).matches("○ no connection for [0-9] s");
        assertThat(pages.texts(".banner")).asString().contains("The numbers are 2 min old");
        assertThat(pages.texts("[role=alert]"))
                .as("said once, not each second")
                .containsExactly("No connection to the server; trying again…");
    }

    @Test
    void whoSignsInElsewhereThanAtTheStartComesBackThere() {
        pages.alone.statuses.put("/me", 401);
        pages.open("/wall?hospital=1", "document.querySelector('form.sign-in')");
        pages.alone.statuses.clear();
        pages.browser.evaluate("""
                (() => { const form = document.querySelector('form.sign-in'); form.elements.name.value = 'ann';
                form.elements.password.value = 'p'; form.requestSubmit(); })()""");
        pages.browser.until(LIVE + " && location.pathname + location.search === '/wall?hospital=1'");
    }

    @Test
    void aServerThatDoesNotKnowYetWhoIsThereIsAskedAgain() {
        pages.alone.statuses.put("/me", 503);
        pages.open("/flow", "document.querySelector('.problem')");
        assertThat(pages.texts(".problem")).containsExactly("No answer. Wait. Trying again…");
        assertThat(pages.texts("form")).isEmpty();
        pages.alone.statuses.clear();
        pages.browser.until("document.querySelector('.flow')");
    }
}
