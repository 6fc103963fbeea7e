package org.wardflow.app.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pages alone, and a browser that looks at them: one hospital with two calm departments, until a test says otherwise. */
final class OpenPages implements AutoCloseable {
    private static final List<String> KPIS = List.of(
            "bed_map",
            "occupancy_hourly",
            "flow_hourly",
            "waits",
            "length_of_stay_bands",
            "length_of_stay",
            "occupancy_forecast",
            "flow_between_departments",
            "waits_by_step",
            "overstay",
            "not_heard_of");

    final PagesAlone alone;
    final Chromium browser;

    OpenPages(Path folder) {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the pages were not looked at");
        alone = new PagesAlone();
        browser = new Chromium(folder.resolve("profile"), 1440, 900);
    }

    /** As at the start. */
    void reset() {
        // What the page before remembers on its way out is not of this test.
        browser.evaluate("location.host && addEventListener('pagehide', () => sessionStorage.clear())");
        alone.refused.clear();
        alone.answers.clear();
        alone.statuses.clear();
        alone.asked.clear();
        alone.fresh = PagesAlone.FRESH;
        me("ann");
        board(tile("ICU", 1), tile("Surgery", 2));
        alone.answers.put("/kpis", "[]");
        alone.answers.put("/departments", """
                {"departments": [{"hospitalId": "1", "hospital": "Summit", "department": "ICU"}]}""");
        for (String kpi : KPIS) {
            alone.answers.put("/kpis/" + kpi + "/rows", "{\"columns\": [], \"rows\": []}");
        }
        alone.answers.put("/quality", """
                {"findings": {"columns": [], "rows": []}, "quarantine": {"columns": [], "rows": []}, "rules": {}, "streams": [], "days": 14,
                "asOf": "2026-11-20T12:00:00Z"}""");
    }

    /** Who is signed in. */
    void me(String name) {
        alone.answers.put("/me", """
                {"name": "%s", "role": "r", "scopes": ["*"], "rights": ["BOARD", "QUALITY", "PIPELINE", "SQL", "AUDIT"]}""".formatted(name));
    }

    /** A department of four beds that has somebody waiting, so that it has a tile. */
    static String tile(String department, int occupied) {
        return """
                {"id": "1/%1$s", "hospitalId": "1", "hospital": "Summit", "department": "%1$s", "beds": 4, "occupied": %2$s, "ready": %3$s,
                "percent": 25, "waiting": 1, "longestWait": 5, "dirty": 0, "cleaning": 0, "closed": 0, "spark": [], "level": "WARNING"}""".formatted(department, occupied, 4 - occupied);
    }

    void board(String... tiles) {
        alone.answers.put("/board", """
                {"version": 7, "asOf": "2026-11-20T12:00:00Z", "counted": "all", "thresholds": {}, "findings": {}, "tiles": [%s]}""".formatted(String.join(",", tiles)).replace("\n", " "));
    }

    /** Goes to an address, and waits. */
    void open(String address, String until) {
        browser.open(URI.create("about:blank"));
        browser.until("location.href === 'about:blank'");
        browser.open(alone.address(address));
        browser.until("location.host && " + until);
    }

    /** The tab is looked at, or not: visible or hidden. */
    void see(String visibility) {
        browser.evaluate("""
                Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});
                document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));""".formatted(visibility));
    }

    /** Refuses the stream from now on, and waits until the page was. */
    void refuse(int status) throws InterruptedException {
        alone.statuses.put("/stream", status);
        alone.asked.remove("/stream");
        alone.cut();
        while (!alone.asked.containsKey("/stream")) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** The words of what a selector finds. */
    List<String> texts(String selector) {
        return browser.evaluate("[...document.querySelectorAll(\"" + selector + "\")].map(one => one.textContent)")
                .valueStream()
                .map(text -> text.asText())
                .toList();
    }

    @Override
    public void close() {
        browser.close();
        alone.close();
    }
}
