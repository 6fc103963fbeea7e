package org.wardflow.app.warehouse;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.wardflow.app.browser.Chromium;

/** What the board in a browser says of each department, as {@code 1/ICU}; those with 0 are left out. */
record ShownBoard(Chromium browser) {
    /** Patients in beds. */
    Map<String, Long> inBeds() {
        return numbers("""
                [...document.querySelectorAll('.tile')].map(tile => [tile.querySelector('h3 a').getAttribute('href'),
                    tile.querySelectorAll('.now .figure')[1].querySelector('b').textContent])
                .concat([...document.querySelectorAll('.calm-table tbody tr')].map(row =>
                    [row.querySelector('th a').getAttribute('href'), row.cells[2].textContent.split(' ')[0]]))""");
    }

    /** Beds that are ready. */
    Map<String, Long> ready() {
        return numbers("""
                [...document.querySelectorAll('.tile')].map(tile => [tile.querySelector('h3 a').getAttribute('href'),
                    tile.querySelector('.now .figure.big b').textContent])
                .concat([...document.querySelectorAll('.calm-table tbody tr')].map(row =>
                    [row.querySelector('th a').getAttribute('href'), row.cells[1].querySelector('b').textContent]))""");
    }

    /** Patients who wait for a bed. */
    Map<String, Long> waiting() {
        return numbers("""
                [...document.querySelectorAll('.tile')].map(tile => [tile.querySelector('h3 a').getAttribute('href'),
                    [...tile.querySelectorAll('.facts .figure')].find(fact => / waits? for a bed/.test(fact.textContent))?.textContent.split(' ')[0] ?? '0'])""");
    }

    private Map<String, Long> numbers(String script) {
        Map<String, Long> shown = new TreeMap<>();
        browser.evaluate(script).forEach(pair -> {
            String ward = pair.get(0).asText().replaceFirst("^/department/", "").replaceFirst("[?].*", "");
            long number = Long.parseLong(pair.get(1).asText());
            if (number > 0) {
                shown.put(URLDecoder.decode(ward, StandardCharsets.UTF_8), number);
            }
        });
        return shown;
    }
}
