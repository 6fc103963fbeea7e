package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The numbers of the board: each opens its definition, says what it was, and is not told by colour alone. Without Chromium skipped. */
class BoardInChromiumTest extends OnOpenPages {
    private static final String LIVE = "document.querySelector('.badge.age-live') && document.querySelector('.board')";

    private static void thresholds() {
        pages.alone.answers.computeIfPresent(
                "/board",
                (path, board) -> board.replace(
                        "\"thresholds\": {}", "\"thresholds\": {\"warning\": \"85\", \"critical\": \"95\"}"));
    }

    private static String line() {
        return "["
                + IntStream.range(0, 24)
                        .mapToObj(i -> String.valueOf(1 + i % 3))
                        .collect(Collectors.joining(",")) + "]";
    }

    /** A department as full as can be, with everything that a tile may say. */
    private static String rich(String hospital, String level, int ready) {
        return """
                {"id": "%1$s/ICU", "hospitalId": "%1$s", "hospital": "Summit", "department": "ICU", "beds": 20, "occupied": 17, "ready": %3$s, "percent": 89.5,
                "waiting": 3, "longestWait": 250, "waitsFor": "Surgery", "arrived": 2, "longestArrived": 40, "dirty": 1, "cleaning": 1, "closed": 1, "leaving": 4, "arriving": 2,
                "after": 15, "silent": 1, "silentSince": "2026-11-19T12:00:00Z",
                "forecast": {"at": "2026-11-20T16:00:00Z", "patients": 18, "low": 16, "high": 20, "error": 1.2, "historyHours": 400},
                "spark": %4$s, "level": "%2$s"}""".formatted(hospital, level, ready, line());
    }

    /** Servers refuse a path with an escaped slash, and one with an escaped per cent sign. */
    @Test
    void aDepartmentOfAnyNameHasAnAddressThatCanBePassedOn() {
        for (String name : List.of("Obs/Gyn", "Bay 50%", "Tag~klinik", "Ärzte & Co; Süd", "General Surgery")) {
            pages.board(rich("1", "CALM", 6).replace("ICU", name));
            pages.open("/", LIVE);
            String path = pages.browser
                    .evaluate("new URL(document.querySelector('main a[href^=\"/department/\"]').href).pathname")
                    .asText();
            assertThat(path).startsWith("/department/1/").doesNotContain("%2F", "%25", "%3B", ";");
            pages.open(path, "document.querySelector('.crumbs')?.textContent.endsWith('" + name + "')");
        }
    }

    @Test
    void noNumberStandsOutsideOfWhatOpensItsDefinition() {
        String surgery = rich("1", "WARNING", 2).replace("ICU", "Surgery");
        pages.board(
                rich("1", "OVER", 0),
                surgery,
                rich("2", "CALM", 6).replace("Summit", "Harbor"),
                rich("2", "OVER", 0).replace("ICU", "Burns").replace("Summit", "Harbor"),
                rich("2", "OVER", 0).replace("ICU", "Eyes").replace("Summit", "Harbor"),
                rich("2", "OVER", 0).replace("ICU", "Ears").replace("Summit", "Harbor"),
                rich("2", "UNKNOWN", 0).replace("ICU", "Night").replace("Summit", "Harbor"));
        pages.alone.answers.computeIfPresent(
                "/board", (path, board) -> board.replace("\"findings\": {}", "\"findings\": {\"1\": 12, \"2\": 7}"));
        thresholds();
        for (String path : List.of("/", "/wall")) {
            pages.open(path, LIVE + " && document.querySelector('.tile .relief')");
            // What is no figure: names, how old the numbers are, and what the legend says of all tiles.
            assertThat(pages.browser.evaluate("""
                            (() => { const found = [], texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
                            while (texts.nextNode()) { const {parentElement: one, data} = texts.currentNode;
                                if (/[0-9]/.test(data) && !one.closest('.figure, .legend, .badge[class*=age-], h3, th')) found.push(data); }
                            return found; })()""").toString()).as(path).isEqualTo("[]");
        }
        assertThat(pages.texts(".headline .figure")).contains("1 department", "1 more.");
        assertThat(pages.texts(".facts .figure"))
                .contains(
                        "after known moves 15 of 19 open: 4 leaving, 2 coming",
                        "Harbor ICU has 6 ready",
                        "2 ready there");
        pages.open("/", LIVE);
        assertThat(pages.texts(".choice .figure")).hasSize(3).first().isEqualTo("8 ready");
        assertThat(Axe.seriousIn(pages.browser)).isEmpty();
    }

    @Test
    void aCalmDepartmentSaysAsMuchAsAnUrgentOne() {
        pages.board(rich("1", "CALM", 2));
        pages.alone.answers.computeIfPresent(
                "/board", (path, board) -> board.replace("\"findings\": {}", "\"findings\": {\"1\": 12}"));
        thresholds();
        pages.open("/", LIVE + " && document.querySelector('.calm-table .spark')");

        assertThat(pages.texts(".calm-table td:nth-child(3)")).containsExactly("17 of 19 open 89.5 % ? 1 to check");
        assertThat(pages.texts(".calm-table tfoot .badge.age-live")).hasSize(1);
        assertThat(pages.texts(".calm-table tfoot .legend")).containsExactly(" lines: dotted at 85 %, dashed at 95 %");
        assertThat(pages.texts(".calm-table tfoot .figure"))
                .singleElement()
                .asString()
                .startsWith("⚑ 12 findings");
        pages.browser.evaluate("document.querySelector('.calm-table .spark').closest('.figure').click()");
        pages.browser.until(
                "new URLSearchParams(location.search).get('kpi') === 'occupancy_hourly' && location.search.includes('kpid=ICU')");
    }

    @Test
    void theThresholdsAreDrawnAndTold() {
        pages.board(rich("1", "WARNING", 2));
        thresholds();
        pages.open("/", LIVE + " && document.querySelector('.tile .spark')");

        assertThat(pages.browser.evaluate("""
                        ['.band', '.band-critical', '.band-warning'].map(one => document.querySelector('.tile .spark ' + one))
                            .map(band => [band.y.baseVal.value, band.y.baseVal.value + band.height.baseVal.value].map(Math.round).join('-'))""").toString())
                .as("one above the other, down to 85 per cent of 19 beds")
                .isEqualTo("[\"0-5\",\"5-8\",\"8-10\"]");
        assertThat(pages.texts(".tile .legend p"))
                .singleElement()
                .asString()
                .contains("watch (dotted, from 85 %)", "critical (dashed, from 95 %)");
        pages.alone.answers.put("/kpis/occupancy_hourly/rows", """
                {"columns": ["hour_start", "closing_census"], "rows": [["2026-11-20T10:00:00Z", 16], ["2026-11-20T11:00:00Z", 17]]}""");
        pages.open("/department/1/ICU", "document.querySelector('.chart .band-warning')");
        assertThat(pages.texts(".chart .tick")).contains("85 %", "95 %");
        assertThat(pages.texts(".panel > p.quiet"))
                .anyMatch(text -> text.startsWith("Bands: watch from 85 % and critical from 95 % of the beds"));
    }

    @Test
    void whatChangedSaysWhatItWas() {
        pages.open("/", LIVE);
        pages.board(OpenPages.tile("ICU", 3), OpenPages.tile("Surgery", 2));
        pages.alone.cut();
        pages.browser.until("document.querySelector('.badge.new')");
        assertThat(pages.texts(".badge.new")).containsExactly("✦ ready 1, was 3; in beds 3, was 1");

        // Of two changes within a minute the first tells what there was; one that came back says so.
        pages.board(OpenPages.tile("ICU", 4), OpenPages.tile("Surgery", 2));
        pages.alone.cut();
        pages.browser.until(
                "document.querySelector('.badge.new')?.textContent === '✦ ready 0, was 3; in beds 4, was 1'");
        pages.board(OpenPages.tile("ICU", 1), OpenPages.tile("Surgery", 2));
        pages.alone.cut();
        pages.browser.until("document.querySelector('.badge.new')?.textContent === '✦ changed, and back'");
    }

    /** A ward that becomes urgent moves from a row to a tile: whoever stood on it still does. */
    @Test
    void theFocusGoesAlongWithAWardThatChangesItsPlace() {
        pages.board(OpenPages.tile("ICU", 1), OpenPages.tile("Surgery", 2).replace("WARNING", "CALM"));
        pages.open("/", LIVE + " && document.querySelector('.calm-table th a')");
        pages.browser.evaluate("document.querySelector('.calm-table th a').focus()");
        pages.board(OpenPages.tile("Surgery", 4), OpenPages.tile("ICU", 1));
        pages.alone.cut();
        pages.browser.until("document.querySelectorAll('.tile').length === 2");

        assertThat(pages.browser
                        .evaluate(
                                "document.activeElement.textContent + ' ' + (document.activeElement.closest('.tile') !== null)")
                        .asText())
                .isEqualTo("Surgery true");
    }

    @Test
    void whatWasLastSeenOutlivesAReloadForTheSameViewerAlone() {
        pages.open("/", LIVE);
        pages.board(OpenPages.tile("ICU", 3), OpenPages.tile("Surgery", 2));
        pages.browser.evaluate("location.reload()");
        pages.browser.until(LIVE + " && document.querySelector('.badge.new')");

        assertThat(pages.texts(".badge.new")).containsExactly("✦ ready 1, was 3; in beds 3, was 1");
        assertThat(pages.browser
                        .evaluate("Object.keys(JSON.parse(sessionStorage.getItem('seen')).tiles[0][1]).join()")
                        .asText())
                .as("what is kept")
                .isEqualTo("ready,occupied,waiting,beds");
        pages.me("bob");
        pages.board(OpenPages.tile("ICU", 4), OpenPages.tile("Surgery", 2));
        pages.browser.evaluate("location.reload()");
        pages.browser.until(LIVE + " && document.querySelector('.me').textContent.startsWith('bob')");
        assertThat(pages.texts(".badge.new")).isEmpty();
    }

    @Test
    void whoSignsOutLeavesNothingBehind() {
        pages.open("/", LIVE);
        pages.browser.evaluate("sessionStorage.setItem('seen', 'x')");
        String signOut =
                "[...document.querySelectorAll('.me button')].find(one => one.textContent === 'Sign out').click()";
        pages.alone.statuses.put("/session", 503);
        pages.browser.evaluate(signOut);
        pages.browser.until("document.querySelector('.banner.bad')");
        assertThat(pages.texts(".banner")).containsExactly("You are still signed in: No answer. Wait.");
        assertThat(pages.browser.evaluate("location.pathname").asText()).isEqualTo("/");
        pages.alone.statuses.clear();
        pages.browser.evaluate(signOut);
        pages.browser.until("location.pathname === '/start'");
        assertThat(pages.browser
                        .evaluate("sessionStorage.getItem('seen') === null")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aPageThatTheBrowserKeptIsAskedForAnew() {
        pages.open("/", LIVE);
        pages.browser.evaluate("window.kept = true");
        pages.browser.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})) || null");
        pages.browser.until("!window.kept && " + LIVE);
    }

    @Test
    void aWallCanBePaused() {
        pages.open("/wall", LIVE);
        pages.browser.press("p");
        pages.browser.until("document.querySelector('.banner')?.textContent.startsWith('Paused')");
        pages.board(OpenPages.tile("ICU", 3), OpenPages.tile("Surgery", 2));
        pages.alone.cut();
        pages.browser.until("document.querySelector('.banner').textContent.includes('newer ones')");
        assertThat(pages.texts(".tile .big b")).containsExactly("3", "2");
        pages.browser.press("p");
        pages.browser.until(LIVE + " && !document.querySelector('.banner')");
        assertThat(pages.texts(".tile .big b")).containsExactly("1", "2");
    }

    @Test
    void nothingSticksOutOnAPhone() {
        pages.board(rich("1", "OVER", 0), rich("1", "CALM", 12).replace("ICU", "Rehabilitation"), rich("2", "CALM", 6));
        thresholds();
        try {
            pages.browser.size(390, 2_000);
            for (String path : List.of("/", "/wall")) {
                pages.open(path, LIVE + " && document.querySelector('.calm-table')");
                assertThat(pages.browser.evaluate("""
                                [...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > 390 && !one.closest('.chips, svg'))
                                    .map(one => one.outerHTML.slice(0, 100))""").toString()).as(path).isEqualTo("[]");
            }
        } finally {
            pages.browser.size(1440, 900);
        }
    }
}
