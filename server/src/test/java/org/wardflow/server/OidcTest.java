package org.wardflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.WallClock;
import org.wardflow.server.access.OidcSettings;

/** Against an identity provider in this process that speaks the protocol: discovery, code flow with PKCE, signed tokens. */
class OidcTest {
    private static final String AUDIENCE = "api://wardflow";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static MockOAuth2Server provider;

    @SuppressWarnings("NullAway.Init")
    private static WebServer server;

    @BeforeAll
    static void start() {
        provider = new MockOAuth2Server();
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
                        WallClock.utc()),
                NoData.SOURCES);
    }

    @AfterAll
    static void stop() {
        server.close();
        provider.shutdown();
    }

    private static String token(String issuer, List<String> audience, Map<String, Object> claims, long expirySeconds) {
        return provider.issueToken(
                        issuer,
                        "client",
                        new DefaultOAuth2TokenCallback(
                                issuer, "anna", JOSEObjectType.JWT.getType(), audience, claims, expirySeconds))
                .serialize();
    }

    private static HttpResponse<String> me(String token) {
        Browser api = new Browser(server.address());
        return api.send(api.request("/api/v1/me")
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static final Map<String, Object> NURSE =
            Map.of("roles", List.of("other", "wardflow:unit_nurse:3:ICU", "wardflow:unit_nurse:3:Surgery"));

    @Test
    void anAccessTokenOfTheProviderOpensTheApiWithTheGrantedScopes() {
        HttpResponse<String> me = me(token("hospital", List.of(AUDIENCE), NURSE, 60));

        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(me.body()).contains("\"unit_nurse\"", "3/ICU", "3/Surgery");
        assertThat(me(token("hospital", List.of(AUDIENCE, "account"), with("typ", "Bearer"), 60))
                        .statusCode())
                .as("as Keycloak writes it")
                .isEqualTo(200);
    }

    private static Map<String, Object> with(String claim, String value) {
        return Map.of("roles", List.of("wardflow:unit_nurse:3:ICU"), claim, value);
    }

    @Test
    void whereThereIsAProviderNoLinkMakesAnAdministratorBesideIt() {
        assertThat(server.setUpLink()).isEmpty();
        assertThat(WebServer.accounts(folder)).doesNotExist();
    }

    @Test
    void hostileTokensAreRefused() throws Exception {
        String none = new PlainJWT(claims().build()).serialize();
        SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims().build());
        mac.sign(new MACSigner("a secret that is long enough for this algorithm"));
        String good = token("hospital", List.of(AUDIENCE), NURSE, 60);

        assertThat(List.of(
                        token("hospital", List.of("another"), NURSE, 60),
                        token("elsewhere", List.of(AUDIENCE), NURSE, 60),
                        token("hospital", List.of(AUDIENCE), NURSE, -120),
                        token("hospital", List.of(AUDIENCE), Map.of("roles", NURSE.get("roles"), "nonce", "n"), 60),
                        token("hospital", List.of(AUDIENCE), Map.of("roles", NURSE.get("roles"), "typ", "ID"), 60),
                        token("hospital", List.of(AUDIENCE), Map.of("roles", List.of("wardflow:root")), 60),
                        token("hospital", List.of(AUDIENCE), Map.of(), 60),
                        none,
                        mac.serialize(),
                        good.substring(0, good.length() - 4) + "AAAA",
                        "nonsense"))
                .allSatisfy(token -> assertThat(me(token).statusCode()).isEqualTo(401));
        assertThat(me(good).statusCode()).isEqualTo(200);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(provider.issuerUrl("hospital").toString())
                .audience(AUDIENCE)
                .subject("anna")
                .claim("roles", NURSE.get("roles"))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    @Test
    void theCodeFlowUsesPkceAndEndsInASessionWithTheRoleOfTheToken() {
        Browser browser = new Browser(server.address());
        URI back = back(browser, NURSE);
        HttpResponse<String> in = browser.get(back.toString());

        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(location(in).toString()).isEqualTo("/");
        assertThat(browser.get("/api/v1/me").body()).contains("\"name\":\"anna\"", "\"unit_nurse\"");
        assertThat(new Browser(server.address()).get(back.toString()).headers().firstValue("Location"))
                .hasValueSatisfying(address -> assertThat(address).contains("problem"));
    }

    /** Where the provider sends somebody back to whom it gives such claims. */
    private static URI back(Browser browser, Map<String, Object> claims) {
        provider.enqueueCallback(new DefaultOAuth2TokenCallback(
                "hospital", "anna", JOSEObjectType.JWT.getType(), List.of("wardflow"), claims, 60));
        URI question = location(browser.get("/oauth2/authorization/wardflow"));
        assertThat(question.toString())
                .startsWith(provider.issuerUrl("hospital").toString())
                .contains("code_challenge_method=S256", "nonce=", "state=");
        HttpResponse<String> page = browser.get(question.toString());
        return page.statusCode() == 302 ? location(page) : signInAtTheProvider(browser, question, page);
    }

    @Test
    void whoHasNoRoleOrOneWithoutThePlaceItNeedsDoesNotComeInAndIsToldWhatIsMissing() throws Exception {
        for (String role : List.of("wardflow:root", "wardflow:unit_nurse")) {
            Browser browser = new Browser(server.address());
            long denied = denied();
            HttpResponse<String> in =
                    browser.get(back(browser, Map.of("roles", List.of(role))).toString());

            assertThat(location(in).toString())
                    .isEqualTo(role.contains("nurse") ? "/?problem=no-place" : "/?problem=no-role");
            assertThat(browser.get("/api/v1/me").statusCode()).isEqualTo(401);
            assertThat(denied()).as("noted as a refusal").isEqualTo(denied + 1);
        }
        assertThat(me(token("hospital", List.of(AUDIENCE), Map.of("roles", List.of("wardflow:unit_nurse")), 60))
                        .statusCode())
                .isEqualTo(401);
    }

    /** Sign-ins that the audit has as refused. */
    private static long denied() throws IOException {
        long denied = 0;
        try (Stream<Path> files = Files.list(WebServer.audit(folder))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".ndjson")).toList()) {
                denied += Files.readAllLines(file).stream()
                        .filter(line -> line.contains("\"session.begin\"") && line.contains("\"denied\""))
                        .count();
            }
        }
        return denied;
    }

    /** The provider asks for a name. */
    private static URI signInAtTheProvider(Browser browser, URI question, HttpResponse<String> page) {
        Matcher name = Pattern.compile("name=\"(username)\"").matcher(page.body());
        assertThat(name.find()).isTrue();
        return location(browser.send(HttpRequest.newBuilder(question)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "username=" + URLEncoder.encode("anna", StandardCharsets.UTF_8)))
                .build()));
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }
}
