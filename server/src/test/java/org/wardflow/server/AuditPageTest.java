package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who saw what, as those see it who may. */
class AuditPageTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Browser as(String role, WebServer server) {
        Browser browser = new Browser(server.address());
        assertThat(browser.comeIn(requireNonNull(server.demoLinks().get(role))).statusCode())
                .isEqualTo(204);
        return browser;
    }

    @Test
    void whoMaySeesWhoSawWhatAndThatIsNotedToo() {
        try (WebServer server = WebServer.start(NoData.demo(folder), NoData.SOURCES)) {
            Browser nurse = as("unit_nurse", server);
            Browser auditor = as("auditor", server);
            assertThat(nurse.get("/api/v1/audit").statusCode()).isEqualTo(403);
            assertThat(new Browser(server.address()).get("/api/v1/audit").statusCode())
                    .isEqualTo(401);

            String first = auditor.get("/api/v1/audit").body();
            assertThat(first)
                    .contains("demo-unit_nurse", "\"outcome\":\"denied\"")
                    .doesNotContain("who demo-");
            assertThat(auditor.get("/api/v1/audit?who=demo-auditor").body())
                    .contains("\"what\":\"audit\"")
                    .doesNotContain("demo-unit_nurse");
            assertThat(auditor.get("/api/v1/audit").body()).contains(", who demo-auditor");
            for (String bad : new String[] {"day=yesterday", "day=2026-13-01", "after=-1", "after=x"}) {
                assertThat(auditor.get("/api/v1/audit?" + bad).statusCode())
                        .as(bad)
                        .isEqualTo(400);
            }
            assertThat(auditor.get("/audit").statusCode()).isEqualTo(200);
        }
    }
}
