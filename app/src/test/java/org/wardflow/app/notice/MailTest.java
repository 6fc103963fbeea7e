package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.live.SettableClock;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SettingsFile;

/** Mails, through a real server in this process. */
class MailTest {
    @TempDir
    private Path home;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private GreenMail mails = started(0, ServerSetup.PROTOCOL_SMTP);

    @AfterEach
    void stop() {
        mails.stop();
    }

    @Test
    void aProblemIsMailedToTheOwner() throws Exception {
        Notices notices = open("");
        observe(notices, problem());
        MimeMessage[] received = mails.getReceivedMessages();
        assertThat(received).hasSize(2);
        MimeMessage mail = received[0];
        assertThat(mail.getSubject()).isEqualTo("Wardflow: source patient-flow is silent");
        assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("wardflow@example.org");
        assertThat(mail.getRecipients(Message.RecipientType.TO))
                .extracting(Object::toString)
                .containsExactly("a@example.org", "b@example.org");
        assertThat(mail.getContent().toString())
                .contains(
                        "For Flow team", "nothing has come from patient-flow for more than 15 minutes", "Safe:", "Do:");
        assertThat(mail.getMessageID()).matches("<[0-9a-f]{32}@example\\.org>").isEqualTo(received[1].getMessageID());
        assertThat(mail.getHeader("Date", null)).isEqualTo("Sun, 1 Nov 2026 10:00:00 GMT");
        assertThat(mail.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
    }

    @Test
    void aServerThatIsDownGetsTheMailWhenItIsBack() {
        int port = mails.getSmtp().getPort();
        Notices notices = open("");
        mails.stop();
        observe(notices, problem());
        assertThat(notices.status().lastFailure())
                .hasValueSatisfying(why -> assertThat(why).startsWith("mail 127.0.0.1:" + port));
        mails = started(port, ServerSetup.PROTOCOL_SMTP);
        clock.pass(Duration.ofSeconds(2));
        observe(notices, problem());
        assertThat(mails.getReceivedMessages()).hasSize(2);
    }

    @Test
    void anAddressThatIsNoMoreKeepsNobodyElseFromHearing() throws Exception {
        mails.stop();
        try (PickySmtp server = new PickySmtp("b@example.org")) {
            Notices notices = open("", server.port());
            observe(notices, problem());
            assertThat(server.delivered()).containsExactly("a@example.org");
            assertThat(notices.status().lastFailure()).isEmpty();
            clock.pass(Duration.ofMinutes(10));
            observe(notices, problem());
            assertThat(server.delivered()).as("once").hasSize(1);
        }
    }

    @Test
    void itLogsInWithThePasswordThatAFileHolds() throws IOException {
        mails.setUser("flow@example.org", "flow", "open sesame");
        Files.writeString(home.resolve("password"), "open sesame\n");
        Notices notices = open(", user: flow, password: '${file:password}'");
        observe(notices, problem());
        assertThat(notices.status().delivered()).isEqualTo(1);
    }

    @Test
    void aWrongPasswordIsNotShown() throws IOException {
        mails.setUser("flow@example.org", "flow", "open sesame");
        Files.writeString(home.resolve("password"), "guessed\n");
        Notices notices = open(", user: flow, password: '${file:password}'");
        observe(notices, problem());
        assertThat(notices.status().lastFailure())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("AuthenticationFailed").doesNotContain("guessed"));
    }

    @Test
    void aServerThatOffersNoTlsOrACertificateOfNobodyKnowsGetsNoMail() {
        Notices clear = open(", security: starttls");
        observe(clear, problem());
        assertThat(clear.status().delivered()).isZero();
        assertThat(mails.getReceivedMessages()).isEmpty();
        mails.stop();
        mails = started(0, ServerSetup.PROTOCOL_SMTPS);
        Notices unknown = open(", security: tls");
        clock.pass(Duration.ofMinutes(1));
        observe(unknown, problem());
        assertThat(unknown.status().failures()).isEqualTo(1);
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    private Problem problem() {
        return Problem.silence("patient-flow", clock.instant(), Duration.ofMinutes(15), java.util.Optional.empty());
    }

    private void observe(Notices notices, Problem... present) {
        notices.observe(List.of(present));
        notices.deliver();
    }

    private Notices open(String more) {
        return open(
                more,
                mails.getSmtp() == null
                        ? mails.getSmtps().getPort()
                        : mails.getSmtp().getPort());
    }

    private Notices open(String more, int port) {
        String security = more.contains("security") ? "" : ", security: none";
        try {
            Path file = Files.writeString(home.resolve("wardflow.yaml"), """
                    notice:
                      owner: Flow team
                      mail: {host: 127.0.0.1, port: %s, from: wardflow@example.org, to: 'a@example.org, b@example.org'%s%s}
                    """.formatted(port, security, more));
            Settings settings = SettingsFile.read(file, Map.of());
            return Notices.idle(settings, home, clock);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static GreenMail started(int port, String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", protocol));
        server.start();
        return server;
    }
}
