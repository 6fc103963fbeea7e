package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who has come in by a link of a demonstration, with event streams of the board, each of which notes when it heard of which version. */
final class Viewers {
    private static final Pattern VERSION = Pattern.compile("^data: ?\\{\"version\":(\\d+)");

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final URI server;
    private final List<Stream> streams = new ArrayList<>();

    /** Comes in. */
    Viewers(URI link) throws IOException, InterruptedException {
        this.server = link.resolve("/");
        comeIn(link);
    }

    /** Comes in as somebody else: the session before goes on without a browser. */
    void comeIn(URI link) throws IOException, InterruptedException {
        boolean unusedToo = cookies.getCookieStore().removeAll();
        var unused = get("/start", HttpResponse.BodyHandlers.discarding());
        HttpRequest signIn = request("/api/v1/session")
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", cookie("XSRF-TOKEN"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"link\":\"" + link.getFragment() + "\"}"))
                .build();
        int status = client.send(signIn, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 204) {
            throw new IllegalStateException("the link was answered by " + status);
        }
    }

    /** An answer's body. */
    <T> T get(String path, HttpResponse.BodyHandler<T> as, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), as).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).version(HttpClient.Version.HTTP_1_1);
    }

    /** The session, as the value of a header. */
    String session() {
        return "wardflow=" + cookie("wardflow");
    }

    private String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** Opens so many streams. */
    void watch(int count, Clock clock) {
        for (int i = 0; i < count; i++) {
            Stream stream = new Stream(clock);
            streams.add(stream);
            var unused = client.sendAsync(
                    request("/api/v1/stream").build(), HttpResponse.BodyHandlers.fromLineSubscriber(stream));
        }
    }

    /** The streams that were opened. */
    List<Stream> streams() {
        return List.copyOf(streams);
    }

    /** One stream: when it first heard of each version. Safe for all threads. */
    static final class Stream implements Flow.Subscriber<String> {
        private final Clock clock;
        private final NavigableMap<Long, Instant> heard = new TreeMap<>();

        Stream(Clock clock) {
            this.clock = clock;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public synchronized void onNext(String line) {
            Matcher version = VERSION.matcher(line);
            if (version.find()) {
                var unused = heard.putIfAbsent(Long.parseLong(version.group(1)), clock.instant());
            }
        }

        @Override
        public void onError(Throwable problem) {
            // What it did not hear counts as never arrived.
        }

        @Override
        public void onComplete() {}

        synchronized NavigableMap<Long, Instant> heard() {
            return new TreeMap<>(heard);
        }
    }
}
