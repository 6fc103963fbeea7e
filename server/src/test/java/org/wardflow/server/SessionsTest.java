package org.wardflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.server.access.OidcSettings;
import org.wardflow.server.access.Sessions;

/** How long somebody stays who came in by an identity provider, of whom no account here tells that they have gone. */
@Timeout(180)
class SessionsTest {
    private static final String AUDIENCE = "api://wardflow";
    private static final Map<String, Object> NURSE = Map.of("roles", List.of("wardflow:unit_nurse:3:ICU"));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String ASK = "/oauth2/authorization/wardflow";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final SetClock clock = new SetClock();
    private final MockOAuth2Server provider = new MockOAuth2Server();

    @SuppressWarnings("NullAway.Init")
    private WebServer server;

    @BeforeEach
    void start() {
        provider.start();
        server = WebServer.start(
                new WebSettings(
                        InetAddress.getLoopbackAddress(),
                        0,
                        Optional.empty(),
                        folder,
                        false,
                        Optional.of(new OidcSettings(
                                provider.issuerUrl("hospital").toString(),
                                "wardflow",
                                Optional.of("secret"),
                                Optional.of(AUDIENCE),
                                "roles")),
                        clock),
                NoData.SOURCES);
    }

    @AfterEach
    void stop() {
        server.close();
        provider.shutdown();
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private Browser comeIn() {
        Browser browser = new Browser(server.address());
        provider.enqueueCallback(new DefaultOAuth2TokenCallback(
                "hospital", "anna", JOSEObjectType.JWT.getType(), List.of("wardflow"), NURSE, 60));
        URI back = location(browser.get(location(browser.get(ASK)).toString()));
        assertThat(location(browser.get(back.toString())).toString()).isEqualTo("/");
        assertThat(me(browser)).isEqualTo(200);
        return browser;
    }

    private static int me(Browser browser) {
        return browser.get("/api/v1/me").statusCode();
    }

    private static BufferedReader stream(Browser browser, String... headers) {
        var request = browser.request("/api/v1/stream");
        return new BufferedReader(new InputStreamReader(
                browser.open((headers.length == 0 ? request : request.headers(headers)).build()),
                StandardCharsets.UTF_8));
    }

    private static void awaitBeat(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null && !line.equals("event: beat")) {
            line = stream.readLine();
        }
        assertThat(line).as("a sign of life").isNotNull();
    }

    private static void awaitEnd(BufferedReader stream) throws IOException {
        long began = System.nanoTime();
        while (stream.readLine() != null) {
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("until the stream ends")
                    .isLessThan(MINUTE);
        }
    }

    @Test
    void aSessionEndsTwelveHoursAfterItBeganHoweverItIsUsed() {
        Browser browser = comeIn();
        for (int i = 0; i < 3; i++) {
            clock.on(Sessions.LIFE.dividedBy(3).minus(MINUTE));
            assertThat(me(browser)).isEqualTo(200);
        }
        clock.on(MINUTE.multipliedBy(3));

        assertThat(me(browser)).isEqualTo(401);
    }

    @Test
    void anOpenStreamIsUseOfItsSessionUntilTheEndOfThatAndATokensEndsWithTheToken() throws Exception {
        Browser wall = comeIn();
        Browser idle = comeIn();
        String token = provider.issueToken(
                        "hospital",
                        "client",
                        new DefaultOAuth2TokenCallback(
                                "hospital", "anna", JOSEObjectType.JWT.getType(), List.of(AUDIENCE), NURSE, 3_600))
                .serialize();
        try (BufferedReader open = stream(wall);
                BufferedReader ofToken = stream(new Browser(server.address()), "Authorization", "Bearer " + token)) {
            awaitBeat(open);
            awaitBeat(ofToken);
            clock.on(Sessions.IDLE.minus(MINUTE));
            awaitEnd(ofToken);
            awaitBeat(open);
            clock.on(MINUTE.multipliedBy(2));
            assertThat(me(wall)).isEqualTo(200);
            assertThat(me(idle)).isEqualTo(401);

            clock.on(Sessions.LIFE.minus(Sessions.IDLE));
            awaitEnd(open);
            assertThat(me(wall)).isEqualTo(401);
        }
    }

    @Test
    void sessionsOfThoseWhoHaveNotComeInGetRoundNoLimit() {
        // Fewer than one session may, and together more than one address.
        int answer = 200;
        for (int i = 0; i < 6 && answer != 429; i++) {
            Browser stranger = new Browser(server.address());
            answer = stranger.get(ASK).statusCode();
            for (int j = 0; j < 400 && answer != 429; j++) {
                answer = stranger.get("/health/live").statusCode();
            }
        }

        assertThat(answer).isEqualTo(429);
    }

    @Test
    void whoDoesNotComeInIsForgottenAfterFiveMinutesWhateverTheyAskFor() {
        Browser slow = new Browser(server.address());
        Browser quick = new Browser(server.address());
        for (Browser browser : List.of(slow, quick)) {
            provider.enqueueCallback(new DefaultOAuth2TokenCallback(
                    "hospital", "anna", JOSEObjectType.JWT.getType(), List.of("wardflow"), NURSE, 60));
            assertThat(browser.get(ASK).statusCode()).isEqualTo(302);
        }
        URI ofQuick = location(quick.get(location(quick.get(ASK)).toString()));
        URI ofSlow = location(slow.get(location(slow.get(ASK)).toString()));
        clock.on(Sessions.STRANGERS_LIFE.minus(MINUTE));
        assertThat(location(quick.get(ofQuick.toString())).toString()).isEqualTo("/");
        assertThat(slow.get("/start").statusCode()).isEqualTo(200);
        clock.on(MINUTE.multipliedBy(2));

        assertThat(location(slow.get(ofSlow.toString())).toString()).contains("problem");
        assertThat(me(quick)).isEqualTo(200);
    }
}
