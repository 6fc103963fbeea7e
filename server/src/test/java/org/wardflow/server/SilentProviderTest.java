package org.wardflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.OidcSettings;

/** An identity provider that lets itself be called and says nothing: whoever does not come by it notices nothing of it. */
@Timeout(120)
class SilentProviderTest {
    /** More than there are threads. */
    private static final int ASKERS = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final ConcurrentLinkedQueue<Socket> called = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init")
    private ServerSocket silent;

    @SuppressWarnings("NullAway.Init")
    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept);
        accepting.setDaemon(true);
        accepting.start();
        server = WebServer.start(
                new WebSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Optional.empty(),
                        folder,
                        false,
                        Optional.of(new OidcSettings(
                                "http://localhost:" + silent.getLocalPort() + "/hospital",
                                "wardflow",
                                Optional.of("secret"),
                                Optional.of("api://wardflow"),
                                "roles")),
                        WallClock.utc()),
                NoData.SOURCES);
    }

    private void accept() {
        try {
            while (!silent.isClosed()) {
                called.add(silent.accept());
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        silent.close();
        called.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void othersAreAnsweredWhile(HttpRequest request) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < ASKERS; i++) {
            answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        while (called.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        long began = System.nanoTime();
        assertThat(new Browser(server.address()).get("/health/live").statusCode())
                .isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void othersAreAnsweredWhileManyAskToBeSentToIt() throws Exception {
        othersAreAnsweredWhile(HttpRequest.newBuilder(server.address().resolve("/oauth2/authorization/wardflow"))
                .build());
    }

    @Test
    void othersAreAnsweredWhileManyBringTokensThatItsKeysMustTell() throws Exception {
        othersAreAnsweredWhile(HttpRequest.newBuilder(server.address().resolve("/api/v1/me"))
                .header("Authorization", "Bearer nonsense")
                .build());
    }
}
