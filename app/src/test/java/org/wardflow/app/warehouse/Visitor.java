package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.wardflow.server.WebServer;
import org.wardflow.server.access.Accounts;
import org.wardflow.server.access.Grant;

/** Somebody who has come in with a role. */
final class Visitor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STREAMS_MAX = 5;

    private final ServedSite pages;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    Visitor(ServedSite pages, String role) {
        this.pages = pages;
        URI link = requireNonNull(pages.server.demoLinks().get(role));
        enter("{\"link\":\"" + link.getFragment() + "\"}");
    }

    /** Somebody with an account. */
    Visitor(ServedSite pages, String name, Grant grant) {
        this.pages = pages;
        String link = Accounts.in(
                        WebServer.accounts(pages.folder),
                        pages.site.workspace.content().policy().roles().keySet(),
                        Clock.systemUTC())
                .invite(name, grant);
        enter("{\"link\":\"%s\",\"password\":\"correct horse staple\"}".formatted(link));
    }

    private void enter(String json) {
        assertThat(get("/start").statusCode()).isEqualTo(200);
        assertThat(post("/api/v1/session", json).statusCode()).isEqualTo(204);
        assertThat(get("/start").statusCode()).isEqualTo(200);
    }

    /** The first picture of the stream; of another one where one is cut, as browsers do. */
    JsonNode streamed() {
        for (int i = 0; i < STREAMS_MAX; i++) {
            Optional<JsonNode> picture = picture();
            if (picture.isPresent()) {
                return picture.get();
            }
        }
        throw new AssertionError(STREAMS_MAX + " streams ended without a picture");
    }

    private Optional<JsonNode> picture() {
        HttpRequest request = HttpRequest.newBuilder(pages.server.address().resolve("/api/v1/stream"))
                .build();
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            boolean snapshot = false;
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                snapshot |= line.equals("event: snapshot");
                if (snapshot && line.startsWith("data: ")) {
                    return Optional.of(parse(line.substring(6)));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(pages.server.address().resolve(path)));
    }

    HttpResponse<String> post(String path, String json) {
        String token = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
        return send(HttpRequest.newBuilder(pages.server.address().resolve(path))
                .header("Content-Type", "application/json")
                .header("X-XSRF-TOKEN", token)
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return parse(answer.body());
    }

    JsonNode sql(String sql) {
        HttpResponse<String> answer =
                post("/api/v1/sql", JSON.createObjectNode().put("sql", sql).toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parse(answer.body());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
