package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that mean harm, or go wrong: nobody else is kept waiting, the log holds nothing of them, the audit what was tried. */
class HostileRequestsTest {
    private static final Logger LOG = Logger.getLogger("");

    @TempDir
    Path folder;

    private final Level usual = LOG.getLevel();
    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private WebServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        // Tests log nothing: without this, nothing could ever be found in the log.
        LOG.setLevel(Level.WARNING);
        LOG.addHandler(handler);
        WebSources none = NoData.SOURCES;
        server = WebServer.start(
                NoData.demo(folder),
                new WebSources(
                        none.content(),
                        none.warehouse(),
                        none.published(),
                        () -> Instant.parse("2026-03-11T00:00:00Z"),
                        () -> {
                            throw new OutOfMemoryError("a test");
                        },
                        none.steward(),
                        none.lineage()));
        browser = new Browser(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
        LOG.removeHandler(handler);
        LOG.setLevel(usual);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String audited() throws IOException {
        StringBuilder log = new StringBuilder();
        try (var files = Files.list(WebServer.audit(folder))) {
            for (Path file : files.toList()) {
                log.append(Files.readString(file));
            }
        }
        return log.toString();
    }

    @Test
    void bodiesThatDoNotComeHoldUpNobodyElse() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = connect();
                slow.add(socket);
                send(
                        socket,
                        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nCookie: XSRF-TOKEN=x\r\nX-XSRF-TOKEN: x\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
            }
            long began = System.nanoTime();
            assertThat(browser.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
            List<String> answers = new ArrayList<>();
            for (Socket socket : slow) {
                socket.setSoTimeout(60_000);
                answers.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
            }
            // Few are waited for; the others are sent away at once, and leave their threads to others.
            assertThat(answers).containsOnly("HTTP/1.1 408", "HTTP/1.1 503");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(logged).isEmpty();
    }

    @Test
    void aBodyThatDripsIsNotWaitedFor() throws Exception {
        try (Socket socket = connect()) {
            send(
                    socket,
                    String.join(
                            "\r\n",
                            "POST /api/v1/session HTTP/1.1",
                            "Host: localhost",
                            "Cookie: XSRF-TOKEN=x",
                            "X-XSRF-TOKEN: x",
                            "Content-Type: application/json",
                            "Content-Length: 1000",
                            "",
                            ""));
            long began = System.nanoTime();
            boolean refused = false;
            while (!refused && socket.getInputStream().available() == 0) {
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
                try {
                    send(socket, " ");
                } catch (IOException e) {
                    // The answer is there to be read.
                    refused = true;
                }
                Thread.sleep(200);
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void aPathThatIsNotThereComesIntoNoLog() {
        assertThat(browser.get("/P1000009").statusCode()).isEqualTo(404);
        assertThat(browser.post("/P1000009/x", "{}").statusCode()).isEqualTo(404);

        assertThat(logged).isEmpty();
    }

    @Test
    void refusalsBeforeAnyRouteHaveTheHeadersOfAllOthers() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400")
                    .contains(
                            "Content-Security-Policy: default-src 'none'",
                            "X-Content-Type-Options: nosniff",
                            "X-Frame-Options: DENY");
        }
    }

    @Test
    void whatEndsInAnErrorOfTheMachineIsInTheAuditToo() throws Exception {
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("data_engineer")));
        HttpResponse<String> failed = browser.get("/api/v1/cycles");

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(audited()).contains("\"what\":\"cycles\"").contains("\"outcome\":\"failed\"");
        assertThat(logged).extracting(LogRecord::getMessage).anyMatch(line -> line.endsWith("cycles failed"));
    }

    @Test
    void theAuditSaysWhatWasDeniedOrFailed() throws Exception {
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("administrator")));
        assertThat(browser.get("/api/v1/visits?hospital=1&department=ICU&asof=2026-03-10T12:00:00Z")
                        .statusCode())
                .isEqualTo(403);
        Browser nurse = new Browser(server.address());
        unused = nurse.comeIn(requireNonNull(server.demoLinks().get("unit_nurse")));
        assertThat(nurse.get("/api/v1/visits?hospital=2&department=Surgery").statusCode())
                .isEqualTo(503);

        assertThat(audited())
                .contains("\"object\":\"hospital 1, department ICU, as of 2026-03-10T12:00:00Z\"")
                .contains("\"object\":\"hospital 2, department Surgery\"");
    }

    @Test
    void aQuestionIsNotedByItsSha256EvenIfItFails() throws Exception {
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("data_engineer")));
        assertThat(browser.post("/api/v1/sql", "{\"sql\":\" select 1 ; \",\"asOf\":\"2026-03-10T12:00:00Z\"}")
                        .statusCode())
                .isEqualTo(503);

        // printf 'select 1' | sha256sum
        assertThat(audited())
                .contains(
                        "\"object\":\"question 822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f, as of 2026-03-10T12:00:00Z\"");
    }
}
