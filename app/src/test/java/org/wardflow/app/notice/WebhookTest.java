package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.live.SettableClock;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.core.WardflowException;

/** What a post looks like, and which settings are refused. */
class WebhookTest {
    @TempDir
    private Path home;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private HookServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new HookServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPostIsSignedAsStandardWebhooksSays() throws Exception {
        // The key of the specification's own example.
        String key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        test("webhook: {url: '%s', secret: '${env:KEY}'}", Map.of("KEY", "whsec_" + key));
        HookServer.Post post = server.posts.get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        String signed = post.id() + "." + post.headers().get("webhook-timestamp") + "." + post.body();
        assertThat(post.headers())
                .containsEntry(
                        "webhook-timestamp", String.valueOf(clock.instant().getEpochSecond()))
                .containsEntry("content-type", "application/json")
                .containsEntry(
                        "webhook-signature",
                        "v1,"
                                + Base64.getEncoder()
                                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void withoutASecretItIsNotSigned() {
        test("webhook: {url: '%s'}", Map.of());
        assertThat(server.posts).hasSize(1);
        assertThat(server.posts.get(0).headers()).doesNotContainKey("webhook-signature");
        assertThat(server.posts.get(0).type()).isEqualTo("wardflow.test");
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.answer(302);
        List<Notices.Trial> trials = test("webhook: {url: '%s'}", Map.of());
        assertThat(trials.get(0).failure()).hasValue("answered with status 302");
        assertThat(trials.get(0).channel()).isEqualTo("webhook 127.0.0.1:" + server.port());
        assertThat(server.posts).hasSize(1);
    }

    @Test
    void onlyTlsLeavesTheMachine() {
        refuses("webhook: {url: 'http://example.org/hook'}", "an https address, or http on this machine");
        refuses("webhook: {url: 'http://localhost.example.org/'}", "an https address");
        refuses("webhook: {url: 'https://me:secret@example.org/'}", "an https address");
        refuses("webhook: {url: 'file:///etc/passwd'}", "an https address");
        refuses(
                "mail: {host: mail.example.org, security: none, user: me, password: '${env:KEY}', from: a@b.org, to: a@b.org}",
                "must not leave this machine in the clear");
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        refuses("webhook: {url: '%s', secret: in-the-open}", "notice.webhook.secret: expected ${env:NAME}");
        refuses("webhook: {url: '%s', secret: '${env:BAD}'}", "notice.webhook.secret is no key");
        refuses("mail: {host: mail.example.org, from: a@b.org}", "notice.mail.to must name");
        refuses("mail: {host: mail.example.org, from: a@b.org, to: nobody}", "notice.mail.to must name");
        refuses("mail: {host: mail.example.org, from: a@b.org, to: a@b.org, user: me}", "go together");
        refuses("silence: 15 minutes", "notice.silence: expected a number");
    }

    private void refuses(String settings, String message) {
        assertThatThrownBy(() -> test(settings, Map.of("KEY", "open sesame", "BAD", "whsec_%%%")))
                .isInstanceOf(WardflowException.class)
                .hasMessageContaining("SETTING_INVALID")
                .hasMessageContaining(message)
                .hasMessageNotContaining("in-the-open");
        assertThat(server.posts).isEmpty();
    }

    private List<Notices.Trial> test(String settings, Map<String, String> environment) {
        try {
            Path file = Files.writeString(
                    home.resolve("wardflow.yaml"), "notice:\n  " + settings.replace("%s", server.url()) + "\n");
            Settings read = SettingsFile.read(file, environment);
            return Notices.test(read, home, clock);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
