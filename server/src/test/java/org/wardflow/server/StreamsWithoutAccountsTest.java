package org.wardflow.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of open streams when the file of accounts cannot be read any more. */
@Timeout(120)
class StreamsWithoutAccountsTest {
    @TempDir
    Path folder;

    private static BufferedReader stream(Browser browser) {
        return new BufferedReader(new InputStreamReader(
                browser.open(browser.request("/api/v1/stream").build()), StandardCharsets.UTF_8));
    }

    /** Reads until an event, or the end. */
    private static boolean comes(BufferedReader stream, String event) throws IOException {
        String line = stream.readLine();
        while (line != null && !line.equals("event: " + event)) {
            line = stream.readLine();
        }
        return line != null;
    }

    @Test
    void aStreamOfAnAccountThatNobodyCanCheckEndsAndAllOthersGoOn() throws Exception {
        try (WebServer server = WebServer.start(NoData.demo(folder), NoData.SOURCES)) {
            Browser account = new Browser(server.address());
            Browser visitor = new Browser(server.address());
            var unused = account.get("/start");
            HttpResponse<String> set = account.post(
                    "/api/v1/session",
                    "{\"link\":\"%s\",\"password\":\"correct horse staple\"}"
                            .formatted(server.setUpLink().orElseThrow().getFragment()));
            assertThat(set.statusCode()).isEqualTo(204);
            unused = visitor.comeIn(requireNonNull(server.demoLinks().get("bed_manager")));
            try (BufferedReader checked = stream(account);
                    BufferedReader other = stream(visitor)) {
                assertThat(comes(checked, "hello")).isTrue();
                assertThat(comes(other, "hello")).isTrue();
                Files.writeString(WebServer.accounts(folder).resolve("accounts.json"), "{");

                while (comes(checked, "beat")) {
                    assertThat(comes(other, "beat")).isTrue();
                }
                assertThat(comes(other, "beat")).isTrue();
            }
        }
    }
}
