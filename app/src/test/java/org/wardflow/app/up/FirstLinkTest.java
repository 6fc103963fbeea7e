package org.wardflow.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;

/** The first start of {@code up} prints a link that sets the first administrator's password, and it does. */
class FirstLinkTest {
    private static final Pattern LINK = Pattern.compile(
            "(?m)^  to set the first password, once, within a day: (http://localhost:\\d+/start#([\\w-]+))$");

    @TempDir
    private Path folder;

    @Test
    void theFirstStartPrintsALinkThatSetsThePasswordOnce() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(Home.settings(home), "control.port: 0\nserver.port: 0\n");
        UpProcess up = UpProcess.start(home, "--no-kafka");
        try {
            UpProcess.await("the link is printed", () -> LINK.matcher(printed()).find());
            Matcher link = LINK.matcher(printed());
            assertThat(link.find()).isTrue();
            assertThat(printed()).contains("Pages at http://localhost:");
            URI address = URI.create(link.group(1));
            String body = "{\"link\":\"%s\",\"password\":\"correct horse staple\"}".formatted(link.group(2));
            assertThat(comesIn(address, body)).isEqualTo(204);
            assertThat(comesIn(address, body)).as("once more").isEqualTo(401);
        } finally {
            up.close();
        }
    }

    private String printed() {
        try {
            return new String(Files.readAllBytes(folder.resolve("up.txt")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of an answer to somebody who is not known yet. */
    private static int comesIn(URI page, String body) throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
        var unused = client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        String token = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
        return client.send(
                        HttpRequest.newBuilder(page.resolve("/api/v1/session"))
                                .header("Content-Type", "application/json")
                                .header("X-XSRF-TOKEN", token)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
