package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page says of numbers that it has not got. Without Chromium these tests are skipped, and say so. */
class HonestPagesTest {
    private static final String ICU = """
            {"id": "1/ICU", "hospitalId": "1", "hospital": "Summit", "department": "ICU", "beds": 4, "occupied": 1, "ready": 3, "percent": 25,
            "waiting": 0, "longestWait": null, "dirty": 0, "cleaning": 0, "closed": 0, "spark": [], "level": "CALM"}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static PagesAlone pages;

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the pages were not looked at");
        pages = new PagesAlone();
        browser = new Chromium(folder.resolve("profile"), 1440, 900);
    }

    @AfterAll
    static void stop() {
        if (pages != null) {
            browser.close();
            pages.close();
        }
    }

    @BeforeEach
    void answer() {
        pages.refused.clear();
        pages.answers.clear();
        pages.answers.put(
                "/me",
                "{\"name\":\"a\",\"role\":\"r\",\"scopes\":[\"*\"],\"rights\":[\"BOARD\",\"QUALITY\",\"PIPELINE\",\"SQL\"]}");
        pages.answers.put("/kpis", "[{\"name\":\"bottleneck_index\"}]");
        board("all", ICU);
        for (String kpi : List.of(
                "occupancy_hourly",
                "flow_hourly",
                "waits",
                "length_of_stay_bands",
                "length_of_stay",
                "occupancy_forecast",
                "bottleneck_index")) {
            pages.answers.put("/kpis/" + kpi + "/rows", "{\"columns\":[],\"rows\":[]}");
        }
        pages.answers.put(
                "/kpis/bed_map/rows",
                "{\"columns\":[\"bed_id\",\"bed_state\",\"minutes\"],\"rows\":[[\"ICU-01\",\"occupied\",70]]}");
    }

    private static void board(String counted, String... tiles) {
        pages.answers.put(
                "/board",
                "{\"version\":7,\"asOf\":\"2026-11-20T12:00:00Z\",\"counted\":\"%s\",\"thresholds\":{},\"findings\":{},\"tiles\":[%s]}"
                        .formatted(counted, String.join(",", tiles).replace("\n", " ")));
    }

    private static void open(String path, String until) {
        browser.open(URI.create("about:blank"));
        browser.until("location.href === 'about:blank'");
        browser.open(pages.address(path));
        browser.until("location.pathname === '" + path + "' && " + until);
    }

    /** So that no test waits for the next look of a page. */
    private static void look(String change) {
        browser.evaluate("import('/web/store.js').then(store => { const page = store.state.page; " + change + "; })");
    }

    private static String badges() {
        return browser.evaluate("[...document.querySelectorAll('.badge')].map(badge => badge.textContent).join('|')")
                .asText();
    }

    @Test
    void aPageWhoseOwnRequestsFailSaysAtOnceHowOldItIsAndIsNotLive() {
        open("/department/1/ICU", "document.querySelector('.beds li') && document.querySelector('.badge.age-live')");
        pages.refused.add("/board");
        look("page.tried = 0");
        browser.until("document.querySelector('.badge.age-stale')");

        assertThat(badges()).contains("○ old, of ").doesNotContain("live");
        assertThat(browser.evaluate("document.querySelector('.banner.bad').textContent")
                        .asText())
                .startsWith("These numbers are of ")
                .contains("Too many requests");
        pages.refused.clear();
        look("page.tried = 0");
        browser.until("document.querySelector('.badge.age-live') && !document.querySelector('.banner')");
    }

    @Test
    void aPageThatHasNotBeenAnsweredForLongIsNotLive() {
        open("/department/1/ICU", "document.querySelector('.badge.age-live')");
        look("page.busy = true; page.at -= 60000");
        browser.until("document.querySelector('.badge.age-stale')");

        assertThat(badges()).doesNotContain("live");
        assertThat(browser.evaluate("document.querySelector('.banner.bad').textContent")
                        .asText())
                .contains("does not answer");
    }

    @Test
    void aPanelWhoseRequestFailedSaysSoInItsPlace() {
        pages.refused.add("/kpis/bed_map");
        pages.refused.add("/kpis/bottleneck_index");
        open("/department/1/ICU", "document.querySelector('.panels .problem')");

        assertThat(browser.evaluate("""
                [...document.querySelectorAll('.panel')].filter(panel => panel.querySelector('.problem')).map(panel => panel.textContent).join('|')""").asText()).isEqualTo("BedsNot loaded: Too many requests. Wait.");
        assertThat(browser.evaluate("document.querySelector('.why-line').textContent")
                        .asText())
                .contains("a part was not loaded");
        assertThat(badges()).contains("◐ a part is missing").doesNotContain("live");
    }

    @Test
    void aVacatedBedIsNeitherReadyNorClosed() {
        pages.answers.put(
                "/kpis/bed_map/rows",
                "{\"columns\":[\"bed_id\",\"bed_state\",\"minutes\"],\"rows\":[[\"ICU-01\",\"vacated\",2],[\"ICU-02\",\"ready\",70],[\"ICU-03\",\"k\",70]]}");
        open("/department/1/ICU", "document.querySelector('.beds li')");

        assertThat(browser.evaluate("""
                [...document.querySelectorAll('.beds li')].map(bed => bed.className + ' ' + bed.textContent).join('|')""").asText())
                .isEqualTo("bed-vacated VICU-012 min|bed-ready RICU-021 h 10|bed-vacated ?ICU-031 h 10");
        assertThat(browser.evaluate("document.body.textContent").asText())
                .contains("R ready 1 · V vacated 1 · ? 1 of a state that is not known");
    }

    @Test
    void aPageThatHasNothingToShowIsNotLiveEither() {
        for (String path : List.of("/department/1/ICU", "/flow", "/quality", "/pipeline")) {
            pages.refused.addAll(List.of("/board", "/kpis", "/quality", "/cycles"));
            open(path, "document.querySelector('main .problem')");
            browser.until("document.querySelector('.badge')?.textContent === '○ not loaded'");
            assertThat(badges()).as(path).doesNotContain("live");
        }
        pages.refused.add("/catalog");
        open("/explore", "document.querySelector('.explore .problem')");
        assertThat(badges()).isEmpty();
    }

    private static String shown() {
        open("/", "document.querySelector('.all-calm')");
        browser.until("document.querySelector('.badge.age-live') || document.querySelector('.badge.past')");
        return browser.evaluate("document.querySelector('.headline').textContent + '|' + "
                        + "document.querySelector('.all-calm').textContent + '|' + "
                        + "[...document.querySelectorAll('h2')].map(title => title.textContent).join('|')")
                .asText();
    }

    @Test
    void thatNothingIsCriticalIsSaidOnlyOfWhatIsKnown() {
        String surgery = ICU.replace("ICU", "Surgery");
        String unknown = surgery.replace("CALM", "UNKNOWN");
        board("all", ICU, surgery);
        assertThat(shown())
                .isEqualTo("No department is critical; 6 beds are ready.|■ No department is critical.|Calm 2");
        board("scope", ICU, surgery);
        assertThat(shown()).contains("|■ No department of your scope is critical.|");
        board("part", ICU, unknown);
        assertThat(shown())
                .contains("No department that is known of is critical; of Summit Surgery it is not known", "Calm 1")
                .contains("□ Not known 1");
        board("all", unknown.replace("\"ready\": 3", "\"ready\": null"));
        assertThat(shown())
                .isEqualTo(
                        "Whether a department is critical is not known.|□ Whether a department is critical is not known."
                                + "|□ Not known 1");
        board("all", ICU.replace("CALM", "OVER"), unknown);
        open("/", "document.querySelector('.headline .second')");
        assertThat(browser.evaluate("document.querySelector('.headline .second').textContent")
                        .asText())
                .isEqualTo("Of 1 department it is not known how urgent it is.");
    }

    @Test
    void theBedsOfATileAddUp() {
        board(
                "all",
                ICU.replace("\"closed\": 0", "\"closed\": 1")
                        .replace("25", "33.3")
                        .replace("CALM", "WARNING"));
        open("/", "document.querySelector('.tile .now')");

        assertThat(browser.evaluate("document.querySelector('.tile .now').textContent")
                        .asText())
                .contains("1 of 3 open 33.3 %");
        board("all", ICU.replace("CALM", "WARNING"));
        open("/", "document.querySelector('.tile .now')");
        assertThat(browser.evaluate("document.querySelector('.tile .now').textContent")
                        .asText())
                .contains("1 of 4 25 %");
        assertThat(browser.evaluate("document.querySelector('.tile .facts').textContent")
                        .asText())
                .doesNotContain("not said to be ready");
        board(
                "all",
                ICU.replace("CALM", "WARNING")
                        .replace("\"ready\": 3", "\"ready\": 1")
                        .replace("\"dirty\": 0", "\"dirty\": 1"));
        open("/", "document.querySelector('.tile .facts li')");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.tile .facts li')].map(one => one.textContent).join('|')")
                        .asText())
                .startsWith("1 empty, not said to be ready|1 to clean");
    }

    @Test
    void whatIsNotOfNowIsToldInThePast() {
        open("/", "document.querySelector('.all-calm')");
        browser.evaluate("import('/web/live.js').then(live => live.disconnect())");
        browser.until("document.querySelector('.banner.bad')");

        assertThat(browser.evaluate("document.querySelector('.all-calm').textContent")
                        .asText())
                .isEqualTo("■ No department was critical at 2026-11-20 12:00 UTC.");
    }

    @Test
    void bedsAndPatientsOfDifferentVersionsAreNotCompared() {
        board("all", ICU.replace("\"occupied\": 1", "\"occupied\": 2"));
        for (int version : new int[] {6, 7}) {
            pages.answers.computeIfPresent(
                    "/kpis/bed_map/rows",
                    (path, rows) ->
                            "{\"version\":%s,".formatted(version) + rows.substring(rows.indexOf("\"columns\"")));
            open("/department/1/ICU", "document.querySelector('.beds li')");
            String shown = browser.evaluate("document.querySelector('main').textContent")
                    .asText();
            assertThat(shown.contains("1 in a bed that another patient has, too"))
                    .as("version " + version)
                    .isEqualTo(version == 7);
            assertThat(shown.contains("3 of 4 never named in a message"))
                    .as("version " + version)
                    .isEqualTo(version == 7);
        }
    }

    @Test
    void aClockThatIsSetBackKeepsNoPageFromLoading() throws InterruptedException {
        open("/department/1/ICU", "document.querySelector('.badge.age-live')");
        pages.asked.clear();
        browser.evaluate("(() => { const now = Date.now; Date.now = () => now() - 600000; })()");
        for (int tries = 0; tries < 100 && !pages.asked.containsKey("/board"); tries++) {
            Thread.sleep(50);
        }
        assertThat(pages.asked).containsKey("/board");
        browser.until("document.querySelector('.badge.age-live')");
    }
}
