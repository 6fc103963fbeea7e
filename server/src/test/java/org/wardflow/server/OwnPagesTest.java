package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of another site changes nothing here, though it may have the cookies: they do not know ports. */
class OwnPagesTest {
    private static final String JSON = "application/json";
    private static final String NURSE = "{\"role\":\"unit_nurse\"}";

    @TempDir
    Path folder;

    private WebServer server;
    private Browser browser;

    @BeforeEach
    void start() {
        server = WebServer.start(NoData.demo(folder), NoData.SOURCES);
        browser = new Browser(server.address());
        assertThat(browser.comeIn(requireNonNull(server.demoLinks().get("bed_manager")))
                        .statusCode())
                .isEqualTo(204);
        var unused = browser.get("/");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Asks for another role, with the token against forgery in its header. */
    private HttpResponse<String> become(String path, String body, String type, String... headers) {
        HttpRequest.Builder request = browser.request(path)
                .header("Content-Type", type)
                .header("X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN").getValue())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return browser.send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private int asNurse(String... headers) {
        return become("/api/v1/session", NURSE, JSON, headers).statusCode();
    }

    @Test
    void aPageOnAnotherPortOfThisHostChangesNothing() {
        String own = server.address().toString();

        assertThat(asNurse("Origin", "http://localhost:1")).isEqualTo(403);
        assertThat(asNurse("Origin", "null")).isEqualTo(403);
        assertThat(asNurse("Sec-Fetch-Site", "same-site")).isEqualTo(403);
        assertThat(browser.send(browser.request("/api/v1/session")
                                .header("Origin", "http://localhost:1")
                                .header(
                                        "X-XSRF-TOKEN",
                                        browser.cookie("XSRF-TOKEN").getValue())
                                .DELETE()
                                .build())
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.get("/api/v1/me").body()).contains("\"bed_manager\"");

        assertThat(asNurse("Origin", own, "Sec-Fetch-Site", "same-origin")).isEqualTo(204);
        assertThat(browser.get("/api/v1/me").body()).contains("\"unit_nurse\"");
    }

    @Test
    void whatAFormCanSendIsNotTaken() {
        String token = browser.cookie("XSRF-TOKEN").getValue();

        assertThat(become("/api/v1/session", NURSE, "text/plain").statusCode()).isEqualTo(415);
        HttpRequest parameter = browser.request("/api/v1/session?_csrf=" + token)
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofString(NURSE))
                .build();
        assertThat(browser.send(parameter).statusCode()).isEqualTo(403);
        assertThat(browser.get("/api/v1/me").body()).contains("\"bed_manager\"");
        assertThat(become("/api/v1/session", NURSE, "application/json; charset=utf-8")
                        .statusCode())
                .isEqualTo(204);
    }
}
