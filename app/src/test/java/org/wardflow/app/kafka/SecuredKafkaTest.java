package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.SecuredBroker;
import org.wardflow.core.ErrorCode;

/** TLS and SASL PLAIN through nothing but the client's settings, which is how Event Hubs is reached. */
class SecuredKafkaTest {
    private static final String WRONG = "not-the-password";

    @TempDir
    Path folder;

    private KafkaSite site;
    private SecuredBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = SecuredBroker.start(folder.resolve("secured"));
        site = new KafkaSite(folder.resolve("home"));
        site.port = broker.port();
    }

    @AfterEach
    void stop() {
        site.close();
        broker.close();
    }

    @Test
    void theSettingsOfTheClientAreEnoughToReadThroughTlsWithAnAccount() {
        site.client = withGroup(broker.client());
        site.send("1", "2");
        site.takeUntil(2);
        assertThat(site.source().trouble()).isEmpty();
    }

    @Test
    void aWrongPasswordIsAClearTroubleThatDoesNotTellIt() {
        site.client = withGroup(broker.client(WRONG));
        site.pollUntil(() -> site.source().trouble().isPresent());
        refused("SaslAuthenticationException");
        site.closeSource();
        site.client = broker.client();
        site.send("1");
        site.takeUntil(1);
    }

    @Test
    void aCertificateThatNobodyTrustsIsAClearTrouble() {
        Map<String, String> trusting = new HashMap<>(broker.client());
        Stream.of("ssl.truststore.type", "ssl.truststore.location").forEach(trusting::remove);
        site.client = trusting;
        site.pollUntil(() -> site.source().trouble().isPresent());
        refused("SslAuthenticationException");
    }

    private void refused(String found) {
        assertThat(site.source().trouble()).hasValueSatisfying(trouble -> {
            assertThat(trouble.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
            assertThat(trouble.getMessage())
                    .contains("do not let this client in", found, "kafka.client")
                    .doesNotContain(WRONG, "ConnectionString");
        });
        assertThat(site.source().poll(Duration.ofMillis(100))).isEmpty();
    }

    private static Map<String, String> withGroup(Map<String, String> client) {
        Map<String, String> all = new HashMap<>(client);
        all.put("group.id", "wardflow");
        return all;
    }
}
