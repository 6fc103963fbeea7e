package org.wardflow.app.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page does when its stream ends. Without Chromium these tests are skipped, and say so. */
class StreamInChromiumTest {
    private static final String LIVE =
            "document.querySelector('.badge.age-live') && !document.querySelector('.banner')";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static OpenPages pages;

    @BeforeAll
    static void start() {
        pages = new OpenPages(folder);
    }

    @AfterAll
    static void stop() {
        if (pages != null) {
            pages.close();
        }
    }

    @BeforeEach
    void answer() {
        pages.reset();
    }

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
                            .evaluate("document.querySelector('.banner a').href")
                            .asText())
                    .endsWith("/start");
            assertThat(pages.texts(".badge")).isNotEmpty().noneMatch(text -> text.contains("live"));
            pages.alone.statuses.clear();
            pages.browser.until(LIVE);
        }
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
        see("hidden");
        TimeUnit.SECONDS.sleep(1);
        pages.alone.asked.clear();
        TimeUnit.SECONDS.sleep(5);
        assertThat(pages.alone.asked).isEmpty();
        pages.alone.statuses.clear();
        see("visible");
        pages.browser.until(LIVE);
    }

    private static void see(String visibility) {
        pages.browser.evaluate("""
                Object.defineProperty(document, 'visibilityState', {value: '%s', configurable: true});
                document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));""".formatted(visibility));
    }
}
