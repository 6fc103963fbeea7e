package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Somebody who has come in with a role. */
final class Visitor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServedSite pages;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();

    Visitor(ServedSite pages, String role) {
        this.pages = pages;
        URI link = requireNonNull(pages.server.demoLinks().get(role));
        assertThat(get("/start").statusCode()).isEqualTo(200);
        assertThat(post("/api/v1/session", "{\"link\":\"" + link.getFragment() + "\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(get("/start").statusCode()).isEqualTo(200);
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
