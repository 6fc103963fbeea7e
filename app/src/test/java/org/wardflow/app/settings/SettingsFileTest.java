package org.wardflow.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

class SettingsFileTest {
    @TempDir
    Path folder;

    @Test
    void withoutAFileEverySettingHasItsDefault() {
        Settings settings = SettingsFile.read(folder.resolve("wardflow.yaml"), Map.of());
        assertThat(settings.value(Settings.ENGINE_MEMORY)).isEqualTo(1L << 30);
        assertThat(settings.value(Settings.ENGINE_THREADS)).isZero();
        assertThat(settings.value(Settings.ENGINE_SPILL)).isEqualTo(20L << 30);
        assertThat(settings.value(Settings.INGEST_BATCH_ROWS)).isEqualTo(500_000);
        assertThat(settings.value(Settings.INGEST_BATCH_BYTES)).isEqualTo(256L << 20);
        assertThat(settings.value(Settings.LAKE_RETENTION)).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void everySettingCanBeSet() throws IOException {
        Settings settings = SettingsFile.read(write("""
                engine: {memory: 512m, threads: 3, spill: 0, copies: 0}
                ingest:
                  batch-rows: 10
                  batch-bytes: 1 MiB
                lake: {retention: 36h, cycles: 200}
                control.port: 0
                server:
                  port: 0
                  public-url: https://board.example.org
                  trusted-proxies: 127.0.0.1, 10.0.0.0/8
                  oidc: {issuer: 'https://login.example.org', client-id: board, client-secret: '${env:KEY}', audience: api,
                    roles-claim: realm.roles}
                warehouse: {mode: server, port: 0, url: 'jdbc:postgresql://db.example.org/wardflow', user: flow,
                  password: '${env:KEY}'}
                kafka:
                  bootstrap-servers: broker:9093
                  client: {group.id: wardflow, sasl: {mechanism: PLAIN, jaas.config: 'login password="${env:KEY}";'}}
                  port: 0
                  retention: 64m
                notice:
                  owner: Flow team
                  quiet: 30s
                  silence: 1h, patient-flow=5m, doctors=off
                  webhook: {url: 'https://example.org/hook', secret: '${env:KEY}'}
                  mail: {host: mail.example.org, port: 465, security: tls, authority: /etc/ca.pem, user: me,
                    password: '${env:KEY}', from: a@b.org, to: c@d.org}
                """), Map.of("KEY", "open sesame"));
        assertThat(settings.value(Settings.ENGINE_MEMORY)).isEqualTo(512L << 20);
        assertThat(settings.value(Settings.ENGINE_THREADS)).isEqualTo(3);
        assertThat(settings.value(Settings.ENGINE_SPILL)).isZero();
        assertThat(settings.value(Settings.INGEST_BATCH_ROWS)).isEqualTo(10);
        assertThat(settings.value(Settings.INGEST_BATCH_BYTES)).isEqualTo(1L << 20);
        assertThat(settings.value(Settings.LAKE_RETENTION)).isEqualTo(Duration.ofHours(36));
        assertThat(settings.value(Settings.KAFKA_CLIENT))
                .isEqualTo(Map.of(
                        "group.id", "wardflow",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config", "login password=\"open sesame\";"));
        SourceTimes silence = settings.value(Settings.NOTICE_SILENCE);
        assertThat(silence.of("patient-flow")).isEqualTo(Duration.ofMinutes(5));
        assertThat(silence.of("doctors")).isZero();
        assertThat(silence.of("departments")).isEqualTo(Duration.ofHours(1));
        assertThat(settings.value(Settings.NOTICE_WEBHOOK_SECRET).orElseThrow())
                .hasToString("***")
                .extracting(Secret::reveal)
                .isEqualTo("open sesame");
        for (Setting<?> setting : Settings.ALL) {
            assertThat(settings.value(setting))
                    .as(setting.name())
                    .isNotEqualTo(Settings.defaults().value(setting));
        }
    }

    /** To YAML these are a boolean and nothing. */
    @Test
    void offIsAWordAndAnEmptyValueIsNone() throws IOException {
        Settings settings = read("warehouse: {mode: off}\nkafka.bootstrap-servers:\nnotice.silence: off\n");
        assertThat(settings.value(Settings.WAREHOUSE_MODE)).isEqualTo(WarehouseMode.OFF);
        assertThat(settings.value(Settings.KAFKA_BOOTSTRAP_SERVERS))
                .isEqualTo(Settings.defaults().value(Settings.KAFKA_BOOTSTRAP_SERVERS));
        assertThat(settings.value(Settings.NOTICE_SILENCE).of("topic:patient-flow"))
                .isZero();
    }

    @Test
    void valuesComeFromTheEnvironmentOrAFileBesideIt() throws IOException {
        Files.writeString(folder.resolve("threads"), "4\n");
        Path file = write("engine: {memory: '${env:MEMORY}', threads: '${file:threads}'}");
        Settings settings = SettingsFile.read(file, Map.of("MEMORY", "2g"));
        assertThat(settings.value(Settings.ENGINE_MEMORY)).isEqualTo(2L << 30);
        assertThat(settings.value(Settings.ENGINE_THREADS)).isEqualTo(4);
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheNearestName() {
        refuses(
                "engine: {memroy: 1g, threads: many}\nlake: {retention: 5m}",
                ErrorCode.SETTING_INVALID,
                "3 problems",
                "unknown setting engine.memroy; did you mean engine.memory?",
                "engine.threads: expected a whole number from 0 to 256, found many",
                "lake.retention: expected a number with s, m, h or d, at least 3600s, found 5m");
    }

    @Test
    void aValueFromElsewhereIsNeverShown() {
        assertThatThrownBy(() -> SettingsFile.read(write("engine.threads: '${env:X}'"), Map.of("X", "hunter2")))
                .hasMessageContaining("found ***")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aSecretOfKafkasClientMayNotStandInTheFile() {
        for (String name : List.of("sasl.jaas.config", "ssl.keystore.password", "ssl.keystore.key")) {
            assertThatThrownBy(() -> read("kafka.client.%s: hunter2".formatted(name)))
                    .hasMessageContaining("SETTING_INVALID", "kafka.client." + name + ": expected ${env:NAME}")
                    .hasMessageNotContaining("hunter2");
        }
        refuses(
                "kafka.client.ssl.key.password: '${env:ABSENT}'",
                ErrorCode.SECRET_MISSING,
                "${env:ABSENT} is not there");
    }

    /** What the client itself takes for a secret; certificates are public, though it hides them too. */
    @Test
    void everySecretThatKafkasClientKnowsIsOne() {
        List<String> secrets = Stream.of(
                        ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())
                .flatMap(client -> client.configKeys().values().stream())
                .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .filter(name -> !name.contains("certificate"))
                .distinct()
                .toList();
        assertThat(secrets).contains("sasl.oauthbearer.assertion.private.key.passphrase", "ssl.key.password");
        for (String name : secrets) {
            refuses("kafka.client.%s: hunter2".formatted(name), ErrorCode.SETTING_INVALID, "expected ${env:NAME}");
        }
    }

    @Test
    void aReferenceToNothingIsAMissingSecret() {
        refuses(
                "engine.threads: '${env:ABSENT}'\nengine.memory: '${file:absent}'",
                ErrorCode.SECRET_MISSING,
                "engine.threads: ${env:ABSENT} is not there",
                "engine.memory: ${file:absent} is not there");
    }

    @Test
    void whatIsNoYamlIsRefusedByLineWithoutItsText() {
        refuses("engine: [\nsecret", ErrorCode.SETTING_INVALID, "near line");
        refuses("- secret", ErrorCode.SETTING_INVALID, "no map");
        assertThatThrownBy(() -> read("engine: [\nsecret")).hasMessageNotContaining("secret");
    }

    @Test
    void amountsAtTheirBoundsPassAndOneBeyondDoesNot() throws IOException {
        assertThat(read("engine.memory: 64m").value(Settings.ENGINE_MEMORY)).isEqualTo(64L << 20);
        assertThat(read("engine.threads: 256").value(Settings.ENGINE_THREADS)).isEqualTo(256);
        refuses("engine.memory: 67108863", ErrorCode.SETTING_INVALID, "at least 67108864");
        refuses("engine.threads: 257", ErrorCode.SETTING_INVALID, "from 0 to 256");
        refuses("engine.memory: 9999999999g", ErrorCode.SETTING_INVALID, "expected bytes");
    }

    private void refuses(String yaml, ErrorCode code, String... messages) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOfSatisfying(WardflowException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage()).contains(messages);
        });
    }

    private Settings read(String yaml) throws IOException {
        return SettingsFile.read(write(yaml), Map.of());
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("wardflow.yaml"), yaml);
    }
}
