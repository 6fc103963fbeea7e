package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;

/** The cycles of a process that was killed are on the page of the next. */
@Tag("slow")
class PagesAfterKillTest {
    private static final Pattern LINK = Pattern.compile("(http://localhost:\\d+)/start#([\\w-]+)");
    private static final Pattern PAGES = Pattern.compile("Pages at (http://localhost:\\d+)");
    private static final String PASSWORD = "correct horse staple";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theNextProcessShowsTheCyclesOfTheOneThatWasKilled() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(Home.settings(home), "control.port: 0\nserver.port: 0\n");
        UpProcess killed = UpProcess.start(home, "--no-kafka");
        try {
            Matcher link = printed(LINK);
            HttpClient admin =
                    comeIn(link.group(1), "{\"link\":\"%s\",\"password\":\"%s\"}".formatted(link.group(2), PASSWORD));
            Files.writeString(
                    Files.createDirectories(home.resolve("inbox/patient-flow")).resolve("one.ndjson"), "not JSON\n");
            UpProcess.await(
                    "a cycle has ended", () -> !cycles(admin, link.group(1)).isEmpty());
            assertThat(cycles(admin, link.group(1)))
                    .allMatch(cycle -> cycle.path("earlierProcess").isNull());
            // It is written beside the cycle, so it may be a moment later.
            UpProcess.await("a line is kept", () -> kept(home).endsWith("\n"));
        } finally {
            killed.close();
        }
        UpProcess next = UpProcess.start(home, "--no-kafka");
        try {
            String pages = printed(PAGES).group(1);
            HttpClient admin = comeIn(pages, "{\"name\":\"admin\",\"password\":\"%s\"}".formatted(PASSWORD));

            assertThat(cycles(admin, pages))
                    .anyMatch(cycle -> cycle.path("earlierProcess").isTextual()
                            && cycle.path("models").size() > 0);
        } finally {
            next.close();
        }
    }

    private static String kept(Path home) {
        try {
            Path file = home.resolve("logs/cycles.ndjson");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Matcher printed(Pattern wanted) {
        UpProcess.await("it is printed", () -> wanted.matcher(printed()).find());
        Matcher found = wanted.matcher(printed());
        assertThat(found.find()).isTrue();
        return found;
    }

    private String printed() {
        try {
            return Files.readString(folder.resolve("up.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpClient comeIn(String pages, String body) throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
        var unused = client.send(
                HttpRequest.newBuilder(URI.create(pages + "/start")).build(), HttpResponse.BodyHandlers.ofString());
        String token = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(pages + "/api/v1/session"))
                        .header("Content-Type", "application/json")
                        .header("X-XSRF-TOKEN", token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        return client;
    }

    private static JsonNode cycles(HttpClient client, String pages) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(pages + "/api/v1/cycles")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return new ObjectMapper().readTree(answer.body()).path("pipeline").path("cycles");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
