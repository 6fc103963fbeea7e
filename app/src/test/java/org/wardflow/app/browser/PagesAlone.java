package org.wardflow.app.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The pages' files with answers that a test chooses, and a stream that always says live. */
final class PagesAlone implements AutoCloseable {
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");
    private static final Map<Integer, String> TITLES = Map.of(429, "Too many requests", 401, "Not signed in");

    /** The age of data that is live. */
    static final String FRESH =
            "{\"at\":\"2026-11-20T12:00:00Z\",\"now\":\"2026-11-20T12:00:00Z\",\"version\":7,\"ageSeconds\":1,\"state\":\"live\"}";

    /** Answers by address below {@code /api/v1}; else an object without anything. */
    final Map<String, String> answers = new ConcurrentHashMap<>();

    /** Addresses that are refused, or where they begin. */
    final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Addresses that are answered with another status than 200, the stream among them. */
    final Map<String, Integer> statuses = new ConcurrentHashMap<>();

    /** How often each address was asked for. */
    final Map<String, Integer> asked = new ConcurrentHashMap<>();

    /** The newest body that was sent to each address. */
    final Map<String, String> sent = new ConcurrentHashMap<>();

    /** Bodies that contain this are answered when {@link #answerTheSlow} is called. */
    volatile String slow = "\0";

    private final CountDownLatch slowMayGo = new CountDownLatch(1);

    /** What the stream says of the age of the data. */
    volatile String fresh = FRESH;

    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger mutes = new AtomicInteger();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    PagesAlone() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::page);
        server.createContext(
                "/web/",
                exchange -> file(exchange, exchange.getRequestURI().getPath().substring("/web/".length())));
        server.createContext("/api/v1/", this::answer);
        server.createContext("/api/v1/stream", this::stream);
        server.start();
    }

    URI address(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    private void page(HttpExchange exchange) throws IOException {
        String page = new String(read("index.html"), StandardCharsets.UTF_8)
                .replace("/${version}", "")
                .replace("${provider}", "false")
                .replace("${demo}", "true");
        send(exchange, 200, "text/html", page.getBytes(StandardCharsets.UTF_8));
    }

    private static void file(HttpExchange exchange, String name) throws IOException {
        send(exchange, 200, TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain"), read(name));
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = PagesAlone.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IOException("no file " + name);
            }
            return in.readAllBytes();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api/v1".length());
        asked.merge(path, 1, Integer::sum);
        sent.put(path, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (sent.getOrDefault(path, "").contains(slow)) {
            waitForSlow();
        }
        boolean no = refused.stream().anyMatch(path::startsWith);
        int status = statuses.getOrDefault(path, no ? 429 : 200);
        String json = status == 200
                ? answers.getOrDefault(path, "{}")
                : "{\"title\":\"%s\",\"detail\":\"Wait.\"}".formatted(TITLES.getOrDefault(status, "No answer"));
        send(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private void waitForSlow() throws IOException {
        try {
            if (!slowMayGo.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody let the slow one go");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Once for all tests of a class. */
    void answerTheSlow() {
        slowMayGo.countDown();
    }

    /** Lets the streams that are open say nothing more, and not end either. */
    void mute() {
        var unused = mutes.incrementAndGet();
    }

    /** Ends the streams that are open. */
    void cut() {
        cuts.incrementAndGet();
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type + ";charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        asked.merge("/stream", 1, Integer::sum);
        int status = statuses.getOrDefault("/stream", 200);
        if (status != 200) {
            send(exchange, status, "application/json", new byte[] {'{', '}'});
            return;
        }
        int before = cuts.get();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            say(out, "hello", fresh);
            String board = answers.get("/board");
            if (board != null) {
                say(out, "snapshot", board.replaceFirst("\\{", "{\"fresh\":" + fresh + ","));
            }
            int mute = mutes.get();
            while (before == cuts.get()) {
                Thread.sleep(500);
                if (mute == mutes.get()) {
                    say(out, "beat", fresh);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String event, String data) throws IOException {
        out.write("event: %s\ndata: %s\n\n".formatted(event, data).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        var unused = threads.shutdownNow();
    }
}
