package org.wardflow.app.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.server.SMTPServer;
import org.wardflow.app.live.SettableClock;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.SettingsFile;
import org.wardflow.app.tls.SelfSigned;
import org.wardflow.core.WardflowException;

/** Mails as they go by default: the connection is protected before anything is said. */
class StartTlsTest {
    @TempDir
    private Path home;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T10:00:00Z"));
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private SelfSigned identity;
    private SMTPServer server;

    @BeforeEach
    void start() throws Exception {
        identity = SelfSigned.create(home.resolve("mail"), "relay");
        server = new SMTPServer.Builder()
                .bindAddress(InetAddress.getLoopbackAddress())
                .port(0)
                .requireTLS()
                .startTlsSocketFactory(identity.server())
                .messageHandler((context, from, to, mail) -> received.add(new String(mail, StandardCharsets.UTF_8)))
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aRelayThatTheAuthorityVouchesForGetsTheMailProtected() {
        Notices notices = open(", authority: '" + identity.certificate() + "'");
        assertThat(notices.status().delivered()).isEqualTo(1);
        assertThat(received).singleElement().asString().contains("Subject: Wardflow: source patient-flow is silent");
    }

    @Test
    void aRelayThatNobodyVouchesForGetsNone() {
        Notices notices = open("");
        assertThat(notices.status().delivered()).isZero();
        assertThat(notices.status().failures()).isEqualTo(1);
        assertThat(received).isEmpty();
    }

    @Test
    void aRelayThatWantsProtectionGetsNoneInTheClear() {
        Notices notices = open(", security: none");
        assertThat(notices.status().delivered()).isZero();
        assertThat(received).isEmpty();
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("empty.pem"), "");
        for (Path wrong : List.of(file, home.resolve("missing.pem"), home)) {
            assertThatThrownBy(() -> open(", authority: '" + wrong + "'"))
                    .isInstanceOf(WardflowException.class)
                    .hasMessageContaining("notice.mail.authority");
        }
    }

    private Notices open(String more) {
        try {
            Path file =
                    Files.writeString(home.resolve("wardflow.yaml"), """
                    notice:
                      owner: Flow team
                      mail: {host: 127.0.0.1, port: %s, from: wardflow@example.org, to: a@example.org%s}
                    """.formatted(server.getPortAllocated(), more));
            Settings settings = SettingsFile.read(file, Map.of());
            Notices notices = Notices.idle(settings, home, clock);
            notices.observe(List.of(
                    Problem.silence("patient-flow", clock.instant(), Duration.ofMinutes(15), Optional.empty())));
            notices.deliver();
            return notices;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
