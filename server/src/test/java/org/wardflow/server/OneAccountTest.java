package org.wardflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.server.stream.Hub;

/** What one account may take of what all share, by however many sessions. */
@Timeout(180)
class OneAccountTest {
    private static final String PASSWORD = "correct horse staple";

    @TempDir
    Path folder;

    private WebServer server;

    @BeforeEach
    void start() {
        server = WebServer.start(
                new WebSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Optional.empty(),
                        folder,
                        false,
                        Optional.empty(),
                        WallClock.utc()),
                NoData.SOURCES);
        String link = server.setUpLink().orElseThrow().getFragment();
        enter(new Browser(server.address()), "{\"link\":\"%s\",\"password\":\"%s\"}".formatted(link, PASSWORD));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void enter(Browser browser, String json) {
        var unused = browser.get("/start");
        assertThat(browser.post("/api/v1/session", json).statusCode()).isEqualTo(204);
    }

    private List<Browser> sessions(int count) {
        List<Browser> browsers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Browser browser = new Browser(server.address());
            enter(browser, "{\"name\":\"admin\",\"password\":\"%s\"}".formatted(PASSWORD));
            browsers.add(browser);
        }
        return browsers;
    }

    private static int me(Browser browser) {
        return browser.get("/api/v1/me").statusCode();
    }

    @Test
    void withOneSessionTooManyTheOldestEndsAndSigningInAgainInOneEndsNone() {
        List<Browser> browsers = sessions(20);
        assertThat(browsers).allSatisfy(browser -> assertThat(me(browser)).isEqualTo(200));
        enter(browsers.get(5), "{\"name\":\"admin\",\"password\":\"%s\"}".formatted(PASSWORD));
        assertThat(me(browsers.get(0))).isEqualTo(200);

        var unused = sessions(1);
        assertThat(me(browsers.get(0))).isEqualTo(401);
        assertThat(browsers.subList(1, 20))
                .allSatisfy(browser -> assertThat(me(browser)).isEqualTo(200));
        assertThat(browsers.get(7).delete("/api/v1/session").statusCode()).isEqualTo(204);
        unused = sessions(1);
        assertThat(me(browsers.get(1))).isEqualTo(200);
    }

    @Test
    void moreSessionsOpenNoMoreStreamsThanOneAccountMayHave() throws IOException {
        List<InputStream> open = new ArrayList<>();
        try {
            List<Browser> browsers = sessions(Hub.OF_ACCOUNT_MAX / Hub.OF_ONE_MAX + 1);
            for (Browser browser : browsers.subList(1, browsers.size())) {
                for (int i = 0; i < Hub.OF_ONE_MAX; i++) {
                    assertThat(stream(browser, open)).isEqualTo(200);
                }
            }
            assertThat(stream(browsers.get(0), open)).isEqualTo(429);
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }

    private static int stream(Browser browser, List<InputStream> open) {
        HttpResponse<InputStream> answer =
                browser.begin(browser.request("/api/v1/stream").build());
        open.add(answer.body());
        return answer.statusCode();
    }

    @Test
    void moreSessionsAskNoMoreThanOneAccountMay() {
        // Together they may ask a quarter more.
        List<Browser> browsers = sessions(5);
        HttpResponse<String> answer = browsers.get(0).get("/api/v1/me");
        for (int i = 0; i < 3_600 && answer.statusCode() == 200; i++) {
            answer = browsers.get(i % browsers.size()).get("/api/v1/me");
        }

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("under this account");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(new Browser(server.address()).get("/health/live").statusCode())
                .isEqualTo(200);
    }
}
