package org.wardflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.notice.HookServer;

class NoticeTest {
    @TempDir
    private Path home;

    @Test
    void aTestSaysWhichWayWorksAndWhichDoesNot() throws IOException {
        try (HookServer server = new HookServer()) {
            settings("webhook: {url: '%s'}".formatted(server.url()));
            Session.Outcome works = new Session(home).run("notice", "test");
            assertThat(works.exitCode()).isZero();
            assertThat(works.out()).matches("webhook 127\\.0\\.0\\.1:[0-9]+: delivered \\([0-9,]+ ms\\)\n");
            assertThat(server.types()).containsExactly("wardflow.test");
            assertThat(server.posts.get(0).json().at("/text").asText()).contains("This is a test");
            server.answer(500);
            Session.Outcome refused = new Session(home).run("notice", "test");
            assertThat(refused.exitCode()).isEqualTo(5);
            assertThat(refused.out())
                    .contains("not delivered, answered with status 500")
                    .doesNotContain("hush");
        }
    }

    @Test
    void withoutAWayItIsRefused() throws IOException {
        settings("owner: Flow team");
        Session.Outcome outcome = new Session(home).run("notice", "test");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("SETTING_INVALID", "There is no way to tell anyone");
    }

    private void settings(String notice) throws IOException {
        Files.writeString(home.resolve("wardflow.yaml"), "notice:\n  " + notice + "\n");
    }
}
