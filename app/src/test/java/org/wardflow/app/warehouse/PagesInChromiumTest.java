package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.browser.Axe;
import org.wardflow.app.browser.Chromium;
import org.wardflow.flow.read.KnownAt;

/** The pages as a browser shows them. Without Chromium these tests are skipped, and say so. */
class PagesInChromiumTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ServedSite pages;

    @SuppressWarnings("NullAway.Init")
    private static Chromium browser;

    /** The pages of a role that sees all but patients, and when each is drawn. */
    private static final Map<String, String> SETTLED = settled();

    private static Map<String, String> settled() {
        Map<String, String> settled = new LinkedHashMap<>();
        settled.put("/", "document.querySelector('.tile .spark')");
        settled.put("/?kpi=occupancy_now", "document.querySelector('.drawer .rows td')");
        settled.put("/?asof=2026-10-13T12:00:00Z", "document.querySelector('.board')");
        settled.put("/wall", "document.querySelector('.wall .board')");
        settled.put("/department/1/ICU", "document.querySelector('.beds li')");
        settled.put("/flow", "document.querySelector('.sankey path')");
        settled.put("/quality", "document.querySelector('.rows td') && document.querySelector('.pairs')");
        settled.put("/pipeline", "document.querySelector('.lineage') && document.querySelector('.schema')");
        settled.put("/explore", "document.querySelector('.columns summary')");
        return settled;
    }

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the pages were not looked at");
        pages = new ServedSite();
        browser = new Chromium(folder.resolve("profile"), 1440, 900);
        comeIn("bed_manager");
    }

    @AfterAll
    static void stop() throws IOException {
        if (pages != null) {
            browser.close();
            pages.close();
        }
    }

    private static void comeIn(String role) {
        browser.open(requireNonNull(pages.server.demoLinks().get(role)));
        browser.until(
                "document.querySelector('.me select')?.value === '" + role + "' && document.querySelector('.board')");
    }

    private static void open(String path, String until) {
        browser.open(pages.server.address().resolve(path));
        browser.until("location.pathname + location.search === '" + path + "' && " + until);
    }

    @Test
    void everyNumberOnTheBoardIsTheKpis() {
        open("/", "document.querySelector('.tile, .calm-table')");
        JsonNode shown = browser.evaluate("""
                [...document.querySelectorAll('.tile')].map(tile => [tile.getAttribute('aria-label'),
                    ...[...tile.querySelectorAll('.now .figure')].map(figure => figure.querySelector('b').textContent)].join('|'))
                .concat([...document.querySelectorAll('.calm-table')].flatMap(table => [...table.tBodies[0].rows].map(row =>
                    [table.caption.textContent + ' ' + row.cells[0].textContent, row.cells[1].querySelector('b').textContent,
                        row.cells[2].textContent.split(' ')[0]].join('|'))))""");
        List<String> board = new ArrayList<>();
        shown.forEach(line -> board.add(line.asText()));
        List<String> kpi = new ArrayList<>();
        // hospital_id, hospital, department, beds, occupied, ready_beds
        pages.site
                .workspace
                .reader()
                .kpi(
                        "occupancy_now",
                        Optional.of(pages.now),
                        KnownAt.now(),
                        row -> kpi.add("%s %s|%s|%s"
                                .formatted(row.get(1), row.get(2), row.get(5) == null ? "–" : row.get(5), row.get(4))));

        assertThat(board).isNotEmpty().containsExactlyInAnyOrderElementsOf(kpi);
        browser.picture(PICTURES.resolve("board.png"));
    }

    @Test
    void theFirstLineSaysInWordsWhatIsMostUrgent() {
        open("/", "document.querySelector('.tile')");

        String first = browser.evaluate("document.querySelector('.headline .first').textContent")
                .asText();
        String department = browser.evaluate("document.querySelector('.tile h3').textContent")
                .asText();
        assertThat(first).contains(department).containsPattern("[0-9]");
    }

    @Test
    void aNumberOpensItsDefinitionItsSqlAndItsRows() {
        open("/", "document.querySelector('.tile .figure')");
        browser.evaluate("document.querySelector('.tile .figure').click()");
        browser.until("document.querySelector('.drawer .rows td')");

        String drawer = browser.evaluate("document.querySelector('.drawer').textContent")
                .asText();
        assertThat(drawer).contains("Definition", "select", "data version", "CSV");
        assertThat(browser.evaluate("location.search").asText()).contains("kpi=");
    }

    @Test
    void theRibbonsOfTheFlowAreTheMovesOfTheKpiAndOfTheTableBehindThem() {
        open("/flow", "document.querySelector('.sankey path')");
        List<String> drawn = new ArrayList<>();
        browser.evaluate("[...document.querySelectorAll('.sankey path title')].map(title => title.textContent)")
                .forEach(title -> drawn.add(title.asText()));
        List<String> listed = new ArrayList<>();
        browser.evaluate("""
                [...document.querySelector('.sankey').closest('.panel').querySelector('details table').tBodies[0].rows].map(row =>
                    `${row.cells[2].textContent} from ${row.cells[0].textContent} to ${row.cells[1].textContent}`)""").forEach(row -> listed.add(row.asText()));
        Map<String, Long> kpi = new TreeMap<>();
        // hospital_id, department, direction, other, moves; what leads out, and what comes from outside
        pages.site.workspace.reader().kpi("flow_between_departments", Optional.of(pages.now), KnownAt.now(), row -> {
            if (row.get(2) instanceof String direction && row.get(4) instanceof Number moves) {
                boolean out = direction.equals("out");
                if (out || Set.of("arrival", "another hospital").contains(String.valueOf(row.get(3)))) {
                    kpi.merge(
                            "from %s to %s".formatted(row.get(out ? 1 : 3), row.get(out ? 3 : 1)),
                            moves.longValue(),
                            Long::sum);
                }
            }
        });

        assertThat(listed).containsExactlyInAnyOrderElementsOf(drawn);
        assertThat(drawn)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(kpi.entrySet().stream()
                        .map(move -> move.getValue() + " " + move.getKey())
                        .toList());
    }

    @Test
    void everyPageOfTheRoleShowsItselfWithoutAComplaint() {
        // Of other tests, one of which signs out while its stream is open.
        List<String> before = browser.problems();
        open("/department/1/ICU", "document.querySelector('.beds li')");
        browser.picture(PICTURES.resolve("department.png"));
        open("/quality", "document.querySelector('.rows td')");
        open("/wall", "document.querySelector('.wall .board')");
        assertThat(browser.evaluate("document.body.innerText").asText()).doesNotContain("Sign out");
        open(
                "/?asof=2026-10-13T12:00:00Z",
                "document.querySelector('.banner.past') && document.querySelector('.board')");

        assertThat(browser.problems()).isEqualTo(before);
    }

    @Test
    void itCanBeReadByAKeyboardAndAScreenReader() {
        open("/", "document.querySelector('.tile')");

        assertThat(browser.evaluate("""
                [...document.querySelectorAll('button, a, input, select')].filter(one => one.offsetParent !== null
                    && !(one.textContent.trim() || one.getAttribute('aria-label') || one.title || one.labels?.length)).length""").asInt()).as("controls without a name").isZero();
        assertThat(browser.evaluate("""
                [...document.querySelectorAll('button, summary, select, input')].filter(one => one.offsetParent !== null
                    && (one.getBoundingClientRect().height < 23.5 || one.getBoundingClientRect().width < 23.5))
                    .map(one => one.outerHTML.slice(0, 80))""").toString())
                .as("targets under 24 pixels")
                .isEqualTo("[]");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('svg[role=img]')].every(svg => svg.getAttribute('aria-label'))")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.documentElement.lang").asText()).isEqualTo("en");
        browser.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'p', bubbles: true}))");
    }

    @Test
    void axeFindsNothingSeriousOnAnyPageLightOrDark() {
        comeIn("data_engineer");
        List<String> serious = new ArrayList<>();
        SETTLED.forEach((path, until) -> {
            open(path, until);
            look(path, serious);
        });
        browser.evaluate("document.querySelector('.me button').click()");
        browser.until("location.pathname === '/start' && document.querySelector('form.sign-in')");
        look("/start", serious);
        comeIn("bed_manager");

        assertThat(serious).isEmpty();
    }

    @Test
    void onAPhoneNothingSticksOutOfAnyPage() {
        comeIn("data_engineer");
        Map<String, Integer> wider = new TreeMap<>();
        try {
            browser.size(390, 2_000);
            SETTLED.forEach((path, until) -> {
                open(path, until);
                int width =
                        browser.evaluate("document.documentElement.scrollWidth").asInt();
                if (width > 390) {
                    wider.put(path, width);
                }
                if (browser.evaluate(
                                "[...document.querySelectorAll('.sankey')].some(one => one.getBoundingClientRect().right > innerWidth)")
                        .asBoolean()) {
                    wider.put(path + " diagram", width);
                }
                for (String scheme : List.of("dark", "light")) {
                    browser.prefer(scheme);
                    browser.picture(PICTURES.resolve("narrow-" + scheme + path.replaceAll("[^a-z]+", "-") + ".png"));
                }
            });
        } finally {
            browser.size(1440, 900);
            comeIn("bed_manager");
        }

        assertThat(wider).isEmpty();
    }

    @Test
    void aStewardSeesTheMessagesOfARuleAndTicksOne() {
        comeIn("data_engineer");
        open("/quality", "document.querySelector('.decide select')");
        browser.evaluate("""
                document.querySelector('.decide select').value = 'unknown_department';
                document.querySelector('.decide select').dispatchEvent(new Event('change', {bubbles: true}));""");
        browser.until("!document.querySelector('.decide button[type=button]').disabled");
        browser.evaluate("document.querySelector('.decide button[type=button]').click()");
        browser.until("document.querySelector('.held input[type=checkbox]')");
        browser.evaluate("document.querySelector('.held input[type=checkbox]').click()");
        browser.evaluate("document.querySelector('.held summary').click()");

        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.held pre')].map(text => text.textContent).join(' ')")
                        .asText())
                .contains("\"event_type\"", "\"event_id\":\"***\"")
                .doesNotContainPattern("\"(event|patient)_id\":\"[^*]");
        assertThat(Axe.seriousIn(browser)).isEmpty();
        browser.evaluate("document.querySelector('.decide').scrollIntoView()");
        browser.picture(PICTURES.resolve("steward.png"));
        comeIn("bed_manager");
    }

    @Test
    void anAuditorFindsWhoSawWhat() {
        comeIn("auditor");
        List<String> serious = new ArrayList<>();
        open("/audit", "document.querySelector('.audit form')");
        browser.evaluate("document.querySelector('.audit form button').click()");
        browser.until("document.querySelector('.audit tbody td')");
        look("/audit", serious);
        assertThat(browser.evaluate("document.querySelector('.audit table').textContent")
                        .asText())
                .contains("auditor", "board");
        try {
            browser.size(390, 2_000);
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .isLessThanOrEqualTo(390);
            browser.picture(PICTURES.resolve("narrow-audit.png"));
        } finally {
            browser.size(1440, 900);
            comeIn("bed_manager");
        }

        assertThat(serious).isEmpty();
    }

    private static void look(String path, List<String> serious) {
        for (String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            Axe.seriousIn(browser).forEach(found -> serious.add(path + " " + scheme + ": " + found));
            browser.picture(PICTURES.resolve(scheme + path.replaceAll("[^a-z]+", "-") + ".png"));
        }
    }

    @Test
    void axeIsHeard() {
        open("/", "document.querySelector('.tile')");
        browser.evaluate("document.querySelector('main').append(document.createElement('button'))");

        assertThat(Axe.seriousIn(browser))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("button-name");
        open("/quality", "document.querySelector('.quality')");
    }

    @Test
    void colourIsNeverAlone() {
        open("/", "document.querySelector('.tile')");

        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.tile .level')].every(level => /[▲●■□]/.test(level.textContent) && /[a-z]/.test(level.textContent))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whenTheServerIsGoneTheNumbersAreGreyAndABannerSaysSo() {
        URI link = requireNonNull(pages.server.demoLinks().get("bed_manager"));
        assertThat(link).isNotNull();
        open("/", "document.querySelector('.tile')");
        browser.evaluate(
                "import(document.querySelector('script[type=module]').src.replace('app.js', 'live.js')).then(live => live.disconnect())");
        browser.until("document.querySelector('.banner.bad') && document.querySelector('.board.is-stale')");
    }
}
