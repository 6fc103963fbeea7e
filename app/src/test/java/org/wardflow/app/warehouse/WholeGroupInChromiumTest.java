package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.browser.Chromium;
import org.wardflow.app.verify.Verification;
import org.wardflow.simulator.truth.Truth;

/**
 * All seven hospitals with history enough for every panel, beside the ledger. It draws the pictures of the README and of
 * docs/server.md: {@code app/target/pictures/group}, to be copied to {@code docs/images}.
 */
@Tag("slow")
class WholeGroupInChromiumTest {
    private static final Path PICTURES = Path.of("target", "pictures", "group");
    private static final int DAYS = 16;
    private static final int HOURS = 24 * 15 + 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theBoardOfAllHospitalsIsTheLedgerAndMakesThePictures() throws IOException {
        assumeTrue(Chromium.program().isPresent(), "Chromium is not installed: the pages were not looked at");
        try (ServedSite pages = new ServedSite(7, DAYS, HOURS);
                Chromium browser = new Chromium(folder.resolve("profile"), 1440, 900)) {
            assertThat(Verification.of(pages.site.workspace, Truth.read(pages.site.sent(HOURS)))
                            .passed())
                    .isTrue();
            WardLedger ledger = WardLedger.of(pages.site);
            browser.open(requireNonNull(pages.server.demoLinks().get("bed_manager")));
            browser.until("document.querySelector('.board')");
            for (int before : List.of(200, 90, 7, 0)) {
                Instant at = pages.now.minus(Duration.ofHours(before));
                String path = before == 0 ? "/" : "/?asof=" + at;
                browser.open(pages.server.address().resolve(URI.create(path)));
                browser.until("location.pathname + location.search === '" + path
                        + "' && document.querySelector('.tile .spark')");
                ShownBoard shown = new ShownBoard(browser);
                assertThat(shown.inBeds())
                        .as("in beds as of %s", at)
                        .isNotEmpty()
                        .isEqualTo(ledger.present(at));
                assertThat(shown.waiting()).as("waiting as of %s", at).isEqualTo(ledger.waiting(at));
            }
            // Forecasts are made beside the board, and shown once they are there.
            while (!browser.evaluate("document.body.textContent.includes('off by')")
                    .asBoolean()) {
                browser.open(pages.server.address());
                browser.until("document.querySelector('.tile .spark')");
            }
            browser.picture(PICTURES.resolve("board.png"));
            browser.open(pages.server.address().resolve("/flow?hospital=1"));
            browser.until("document.querySelector('.sankey path') && document.querySelector('.steps td a')");
            browser.picture(PICTURES.resolve("flow.png"));
        }
    }
}
