package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** What the audit has, and what who asked is told, of calls that fail within. */
class FailedCallsTest {
    @TempDir
    Path folder;

    private WebServer server;

    @BeforeEach
    void start() {
        WebSources none = NoData.SOURCES;
        server = WebServer.start(
                NoData.demo(folder),
                new WebSources(
                        none.content(),
                        () -> {
                            throw within();
                        },
                        none.published(),
                        none.now(),
                        none.feed(),
                        (decision, rule, messages, by, reason) -> {
                            throw within();
                        },
                        none.lineage()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static WardflowException within() {
        return new WardflowException(
                ErrorCode.WAREHOUSE_UNREACHABLE,
                "The warehouse cannot be reached",
                "jdbc:postgresql://db.hospital.example/gold as viewer_7",
                "start it, then `./wardflow warehouse login`");
    }

    private Browser as(String role) {
        Browser browser = new Browser(server.address());
        assertThat(browser.comeIn(requireNonNull(server.demoLinks().get(role))).statusCode())
                .isEqualTo(204);
        return browser;
    }

    private List<String> failed() throws IOException {
        try (var files = Files.list(WebServer.audit(folder))) {
            Path file = files.filter(one -> one.toString().endsWith(".ndjson"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(file).stream()
                    .filter(line -> line.contains("\"outcome\":\"failed\""))
                    .map(line -> line.replaceFirst(".*\"object\":\"([^\"]*)\".*", "$1"))
                    .toList();
        }
    }

    @Test
    void theAuditHasWhatADecisionThatFailedWasAbout() throws Exception {
        Browser engineer = as("data_engineer");
        String rule = NoData.SOURCES.content().contracts().values().stream()
                .flatMap(contract -> contract.rules().stream())
                .map(one -> one.id())
                .findFirst()
                .orElseThrow();
        String decision = "{\"decision\":\"discard\",\"rule\":\"" + rule + "\"";
        for (String wish : List.of(
                decision + "}",
                decision + ",\"reason\":\"broken\"}",
                decision + ",\"reason\":\"broken\",\"messages\":[\"ab12\"]}")) {
            assertThat(engineer.post("/api/v1/quarantine/decisions", wish).statusCode())
                    .isEqualTo(422);
        }
        assertThat(engineer.get("/api/v1/quarantine/messages?limit=0&rule=" + rule)
                        .statusCode())
                .isEqualTo(400);

        assertThat(failed())
                .containsExactly(
                        "discard of rule " + rule,
                        "discard of rule " + rule,
                        "discard of single messages of rule " + rule,
                        "rule " + rule);
    }

    @Test
    void theAuditHasWhichKpiCouldNotBeRead() throws Exception {
        Browser manager = as("bed_manager");
        assertThat(manager.get("/api/v1/kpis/overstay/rows?hospital=2&overstay_hours=50")
                        .statusCode())
                .isEqualTo(422);
        assertThat(manager.get("/api/v1/kpis/overstay/csv?hospital=2&no_such=50")
                        .statusCode())
                .isEqualTo(400);

        assertThat(failed()).containsExactly("overstay, overstay_hours 50: hospital 2", "overstay: hospital 2");
    }

    @Test
    void whatWasFoundWithinIsToldToThoseWhoMendIt() {
        HttpResponse<String> manager = as("bed_manager").get("/api/v1/board");
        assertThat(manager.statusCode()).isEqualTo(422);
        assertThat(manager.body())
                .contains("The warehouse cannot be reached", "WAREHOUSE_UNREACHABLE")
                .doesNotContain("jdbc", "viewer_7", "./wardflow");

        assertThat(as("data_engineer").get("/api/v1/board").body())
                .contains("jdbc:postgresql://db.hospital.example/gold as viewer_7", "./wardflow warehouse login");
    }
}
