package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.server.views.Looks;

/** KPIs and boards of earlier instants that take long: they leave the threads to all else. */
@Timeout(120)
class LongLooksTest {
    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    private WebSources slow() {
        WebSources none = NoData.SOURCES;
        return new WebSources(
                none.content(),
                () -> {
                    int unused = begun.incrementAndGet();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Optional.empty();
                },
                none.published(),
                () -> Instant.parse("2026-03-11T00:00:00Z"),
                none.feed(),
                none.steward(),
                none.lineage());
    }

    @Test
    void fewAreTakenAtOnceAndAllElseIsAnsweredMeanwhile() throws Exception {
        try (WebServer server = WebServer.start(NoData.demo(folder), slow())) {
            Browser browser = new Browser(server.address());
            var unused = browser.comeIn(requireNonNull(server.demoLinks().get("bed_manager")));
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String path = i % 2 == 0 ? "/api/v1/kpis/overstay/rows" : "/api/v1/board?asof=2026-03-10T12:00:00Z";
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(server.address().resolve(path))
                                .header(
                                        "Cookie",
                                        "wardflow=" + browser.cookie("wardflow").getValue())
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            while (answers.stream().filter(CompletableFuture::isDone).count() < answers.size() - Looks.AT_ONCE) {
                assertThat(browser.get("/api/v1/me").statusCode()).isEqualTo(200);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(begun).hasValue(Looks.AT_ONCE);
            end.countDown();
            assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                    .containsOnly(429, 503)
                    .filteredOn(status -> status == 503)
                    .hasSize(Looks.AT_ONCE);
        } finally {
            end.countDown();
        }
    }
}
