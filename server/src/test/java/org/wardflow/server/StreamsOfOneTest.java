package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEObjectType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.OidcSettings;
import org.wardflow.server.stream.Hub;

/** How many streams one may open, whichever way they came in. */
@Timeout(120)
class StreamsOfOneTest {
    private static final String AUDIENCE = "api://wardflow";
    private static final String STREAM = "/api/v1/stream";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final MockOAuth2Server provider = new MockOAuth2Server();
    private final List<InputStream> open = new ArrayList<>();

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
                        true,
                        Optional.of(new OidcSettings(
                                provider.issuerUrl("hospital").toString(),
                                "wardflow",
                                Optional.of("secret"),
                                Optional.of(AUDIENCE),
                                "roles")),
                        WallClock.utc()),
                NoData.SOURCES);
    }

    @AfterEach
    void stop() throws IOException {
        for (InputStream stream : open) {
            stream.close();
        }
        server.close();
        provider.shutdown();
    }

    private int stream(Browser browser, String... headers) {
        HttpRequest.Builder request = browser.request(STREAM);
        HttpResponse<InputStream> answer =
                browser.begin((headers.length == 0 ? request : request.headers(headers)).build());
        open.add(answer.body());
        return answer.statusCode();
    }

    private Browser comeIn(String role) {
        Browser browser = new Browser(server.address());
        assertThat(browser.comeIn(requireNonNull(server.demoLinks().get(role))).statusCode())
                .isEqualTo(204);
        return browser;
    }

    @Test
    void anotherRoleInTheSameBrowserGetsRoundNoLimitAndAnotherSignInHasItsOwn() {
        Browser browser = comeIn("bed_manager");
        for (int i = 0; i < Hub.OF_ONE_MAX; i++) {
            assertThat(stream(browser)).isEqualTo(200);
        }
        assertThat(stream(browser)).isEqualTo(429);
        assertThat(browser.post("/api/v1/session", "{\"role\":\"clinician\"}").statusCode())
                .isEqualTo(204);
        assertThat(browser.get("/api/v1/me").body()).contains("\"clinician\"");

        assertThat(stream(browser)).isEqualTo(429);
        assertThat(stream(comeIn("bed_manager"))).isEqualTo(200);
    }

    @Test
    void theAuditSaysOfAStreamThatWasRefusedThatNothingWasShown() throws IOException {
        Browser browser = comeIn("bed_manager");
        for (int i = 0; i < Hub.OF_ONE_MAX; i++) {
            assertThat(stream(browser)).isEqualTo(200);
        }
        assertThat(stream(browser)).isEqualTo(429);

        assertThat(outcomesOfStreams()).hasSize(Hub.OF_ONE_MAX + 1).endsWith("failed");
        assertThat(outcomesOfStreams().subList(0, Hub.OF_ONE_MAX)).containsOnly("ok");
    }

    private List<String> outcomesOfStreams() throws IOException {
        try (Stream<Path> days = Files.list(folder.resolve("audit"))) {
            return days.filter(file -> file.toString().endsWith(".ndjson"))
                    .flatMap(file -> lines(file).stream())
                    .map(line -> line.path("entry"))
                    .filter(entry -> entry.path("what").asText().equals("stream"))
                    .map(entry -> entry.path("outcome").asText())
                    .toList();
        }
    }

    private static List<JsonNode> lines(Path file) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                lines.add(new ObjectMapper().readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPageThatWasClosedGivesItsPlaceBackBeforeTheNextSignOfLife() throws Exception {
        Browser browser = comeIn("bed_manager");
        for (int i = 0; i < Hub.OF_ONE_MAX; i++) {
            assertThat(stream(browser)).isEqualTo(200);
        }
        for (InputStream stream : open) {
            stream.close();
        }
        long began = System.nanoTime();
        while (stream(browser) != 200) {
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Hub.BEAT.dividedBy(2));
            Thread.sleep(50);
        }
    }

    @Test
    void anAccessTokenGetsRoundNoLimitBySessionsOfStrangers() {
        String token = "Bearer "
                + provider.issueToken(
                                "hospital",
                                "client",
                                new DefaultOAuth2TokenCallback(
                                        "hospital",
                                        "anna",
                                        JOSEObjectType.JWT.getType(),
                                        List.of(AUDIENCE),
                                        Map.of("roles", List.of("wardflow:bed_manager:3")),
                                        60))
                        .serialize();
        Browser plain = new Browser(server.address());
        for (int i = 0; i < Hub.OF_ONE_MAX; i++) {
            assertThat(stream(plain, "Authorization", token)).isEqualTo(200);
        }
        Browser stranger = new Browser(server.address());
        assertThat(stranger.get("/oauth2/authorization/wardflow").statusCode()).isEqualTo(302);
        assertThat(stranger.cookie("wardflow").getValue()).isNotEmpty();

        assertThat(stream(plain, "Authorization", token)).isEqualTo(429);
        assertThat(stream(stranger, "Authorization", token)).isEqualTo(429);
    }
}
