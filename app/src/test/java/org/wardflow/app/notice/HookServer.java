package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of web hooks, on a real port of this machine. */
public final class HookServer implements AutoCloseable {
    /** One post; header names in lower case. */
    public record Post(Map<String, String> headers, String body) {
        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        public String type() {
            return json().path("type").asText();
        }

        public String id() {
            return headers.getOrDefault("webhook-id", "");
        }
    }

    public final List<Post> posts = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 204;
    private volatile boolean endless;

    public HookServer() throws IOException {
        this(0);
    }

    public HookServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::take);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook?token=hush";
    }

    public void answer(int with) {
        status = with;
    }

    /** Answers begin, and never end. */
    public void answerWithoutEnd() {
        endless = true;
    }

    public List<String> types() {
        return posts.stream().map(Post::type).toList();
    }

    /** Waits until so many posts have come. */
    public void await(int count) {
        long started = System.nanoTime();
        while (posts.size() < count) {
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
            Thread.onSpinWait();
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        posts.add(new Post(headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (status >= 300 && status < 400) {
            exchange.getResponseHeaders().add("location", "/elsewhere");
        }
        exchange.sendResponseHeaders(status, endless ? 0 : -1);
        if (endless) {
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
        } else {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
