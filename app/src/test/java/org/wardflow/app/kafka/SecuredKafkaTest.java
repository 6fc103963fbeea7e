package org.wardflow.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.broker.SecuredBroker;
import org.wardflow.core.ErrorCode;
import org.wardflow.lake.TableName;

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

    @Test
    void aTopicThatMayBeDescribedAndNotReadIsNamedAndTheOthersAreRead() throws Exception {
        site.client = broker.client();
        site.send("1");
        site.sendAll(List.of(new ProducerRecord<>("department", 0, null, new byte[] {'1'})));
        try (Admin admin = admin()) {
            allow(admin, KafkaSite.FLOW, AclOperation.DESCRIBE);
            site.client = broker.reader();
            site.pollUntil(() -> site.source().trouble().isPresent()
                    && site.pipeline
                                    .table(TableName.parse("bronze.department"))
                                    .latest()
                                    .visibleRows()
                            == 1);
            assertThat(site.source().trouble().orElseThrow())
                    .hasMessageContaining("Topic patient-flow may not be read")
                    .hasMessageContaining("TopicAuthorizationException");
            assertThat(site.source().reach().answering()).isTrue();
            assertThat(site.bronzeRows()).isZero();
            allow(admin, KafkaSite.FLOW, AclOperation.READ);
        }
        site.takeUntil(1);
        site.pollUntil(() -> site.source().trouble().isEmpty());
    }

    private Admin admin() {
        Map<String, Object> settings = new HashMap<>(broker.client());
        settings.put("bootstrap.servers", site.address());
        return Admin.create(settings);
    }

    private static void allow(Admin admin, String topic, AclOperation operation) throws Exception {
        var unused = admin.createAcls(List.of(new AclBinding(
                        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        new AccessControlEntry(
                                "User:" + SecuredBroker.READER, "*", operation, AclPermissionType.ALLOW))))
                .all()
                .get();
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
