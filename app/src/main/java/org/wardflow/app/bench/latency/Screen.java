package org.wardflow.app.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.wardflow.app.browser.Chromium;

/** The board in a real browser, that notes when it had drawn which version of the data. */
final class Screen implements AutoCloseable {
    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;

    /**
     * The board names the version that it shows. What runs after the next frame's callbacks runs when that frame is painted, so
     * this is late by a frame at most, and never early.
     */
    private static final String NOTES = """
            window.drawn = [];
            let last = 0;
            new MutationObserver(() => {
                const version = Number(document.querySelector('.board')?.dataset.version ?? 0);
                if (version <= last) return;
                last = version;
                requestAnimationFrame(() => setTimeout(() => drawn.push([version, performance.timeOrigin, performance.now()])));
            }).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-version']});""";

    private final Chromium browser;
    private final URI board;

    private Screen(Chromium browser, URI board) {
        this.browser = browser;
        this.board = board;
    }

    /** Comes in by a link and looks at the board; empty if no browser is installed here. */
    static Optional<Screen> open(URI link, Path profile) {
        if (Chromium.program().isEmpty()) {
            return Optional.empty();
        }
        Screen screen = new Screen(new Chromium(profile, WIDTH, HEIGHT), link.resolve("/"));
        screen.browser.atFirst(NOTES);
        screen.browser.open(link);
        screen.browser.until("location.pathname === '/' && window.drawn.length");
        return Optional.of(screen);
    }

    /** Opens the board anew: milliseconds from its address to its numbers, painted. */
    long load() {
        browser.evaluate("window.drawn = []");
        browser.open(board);
        browser.until("window.drawn.length");
        return Math.round(browser.evaluate("drawn[0][2]").asDouble());
    }

    /** When it had first drawn each version, of those since it was last opened. */
    NavigableMap<Long, Instant> drawn() {
        NavigableMap<Long, Instant> drawn = new TreeMap<>();
        for (JsonNode one : browser.evaluate("drawn")) {
            long millis = Math.round(one.get(1).asDouble() + one.get(2).asDouble());
            drawn.put(one.get(0).asLong(), Instant.ofEpochMilli(millis));
        }
        return drawn;
    }

    @Override
    public void close() {
        browser.close();
    }
}
