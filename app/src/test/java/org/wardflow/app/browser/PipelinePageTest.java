package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pipeline wrote, what failed in it, and which attributes it learned. Without Chromium it is skipped, and says so. */
class PipelinePageTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    private static final String CYCLES = """
            {"fresh": %s, "pipeline": {"at": "2026-11-20T12:00:00Z", "phase": "running", "manifest": 7, "behindMillis": 0, "streams": [], "troubles": [],
            "cycles": [{"manifest": 7, "ended": "2026-11-20T11:59:58Z", "tookMillis": 240, "rows": 12, "models": {"silver.visit": 31}, "earlierProcess": null},
              {"manifest": 6, "ended": "2026-11-20T08:30:00Z", "tookMillis": 310, "rows": 4, "models": {"silver.visit": 29}, "earlierProcess": "2026-11-20T08:00:00Z"}],
            "written": [
              {"table": "gold.fact_bed_stay", "manifest": 6, "added": 3, "removed": 1, "addedInAll": 900, "removedInAll": 40},
              {"table": "silver.visit", "manifest": 7, "added": 12, "removed": 5, "addedInAll": 3412, "removedInAll": 1208}],
            "failures": [
              {"since": "2026-11-20T11:00:00Z", "until": null, "kind": "silence", "subject": "topic:vital-sign",
                "what": "nothing has come from topic:vital-sign for more than 5 minutes", "earlierProcess": null},
              {"since": "2026-11-20T09:00:00Z", "until": "2026-11-20T09:04:00Z", "kind": "cycle", "subject": "cycle",
                "what": "WARDFLOW-3005 DISK_FULL: The disk is full", "earlierProcess": null},
              {"since": "2026-11-20T08:20:00Z", "until": null, "kind": "model", "subject": "gold.fact_bed_stay",
                "what": "it failed", "earlierProcess": "2026-11-20T08:00:00Z"}]}}""";

    private static final String SCHEMA = """
            {"madeAt": "2026-11-20T11:59:30Z", "problem": "", "everySeconds": 60, "report": {
            "attributes": [{"topic": "patient-flow", "attribute": "bloodGroup", "table": "silver.attribute", "column": "blood_group", "type": "STRING",
              "classification": "unclassified", "firstSeen": "2026-11-19T08:00:00Z"}],
            "changes": [{"table": "silver.attribute", "version": 3, "at": "2026-11-19T08:00:02Z", "change": "added blood_group STRING"}]}}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void itShowsWhatWasWrittenWhatFailedAndTheSchema() {
        try (OpenPages pages = new OpenPages(folder)) {
            pages.reset();
            pages.alone.answers.put(
                    "/catalog",
                    "{\"columns\": {\"columns\": [], \"rows\": []}, \"kpis\": [], \"tables\": ["
                            + "{\"table\": \"silver.visit\", \"kind\": \"keyed\", \"inputs\": [\"bronze.patient_flow\"]}]}");
            pages.alone.answers.put("/cycles", CYCLES.formatted(PagesAlone.FRESH));
            pages.alone.answers.put("/schema", SCHEMA);
            pages.open("/pipeline", "document.querySelector('.schema') && document.querySelector('.lineage')");

            assertThat(rows(pages, "Rows written since the start"))
                    .containsExactly("gold.fact_bed_stay|6|3|1|900|40", "silver.visit|7|12|5|3,412|1,208");
            assertThat(rows(pages, "What did not work"))
                    .containsExactly(
                            "2026-11-20 11:00 UTC|▲ goes on|silence|topic:vital-sign|nothing has come from topic:vital-sign for more than 5 minutes|this one",
                            "2026-11-20 09:00 UTC|2026-11-20 09:04 UTC|cycle|cycle|WARDFLOW-3005 DISK_FULL: The disk is full|this one",
                            "2026-11-20 08:20 UTC|the process ended first|model|gold.fact_bed_stay|it failed|an earlier one, from 2026-11-20 08:00 UTC");
            assertThat(rows(pages, "Last 2 cycles, ms"))
                    .containsExactly(
                            "7|2026-11-20 11:59 UTC|240|12|1|this one",
                            "6|2026-11-20 08:30 UTC|310|4|1|an earlier one, from 2026-11-20 08:00 UTC");
            assertThat(pages.texts(".panel > p.quiet"))
                    .anyMatch(note -> note.startsWith("1 of them, drawn paler, ran before this process started"));
            assertThat(pages.browser
                            .evaluate("document.querySelectorAll('.bar.pale').length")
                            .asInt())
                    .isEqualTo(1);
            assertThat(rows(pages, "Schema"))
                    .containsExactly(
                            "patient-flow|bloodGroup|silver.attribute|blood_group|STRING|unclassified|2026-11-19 08:00 UTC",
                            "silver.attribute|3|2026-11-19 08:00 UTC|added blood_group STRING");
            assertThat(seriousIn(pages.browser)).isEmpty();
        }
    }

    @Test
    void aLongColumnOfTheLineageGoesOnBesideItself() {
        String kpis = IntStream.range(0, 40)
                .mapToObj(i -> "{\"name\": \"kpi_%s\", \"source\": \"silver.visit\"}".formatted(i))
                .collect(Collectors.joining(", "));
        try (OpenPages pages = new OpenPages(folder)) {
            pages.reset();
            pages.alone.answers.put(
                    "/catalog",
                    "{\"columns\": {\"columns\": [], \"rows\": []}, \"kpis\": [" + kpis + "], \"tables\": ["
                            + "{\"table\": \"silver.visit\", \"kind\": \"keyed\", \"inputs\": [\"bronze.patient_flow\"]}]}");
            pages.alone.answers.put("/cycles", CYCLES.formatted(PagesAlone.FRESH));
            pages.alone.answers.put("/schema", SCHEMA);
            pages.open("/pipeline", "document.querySelector('.lineage')");

            JsonNode placed = pages.browser.evaluate("""
                    [...document.querySelectorAll('.lineage .node rect')].map(box => box.getAttribute('x') + ' ' + box.getAttribute('y'))""");
            assertThat(placed).hasSize(42).doesNotHaveDuplicates();
            assertThat(pages.browser
                            .evaluate("document.querySelector('.lineage').height.baseVal.value")
                            .asInt())
                    .as("eighteen boxes of 30 and a margin")
                    .isEqualTo(18 * 30 + 10);
            assertThat(pages.browser
                            .evaluate("document.querySelector('.lineage').width.baseVal.value")
                            .asInt())
                    .as("two steps, and the KPIs in three columns")
                    .isEqualTo((2 + 3) * 196);
        }
    }

    @Test
    void withoutTheSchemaTheRestIsShownAndThePageSaysSo() {
        try (OpenPages pages = new OpenPages(folder)) {
            pages.reset();
            pages.alone.answers.put(
                    "/catalog", "{\"columns\": {\"columns\": [], \"rows\": []}, \"kpis\": [], \"tables\": []}");
            pages.alone.answers.put("/cycles", CYCLES.formatted(PagesAlone.FRESH));
            pages.alone.refused.add("/schema");
            pages.open("/pipeline", "document.querySelector('.panel .problem')");

            assertThat(pages.texts(".panel .problem"))
                    .containsExactly("The schema was not loaded: Too many requests. Wait.");
            assertThat(rows(pages, "What did not work")).hasSize(3);
            assertThat(pages.texts(".badge")).contains("◐ a part is missing");
        }
    }

    private static List<String> rows(OpenPages pages, String title) {
        return pages.browser
                .evaluate("""
                        [...document.querySelectorAll('.panel')].filter(one => one.querySelector('h2').textContent === '%s')
                            .flatMap(one => [...one.querySelectorAll('table.rows tbody tr')])
                            .map(row => [...row.cells].map(cell => cell.textContent).join('|'))""".formatted(title))
                .valueStream()
                .map(text -> text.asText())
                .toList();
    }

    private static List<String> seriousIn(Chromium browser) {
        List<String> serious = new ArrayList<>();
        browser.size(1440, 1_800);
        for (String scheme : List.of("dark", "light")) {
            browser.prefer(scheme);
            serious.addAll(Axe.seriousIn(browser));
            browser.picture(PICTURES.resolve("report-" + scheme + "-pipeline.png"));
        }
        browser.size(390, 2_000);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
        browser.picture(PICTURES.resolve("report-narrow-pipeline.png"));
        return serious;
    }
}
