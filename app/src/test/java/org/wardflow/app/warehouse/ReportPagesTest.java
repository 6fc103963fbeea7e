package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.browser.Axe;
import org.wardflow.app.browser.Chromium;
import org.wardflow.app.quality.QualityJson;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.flow.read.KnownAt;

/** What the process reports of itself, by the API and on the pages; without Chromium the pages are not looked at. */
@Timeout(300)
class ReportPagesTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static JsonNode await(Visitor visitor, String path) throws InterruptedException {
        JsonNode answer = visitor.json(path);
        while (!answer.has("report")) {
            assertThat(answer.path("problem").asText()).isEmpty();
            Thread.sleep(200);
            answer = visitor.json(path);
        }
        return answer.path("report");
    }

    @Test
    void theReportIsThatOfTheCommandWithoutMessages() throws Exception {
        JsonNode report = await(new Visitor(PAGES, "data_engineer"), "/api/v1/quality/report");
        QualityReport command = QualityReport.of(PAGES.site.workspace, KnownAt.now());

        assertThat(command.examples()).isNotEmpty();
        assertThat(report).isEqualTo(Visitor.parse(QualityJson.of(command.withoutExamples())));
        assertThat(report.path("examples")).isEmpty();
        assertThat(report.toString()).doesNotContain(command.examples().get(0).sha256());
        assertThat(new Visitor(PAGES, "analyst")
                        .json("/api/v1/quality")
                        .path("whole")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void theQualityPageShowsTheReport() {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the pages were not looked at");
        QualityReport report = QualityReport.of(PAGES.site.workspace, KnownAt.now());
        try (Chromium browser = new Chromium(folder.resolve("profile"), 1440, 900)) {
            open(browser, "data_engineer", "/quality", "document.querySelector('.pairs')");

            assertThat(texts(browser, "'.pairs dd'").get(1))
                    .startsWith(
                            String.format(Locale.ROOT, "%,d ", report.total().accepted()))
                    .endsWith(" %");
            assertThat(rows(browser, "Messages by hospital"))
                    .hasSize(report.hospitals().size());
            assertThat(rows(browser, "Messages by department"))
                    .hasSize(report.departments().size());
            assertThat(rows(browser, "Freshness")).hasSize(report.sources().size());
            assertThat(rows(browser, "Validation of gold"))
                    .anyMatch(row -> row.contains("|✓ passed|"))
                    .noneMatch(row -> row.contains("failed"))
                    .hasSizeGreaterThan(report.checks().size());
            assertThat(rows(browser, "Rows by cycle")).hasSize(report.cycles().size());
            assertThat(titles(browser))
                    .contains("Rules", "Quarantine by rule", "Findings by hospital", "Schema changes");
            assertThat(browser.evaluate(
                                    "[...document.querySelectorAll('table.rows td.number')].filter(one => one.textContent === '–').length")
                            .asInt())
                    .as("what is not known stands below the numbers")
                    .isPositive();
            look(browser, "quality");
            open(browser, "analyst", "/quality", "document.querySelector('.rows td')");
            assertThat(browser.evaluate("document.querySelector('.quality').textContent")
                            .asText())
                    .contains("It counts all hospitals together and you see a part of them");
            assertThat(titles(browser)).doesNotContain("Validation of gold", "Messages by hospital");
        }
    }

    private static void open(Chromium browser, String role, String path, String until) {
        browser.open(requireNonNull(PAGES.server.demoLinks().get(role)));
        browser.until("document.querySelector('.me select')?.value === '" + role + "'");
        browser.open(PAGES.server.address().resolve(path));
        browser.until("location.pathname === '" + path + "' && document.querySelector('.me select')?.value === '" + role
                + "' && " + until);
    }

    private static List<String> texts(Chromium browser, String selector) {
        return browser.evaluate("[...document.querySelectorAll(" + selector + ")].map(one => one.textContent)")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> titles(Chromium browser) {
        return texts(browser, "'.panel h2'");
    }

    /** The rows of the tables of a panel, those to unfold included, with a stroke between the cells. */
    private static List<String> rows(Chromium browser, String title) {
        return browser.evaluate("""
                        [...document.querySelectorAll('.panel')].filter(one => one.querySelector('h2').textContent === '%s')
                            .flatMap(one => [...one.querySelectorAll('table.rows tbody tr')])
                            .map(row => [...row.cells].map(cell => cell.textContent).join('|'))""".formatted(title))
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private static void look(Chromium browser, String name) {
        List<String> serious = new ArrayList<>();
        int high = browser.evaluate("document.documentElement.scrollHeight").asInt();
        for (String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            serious.addAll(Axe.seriousIn(browser));
            browser.size(1440, high);
            browser.picture(PICTURES.resolve("report-" + scheme + "-" + name + ".png"));
            browser.size(1440, 900);
        }
        assertThat(serious).isEmpty();
        try {
            browser.size(390, 2_000);
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .isLessThanOrEqualTo(390);
            browser.picture(PICTURES.resolve("report-narrow-" + name + ".png"));
        } finally {
            browser.size(1440, 900);
        }
    }
}
