package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Reports;

/** Who is shown what the process reports of itself. */
class ReportsTest {
    private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final Reports REPORTS = new Reports() {
        @Override
        public Latest quality() {
            return latest(Map.of("total", 4711));
        }

        @Override
        public Latest schema() {
            return latest(new Schema(
                    List.of(new Attribute(
                            "patient-flow",
                            "blood_group",
                            "silver.attribute",
                            "blood_group",
                            null,
                            "unclassified",
                            TEN)),
                    List.of(new Change("silver.attribute", 3, TEN, "added blood_group STRING"))));
        }

        private Latest latest(Object body) {
            return new Latest(
                    Optional.of(new Report(9, 2, body)), Optional.of(TEN), Optional.empty(), Duration.ofSeconds(60));
        }
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private WebServer server;

    @BeforeEach
    void start() {
        WebSources none = NoData.SOURCES;
        Feed feed = new Feed(
                TEN,
                "running",
                9,
                0,
                false,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(new Feed.Written("silver.visit", 9, 12, 5, 3_412, 1_208)),
                List.of(new Feed.Failure(TEN, null, "model", "silver.visit", "it failed")));
        server = WebServer.start(
                NoData.demo(folder),
                new WebSources(
                        none.content(),
                        none.warehouse(),
                        none.published(),
                        none.now(),
                        () -> feed,
                        none.steward(),
                        none.lineage(),
                        REPORTS));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Browser as(String role) {
        Browser browser = new Browser(server.address());
        assertThat(browser.comeIn(requireNonNull(server.demoLinks().get(role))).statusCode())
                .isEqualTo(204);
        return browser;
    }

    @Test
    void theQualityReportIsForThoseWhoSeeAllHospitals() {
        for (String role : List.of("data_engineer", "auditor", "administrator", "bed_manager")) {
            var answer = as(role).get("/api/v1/quality/report");
            assertThat(answer.statusCode()).as(role).isEqualTo(200);
            assertThat(answer.body()).contains("\"total\":4711", "\"madeAt\":\"2026-11-20T10:00:00Z\"");
        }
        // An analyst has the right, for two hospitals; a nurse has not.
        for (String role : List.of("analyst", "unit_nurse", "clinician")) {
            var refused = as(role).get("/api/v1/quality/report");
            assertThat(refused.statusCode()).as(role).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("4711");
        }
        assertThat(new Browser(server.address()).get("/api/v1/quality/report").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatThePipelineWroteWhatFailedAndTheSchemaAreForThoseWithTheRight() {
        Browser engineer = as("data_engineer");
        assertThat(engineer.get("/api/v1/schema").body())
                .contains("\"attribute\":\"blood_group\"", "\"classification\":\"unclassified\"", "added blood_group");
        assertThat(engineer.get("/api/v1/cycles").body())
                .contains(
                        "\"removedInAll\":1208", "\"what\":\"it failed\"", "\"until\":null", "\"earlierProcess\":null");
        for (String role : List.of("analyst", "bed_manager", "unit_nurse", "clinician")) {
            Browser browser = as(role);
            assertThat(browser.get("/api/v1/schema").statusCode()).as(role).isEqualTo(403);
            assertThat(browser.get("/api/v1/cycles").statusCode()).as(role).isEqualTo(403);
        }
    }

    @Test
    void aReportThatIsNotThereYetIsSaidToBeMissing() {
        server.close();
        server = WebServer.start(NoData.demo(folder), NoData.SOURCES);
        assertThat(as("auditor").get("/api/v1/quality/report").body())
                .contains("\"madeAt\":\"\"", "makes no reports")
                .doesNotContain("\"report\":");
    }
}
