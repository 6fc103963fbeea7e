package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers, limits and refusals. */
class EdgeTest {
    @TempDir
    Path folder;

    private WebServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = WebServer.start(NoData.demo(folder), NoData.SOURCES);
        browser = new Browser(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePageAllowsScriptsOfThisSiteAlone() {
        HttpResponse<String> page = browser.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().map())
                .containsKeys("x-content-type-options", "x-frame-options", "referrer-policy", "permissions-policy")
                .doesNotContainKey("server");
        assertThat(page.body())
                .doesNotContain("<style")
                .doesNotContain("onclick")
                .doesNotContain("${");
    }

    @Test
    void theFilesThatThePageNamesAreThereAndMayBeKept() {
        String page = browser.get("/department/1/ICU").body();
        var addresses = java.util.regex.Pattern.compile("\"(/web/[^\"]+)\"")
                .matcher(page)
                .results()
                .toList();

        assertThat(addresses).hasSizeGreaterThanOrEqualTo(3).allSatisfy(address -> {
            HttpResponse<String> file = browser.get(address.group(1));
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        });
    }

    @Test
    void thePageOffersAnIdentityProviderOnlyIfThereIsOne() {
        assertThat(browser.get("/start").body()).contains("data-provider=\"false\"", "data-demo=\"true\"");
    }

    @Test
    void healthNeedsNoSignIn() {
        assertThat(browser.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(browser.get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void anUnknownAddressIsRefusedWithoutASessionAndUnknownWithOne() {
        assertThat(browser.get("/api/v1/nothing").statusCode()).isEqualTo(401);
        assertThat(browser.get("/api/v1/../../etc/passwd").statusCode()).isIn(400, 404);
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("administrator")));
        HttpResponse<String> nothing = browser.get("/api/v1/nothing");
        assertThat(nothing.statusCode()).isEqualTo(403);
        assertThat(nothing.headers().firstValue("Content-Type")).contains("application/problem+json");
        HttpResponse<String> page = browser.get("/nothing");
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(page.body()).contains("\"status\":404").doesNotContain("Tomcat", "<");
    }

    @Test
    void anotherHostsNameIsRefused() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(status).contains(" 400 ");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        var unused = browser.get("/");
        HttpResponse<String> refused = browser.post("/api/v1/session", "{\"name\":\"" + "x".repeat(65 * 1024) + "\"}");

        assertThat(refused.statusCode()).isEqualTo(413);
    }

    @Test
    void tooManyRequestsAreRefused() {
        int status = 200;
        for (int i = 0; i < 700 && status == 200; i++) {
            status = browser.get("/health/live").statusCode();
        }

        assertThat(status).isEqualTo(429);
        assertThat(server.metrics()).contains("wardflow_http_rate_limited_total 1\n");
    }

    @Test
    void theOpenApiDocumentNamesTheRoutesThatThereAreAndNoOthers() throws Exception {
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("bed_manager")));
        Set<String> documented = new TreeSet<>();
        new ObjectMapper()
                .readTree(browser.get("/api/v1/openapi.json").body())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        ApiRoutes routes = new ApiRoutes();
        server.routes().accept(routes);

        // Coming in and going out are answered by filters, before the router.
        Set<String> answered = new TreeSet<>(routes.found());
        answered.addAll(Set.of("POST /api/v1/session", "DELETE /api/v1/session"));
        assertThat(documented).hasSizeGreaterThan(10).isEqualTo(answered);
    }

    @Test
    void theOpenApiDocumentSaysOfEachAddressWhatItIsSentAndWhatItAnswers() throws Exception {
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("bed_manager")));
        JsonNode document =
                new ObjectMapper().readTree(browser.get("/api/v1/openapi.json").body());
        Set<String> named = new TreeSet<>();
        document.findValues("$ref").forEach(ref -> named.add(ref.asText()));
        assertThat(named).isNotEmpty();
        for (String ref : named) {
            assertThat(document.at(ref.substring(1)).path("properties")).as(ref).isNotEmpty();
        }
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String name = operation.getKey() + " " + path.getKey();
                    JsonNode said = operation.getValue();
                    boolean sends = Set.of("post", "put").contains(operation.getKey());
                    assertThat(said.path("requestBody")
                                    .path("content")
                                    .path("application/json")
                                    .path("schema")
                                    .path("properties")
                                    .size())
                            .as(name)
                            .matches(fields -> sends == fields > 0);
                    JsonNode responses = said.path("responses");
                    assertThat(responses
                                    .at("/default/content/application~1problem+json/schema/$ref")
                                    .asText())
                            .as(name)
                            .endsWith("/Problem");
                    if (path.getKey().endsWith("/session")) {
                        assertThat(responses.has("204")).as(name).isTrue();
                    } else {
                        assertThat(responses.path("200").path("content"))
                                .as(name)
                                .singleElement()
                                .satisfies(content ->
                                        assertThat(content.path("schema")).isNotEmpty());
                    }
                }));
    }

    @Test
    void itCountsWhatItAnswersByThePatternOfTheAddress() {
        assertThat(browser.get("/api/v1/kpis/nobody-asked-for-this/rows").statusCode())
                .isEqualTo(401);
        var unused = browser.comeIn(requireNonNull(server.demoLinks().get("bed_manager")));
        unused = browser.post("/api/v1/session", "{\"link\":\"none\"}");

        assertThat(server.metrics().lines())
                .contains(
                        "wardflow_http_requests_total{method=\"GET\",route=\"/api/v1/kpis/{kpi}/rows\",status=\"401\"} 1",
                        "wardflow_sign_ins_total{outcome=\"ok\"} 1",
                        "wardflow_sign_ins_total{outcome=\"denied\"} 1",
                        "wardflow_http_rate_limited_total 0",
                        "wardflow_event_streams 0")
                .noneMatch(line -> line.contains("nobody-asked"));
    }

    @Test
    void anOptionsRequestFromElsewhereGetsNoPermission() {
        HttpResponse<String> answer = browser.send(browser.request("/api/v1/me")
                .header("Origin", "https://evil.example")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
}
