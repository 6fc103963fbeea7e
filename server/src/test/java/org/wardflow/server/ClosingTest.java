package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.server.feed.Feed;

/** What becomes of requests that are in hand when the server closes. */
@Timeout(120)
class ClosingTest {
    private static final Duration A_WHILE = Duration.ofMillis(500);

    @TempDir
    Path folder;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch may = new CountDownLatch(1);
    private WebServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        WebSources none = NoData.SOURCES;
        server = WebServer.start(
                NoData.demo(folder),
                new WebSources(
                        none.content(),
                        none.warehouse(),
                        none.published(),
                        none.now(),
                        this::feed,
                        none.steward(),
                        none.lineage()));
        browser = new Browser(server.address());
        assertThat(browser.comeIn(requireNonNull(server.demoLinks().get("data_engineer")))
                        .statusCode())
                .isEqualTo(204);
    }

    /** Streams ask on threads of their own; requests are kept waiting. */
    private Feed feed() {
        if (Thread.currentThread().getName().contains("-exec-") && slow) {
            asked.countDown();
            try {
                may.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return new Feed(Instant.EPOCH, "running", 0, 0, false, 0, List.of(), List.of(), List.of());
    }

    private volatile boolean slow;

    @Test
    void aRequestInHandIsAnsweredAndAStreamEndedAtOnce() throws Exception {
        try (InputStream stream = browser.open(browser.request("/api/v1/stream").build())) {
            slow = true;
            CompletableFuture<HttpResponse<String>> answer =
                    CompletableFuture.supplyAsync(() -> browser.get("/api/v1/cycles"));
            asked.await();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
            assertThat(stream.readAllBytes()).isNotEmpty();
            Thread.sleep(A_WHILE.toMillis());
            may.countDown();

            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            closed.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRequestThatTakesTooLongDoesNotKeepItOpen() throws Exception {
        slow = true;
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> browser.get("/api/v1/cycles"));
        asked.await();
        long began = System.nanoTime();
        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        may.countDown();
        assertThat(answer).failsWithin(Duration.ofSeconds(60));
    }
}
