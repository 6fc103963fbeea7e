package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.server.access.Accounts;
import org.wardflow.server.access.Grant;
import org.wardflow.server.audit.AuditChain;
import org.wardflow.server.audit.Denials;

class SignInTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path folder;

    private WebServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = WebServer.start(settings(0, false), NoData.SOURCES);
        browser = new Browser(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WebSettings settings(int port, boolean demo) {
        return new WebSettings(
                InetAddress.getLoopbackAddress(),
                port,
                Optional.empty(),
                folder.resolve(demo ? "demo" : "up"),
                demo,
                Optional.empty(),
                WallClock.utc());
    }

    private HttpResponse<String> signIn(String name, String password) {
        return signIn(browser, name, password);
    }

    private static HttpResponse<String> signIn(Browser browser, String name, String password) {
        var unused = browser.get("/");
        return browser.post("/api/v1/session", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
    }

    /** Closes the door for an address by more failures than it may have, which need no password to be compared. */
    private static void fail(Browser browser) {
        var unused = browser.get("/start");
        for (int i = 0; i < 60; i++) {
            assertThat(browser.post("/api/v1/session", "{\"link\":\"made-up\"}").statusCode())
                    .isIn(401, 429);
        }
    }

    private HttpResponse<String> comeInByLink(Browser browser) {
        String token = Accounts.in(folder.resolve("up/accounts"), Set.of("administrator"), WallClock.utc())
                .invite("admin", new Grant("administrator", List.of("*")));
        var unused = browser.get("/start");
        return browser.post("/api/v1/session", "{\"link\":\"%s\",\"password\":\"%s\"}".formatted(token, PASSWORD));
    }

    private void setUp() {
        URI link = server.setUpLink().orElseThrow();
        var unused = browser.get("/start");
        HttpResponse<String> set = browser.post(
                "/api/v1/session", "{\"link\":\"%s\",\"password\":\"%s\"}".formatted(link.getFragment(), PASSWORD));
        assertThat(set.statusCode()).isEqualTo(204);
    }

    @Test
    void nobodyIsInWithoutSigningIn() {
        HttpResponse<String> me = browser.get("/api/v1/me");

        assertThat(me.statusCode()).isEqualTo(401);
        assertThat(me.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void theLinkOfTheFirstStartSetsAPasswordOnce() {
        URI link = server.setUpLink().orElseThrow();
        var unused = browser.get("/start");
        String body = "{\"link\":\"%s\",\"password\":\"%s\"}".formatted(link.getFragment(), PASSWORD);

        assertThat(browser.post("/api/v1/session", body).statusCode()).isEqualTo(204);
        assertThat(browser.get("/api/v1/me").body()).contains("\"role\":\"administrator\"");
        assertThat(new Browser(server.address()).comeIn(link).statusCode()).isNotEqualTo(204);
        assertThat(browser.post("/api/v1/session", body).statusCode()).isEqualTo(401);
        assertThat(server.setUpLink()).isEmpty();
    }

    @Test
    void whoWasGivenTheFirstNameInAnotherRoleKeepsIt() {
        Accounts elsewhere =
                Accounts.in(folder.resolve("up/accounts"), Set.of("administrator", "unit_nurse"), WallClock.utc());
        var unused = elsewhere.invite("admin", new Grant("unit_nurse", List.of("1/ICU")));

        assertThat(server.setUpLink()).isEmpty();
        assertThat(elsewhere.account("admin").orElseThrow().role()).isEqualTo("unit_nurse");
    }

    @Test
    void aShortPasswordIsRefusedAndTheLinkStillWorks() {
        URI link = server.setUpLink().orElseThrow();
        var unused = browser.get("/start");

        HttpResponse<String> refused = browser.post(
                "/api/v1/session", "{\"link\":\"%s\",\"password\":\"short\"}".formatted(link.getFragment()));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("at least 12");
        assertThat(browser.post(
                                "/api/v1/session",
                                "{\"link\":\"%s\",\"password\":\"%s\"}".formatted(link.getFragment(), PASSWORD))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void theRightPasswordLetsInAndTheWrongOneDoesNot() {
        setUp();

        assertThat(signIn("admin", "wrong password").statusCode()).isEqualTo(401);
        assertThat(signIn("nobody", PASSWORD).statusCode()).isEqualTo(401);
        assertThat(signIn("admin", PASSWORD).statusCode()).isEqualTo(204);
    }

    @Test
    void tooManyFailuresCloseTheDoorForThatNameEvenWithTheRightPassword() {
        setUp();
        for (int i = 0; i < 10; i++) {
            assertThat(signIn("admin", "wrong password").statusCode()).isEqualTo(401);
        }

        assertThat(signIn("admin", PASSWORD).statusCode()).isEqualTo(429);
    }

    @Test
    void failuresOfAnAddressCloseTheDoorForPasswordsAndTellHowLongAndLetALinkIn() {
        setUp();
        Browser other = new Browser(server.address());
        fail(other);

        HttpResponse<String> closed = signIn(other, "admin", PASSWORD);
        assertThat(closed.statusCode()).isEqualTo(429);
        // Fifty in fifteen minutes: one every eighteen seconds.
        assertThat(closed.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 18L);
        assertThat(comeInByLink(other).statusCode()).isEqualTo(204);
    }

    @Test
    void behindATrustedProxyTheDoorClosesForTheAddressThatFailedAlone() {
        setUp();
        WebSettings behindProxy = new WebSettings(
                InetAddress.getLoopbackAddress(),
                0,
                Optional.empty(),
                TrustedProxies.parse("127.0.0.1"),
                folder.resolve("up"),
                false,
                Optional.empty(),
                WallClock.utc());
        server.close();
        server = WebServer.start(behindProxy, NoData.SOURCES);
        Browser failing = new Browser(server.address(), "X-Forwarded-For", "203.0.113.7");
        fail(failing);

        assertThat(signIn(failing, "admin", PASSWORD).statusCode()).isEqualTo(429);
        // Whoever sends the request may write what it likes before what the proxy adds.
        Browser other = new Browser(server.address(), "X-Forwarded-For", "203.0.113.7, 203.0.113.8");
        assertThat(signIn(other, "admin", PASSWORD).statusCode()).isEqualTo(204);
    }

    @Test
    void withoutATrustedProxyNobodyIsBelievedAboutTheirAddress() {
        setUp();
        fail(new Browser(server.address(), "X-Forwarded-For", "203.0.113.7"));

        Browser other = new Browser(server.address(), "X-Forwarded-For", "203.0.113.8");
        assertThat(signIn(other, "admin", PASSWORD).statusCode()).isEqualTo(429);
    }

    @Test
    void aSessionGetsANewIdWhenSomebodyComesInAndEndsWhenTheyLeave() {
        setUp();
        String before = browser.cookie("wardflow").getValue();

        assertThat(signIn("admin", PASSWORD).statusCode()).isEqualTo(204);
        assertThat(browser.cookie("wardflow").getValue()).isNotEqualTo(before);
        assertThat(browser.cookie("wardflow").isHttpOnly()).isTrue();
        assertThat(browser.delete("/api/v1/session").statusCode()).isEqualTo(204);
        assertThat(browser.get("/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void aRightThatIsTakenAwayIsGoneWithTheNextRequest() {
        setUp();
        assertThat(browser.get("/api/v1/me").statusCode()).isEqualTo(200);

        // As another process does it.
        Accounts elsewhere =
                Accounts.in(folder.resolve("up/accounts"), Set.of("administrator", "unit_nurse"), WallClock.utc());
        var unused = elsewhere.invite("admin", new Grant("unit_nurse", List.of("1/ICU")));

        assertThat(browser.get("/api/v1/me").statusCode()).isEqualTo(401);
    }

    @Test
    void aRequestWithoutTheTokenAgainstForgeryIsRefused() {
        setUp();

        HttpResponse<String> forged =
                browser.send(browser.request("/api/v1/session").DELETE().build());

        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(browser.get("/api/v1/me").statusCode()).isEqualTo(200);
    }

    @Test
    void onlyADemonstrationHasLinksByRoleAndARoleSwitch() {
        setUp();
        assertThat(server.demoLinks()).isEmpty();
        assertThat(browser.post("/api/v1/session", "{\"role\":\"bed_manager\"}").statusCode())
                .isEqualTo(401);

        try (WebServer demo = WebServer.start(settings(0, true), NoData.SOURCES)) {
            URI link = requireNonNull(demo.demoLinks().get("bed_manager"));
            Browser visitor = new Browser(demo.address());
            assertThat(visitor.comeIn(link).statusCode()).isEqualTo(204);
            assertThat(visitor.get("/api/v1/me").body()).contains("\"role\":\"bed_manager\"", "\"demo\":true");
            assertThat(new Browser(demo.address()).comeIn(link).statusCode()).isEqualTo(401);
            assertThat(visitor.post("/api/v1/session", "{\"role\":\"unit_nurse\"}")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(visitor.get("/api/v1/me").body()).contains("\"role\":\"unit_nurse\"", "1/ICU");
        }
    }

    @Test
    void theFileOfAccountsIsForItsOwnerAndHoldsNeitherPasswordNorToken() throws Exception {
        String token = server.setUpLink().orElseThrow().getFragment();
        setUp();
        Path file = folder.resolve("up/accounts/accounts.json");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain(PASSWORD, token).contains("$2a$10$");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> WebServer.start(settings(server.address().getPort(), true), NoData.SOURCES))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_IN_USE));
    }

    @Test
    void whoCameInAndWhoDidNotIsInTheAudit() throws Exception {
        setUp();
        var unused = signIn("admin", "wrong password");
        unused = browser.send(browser.request("/api/v1/session").DELETE().build());
        Browser stranger = new Browser(server.address());
        HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
        for (String words : List.of("/a/b/janedoe", "/api/v1/janedoe?hospital=Jane+Doe")) {
            assertThat(stranger.send(stranger.request(words).POST(nothing).build())
                            .statusCode())
                    .as(words)
                    .isEqualTo(403);
        }
        server.close();

        String log = Files.readString(audit());
        assertThat(log.lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("session.begin") && line.contains("\"outcome\":\"ok\""))
                .anyMatch(line -> line.contains("session.begin") && line.contains("\"outcome\":\"denied\""))
                .anyMatch(line -> line.contains("DELETE session") && line.contains("\"outcome\":\"denied\""));
        assertThat(AuditChain.in(folder.resolve("up/audit")).check().fault()).isEmpty();
        assertThat(log).doesNotContain(PASSWORD, browser.cookie("wardflow").getValue());
    }

    @Test
    void aStrangerWritesNoWordsIntoTheAuditAndFillsItNot() throws Exception {
        var unused = browser.get("/");
        for (int i = 0; i < 40; i++) {
            assertThat(browser.post("/api/v1/session?hospital=Jane+Doe", "{\"name\":\"admin\",\"password\":\"x\"}")
                            .statusCode())
                    .isIn(401, 429);
        }
        server.close();

        assertThat(Files.readAllLines(audit()))
                .hasSize(Denials.NOTED_MAX + 1)
                .allMatch(line -> line.contains("\"outcome\":\"denied\""))
                .noneMatch(line -> line.contains("Doe"))
                .last()
                .asString()
                .contains((40 - Denials.NOTED_MAX) + " more tries");
    }

    private Path audit() throws Exception {
        try (var files = Files.list(folder.resolve("up/audit"))) {
            return files.findFirst().orElseThrow();
        }
    }
}
