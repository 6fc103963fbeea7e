package org.wardflow.app.settings;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.server.TrustedProxies;

/** The settings in force: the registry below, and the value of each. */
public final class Settings {
    /** Memory of the SQL engine, beside the Java heap. */
    public static final Setting<Long> ENGINE_MEMORY = Setting.bytes(
            "engine.memory",
            "1g",
            64L << 20,
            "Memory that the SQL engine may use, beside the Java heap; what does not fit is spilled to the home's tmp folder.");

    /** Threads of the SQL engine. */
    public static final Setting<Integer> ENGINE_THREADS =
            Setting.count("engine.threads", 0, 0, 256, "Threads of the SQL engine; 0 is one for each core.");

    /** Disk that the SQL engine may spill to. */
    public static final Setting<Long> ENGINE_SPILL =
            Setting.bytes("engine.spill", "20g", 0, "Disk space that the SQL engine may spill to.");

    /** Data files that the SQL engine copies by row. */
    public static final Setting<Long> ENGINE_COPIES = Setting.bytes(
            "engine.copies",
            "8g",
            0,
            "Most bytes of large data files that the running process copies to the home's tmp folder, indexed by row, so that looking up a"
                    + " few rows costs the same in files of any size, and at most the rows whose indexes a quarter of engine.memory holds; 0 copies none.");

    /** Rows in one bronze commit. */
    public static final Setting<Integer> INGEST_BATCH_ROWS = Setting.count(
            "ingest.batch-rows",
            (int) BatchLimits.DEFAULT.rows(),
            1,
            10_000_000,
            "Rows of input that one bronze commit of ingest takes in, at most; beside a running process 50,000.");

    /** Bytes of payload in one bronze commit. */
    public static final Setting<Long> INGEST_BATCH_BYTES = Setting.bytes(
            "ingest.batch-bytes",
            (BatchLimits.DEFAULT.bytes() >> 20) + "m",
            1L << 20,
            "Bytes of input that one bronze commit of ingest takes in, at most; beside a running process 32m.");

    /** How long old versions stay readable. */
    public static final Setting<Duration> LAKE_RETENTION = Setting.duration(
            "lake.retention",
            "7d",
            Duration.ofHours(1),
            "How long old versions of tables stay readable for query --known-at.");

    /** Of how many cycles. */
    public static final Setting<Integer> LAKE_CYCLES = Setting.count(
            "lake.cycles",
            5_000,
            100,
            10_000_000,
            "Of how many cycles of a running process they stay readable, at most; those of the last hour do in any case.");

    /** Brokers elsewhere. */
    public static final Setting<String> KAFKA_BOOTSTRAP_SERVERS = Setting.text(
            "kafka.bootstrap-servers",
            "",
            "Kafka brokers to read from, HOST:PORT with commas between; without one, a broker runs in this process.");

    /** Whatever Kafka's own clients know. */
    public static final Setting<Map<String, String>> KAFKA_CLIENT = new Setting<>(
            "kafka.client.*",
            "any property of Kafka's clients",
            "",
            "Passed on to Kafka's clients: security.protocol, sasl.mechanism, group.id and so on; a secret only as `${env:NAME}` or `${file:PATH}`.",
            text -> Map.of());

    /** Port of the embedded broker. */
    public static final Setting<Integer> KAFKA_PORT = Setting.count(
            "kafka.port", 9092, 0, 65_535, "Port of the broker in this process, on 127.0.0.1; 0 is any that is free.");

    /** What the embedded broker keeps. */
    public static final Setting<Long> KAFKA_RETENTION = Setting.bytes(
            "kafka.retention",
            "1g",
            BrokerSettings.RETENTION_BYTES_MIN,
            "How much of each partition the broker in this process keeps; the oldest goes first.");

    /** Who is told. */
    public static final Setting<String> NOTICE_OWNER = Setting.text(
            "notice.owner", "", "Whom a message about a failure is for, as a person or a team; shown in it.");

    /** How long a problem must be gone. */
    public static final Setting<Duration> NOTICE_QUIET = Setting.duration(
            "notice.quiet",
            "2m",
            Duration.ofSeconds(1),
            "How long a problem must be gone until its recovery is told; if it comes back before, nothing is told.");

    /** How long a source may say nothing. */
    public static final Setting<SourceTimes> NOTICE_SILENCE = Setting.sourceTimes(
            "notice.silence",
            "topic:patient-flow=15m",
            "How long a source that has been heard may say nothing until that is told.");

    /** Where failures are posted. */
    public static final Setting<Optional<URI>> NOTICE_WEBHOOK_URL =
            Setting.webAddress("notice.webhook.url", "Where failures are posted as JSON.");

    /** What posts are signed with. */
    public static final Setting<Optional<Secret>> NOTICE_WEBHOOK_SECRET =
            Setting.secret("notice.webhook.secret", "What posts are signed with.");

    /** The mail server. */
    public static final Setting<String> NOTICE_MAIL_HOST =
            Setting.text("notice.mail.host", "", "Mail server that failures are sent through.");

    /** Its port. */
    public static final Setting<Integer> NOTICE_MAIL_PORT =
            Setting.count("notice.mail.port", 587, 1, 65_535, "Port of the mail server.");

    /** How the connection to it is protected. */
    public static final Setting<MailSecurity> NOTICE_MAIL_SECURITY = Setting.choice(
            "notice.mail.security", MailSecurity.STARTTLS, "How the connection to the mail server is protected.");

    /** Who vouches for it. */
    public static final Setting<String> NOTICE_MAIL_AUTHORITY = Setting.text(
            "notice.mail.authority",
            "",
            "File with the certificates (PEM) that vouch for the mail server; without one, those that Java knows.");

    /** The account there. */
    public static final Setting<String> NOTICE_MAIL_USER =
            Setting.text("notice.mail.user", "", "Account at the mail server; without one it is not logged in.");

    /** The account's password. */
    public static final Setting<Optional<Secret>> NOTICE_MAIL_PASSWORD =
            Setting.secret("notice.mail.password", "Password of that account.");

    /** The sender. */
    public static final Setting<String> NOTICE_MAIL_FROM =
            Setting.text("notice.mail.from", "", "Address that mails come from.");

    /** The recipients. */
    public static final Setting<String> NOTICE_MAIL_TO =
            Setting.text("notice.mail.to", "", "Addresses that mails go to, with commas between.");

    /** Where the warehouse is. */
    public static final Setting<WarehouseMode> WAREHOUSE_MODE = Setting.choice(
            "warehouse.mode",
            WarehouseMode.EMBEDDED,
            "Where gold is published to: a PostgreSQL beside this process, one elsewhere (warehouse.url), or nowhere.");

    /** Port of the PostgreSQL in this home. */
    public static final Setting<Integer> WAREHOUSE_PORT = Setting.count(
            "warehouse.port",
            5433,
            0,
            65_535,
            "Port of the PostgreSQL beside this process, on 127.0.0.1; another one if it is taken, and 0 is any.");

    /** A PostgreSQL elsewhere. */
    public static final Setting<String> WAREHOUSE_URL = Setting.text(
            "warehouse.url",
            "",
            "Database elsewhere, as jdbc:postgresql://HOST:PORT/DATABASE; PostgreSQL 16 or newer.");

    /** Its administrator. */
    public static final Setting<String> WAREHOUSE_USER =
            Setting.text("warehouse.user", "wardflow", "Login there that may create roles and schemas.");

    /** The login's password. */
    public static final Setting<Optional<Secret>> WAREHOUSE_PASSWORD =
            Setting.secret("warehouse.password", "Password of that login.");

    /** Port of metrics, health and the commands that talk to the running process. */
    public static final Setting<Integer> CONTROL_PORT = Setting.count(
            "control.port",
            9404,
            0,
            65_535,
            "Port of metrics, health and other commands, on 127.0.0.1; 0 is any that is free.");

    /** Port of the pages. */
    public static final Setting<Integer> SERVER_PORT = Setting.count(
            "server.port", 8080, 0, 65_535, "Port of the pages and the API, on 127.0.0.1; 0 is any that is free.");

    /** How browsers reach the pages. */
    public static final Setting<Optional<URI>> SERVER_PUBLIC_URL = Setting.webAddress(
            "server.public-url",
            "How browsers reach the pages, if through a proxy: its name and https are then expected.");

    /** Proxies that are believed. */
    public static final Setting<TrustedProxies> SERVER_TRUSTED_PROXIES = new Setting<>(
            "server.trusted-proxies",
            "IP addresses or networks, with commas between",
            "",
            "Proxies that are believed about the address of whom they ask for: X-Forwarded-For or Forwarded, which they must set or add to.",
            TrustedProxies::parse);

    /** The identity provider. */
    public static final Setting<Optional<URI>> SERVER_OIDC_ISSUER = Setting.webAddress(
            "server.oidc.issuer", "Identity provider (OpenID Connect) to sign in by, beside local accounts.");

    /** What the provider knows us as. */
    public static final Setting<String> SERVER_OIDC_CLIENT_ID =
            Setting.text("server.oidc.client-id", "", "What the identity provider knows these pages as.");

    /** What we show the provider. */
    public static final Setting<Optional<Secret>> SERVER_OIDC_CLIENT_SECRET =
            Setting.secret("server.oidc.client-secret", "What these pages show the identity provider.");

    /** Of access tokens. */
    public static final Setting<String> SERVER_OIDC_AUDIENCE = Setting.text(
            "server.oidc.audience", "", "Audience of access tokens for the API; without one, none is accepted.");

    /** Where roles stand. */
    public static final Setting<String> SERVER_OIDC_ROLES_CLAIM = Setting.text(
            "server.oidc.roles-claim",
            "roles",
            "Claim of a token that names grants such as wardflow:bed_manager:3; a dot leads into it.");

    /** All there are, in the order of the documentation. */
    public static final List<Setting<?>> ALL = List.of(
            ENGINE_MEMORY,
            ENGINE_THREADS,
            ENGINE_SPILL,
            ENGINE_COPIES,
            INGEST_BATCH_ROWS,
            INGEST_BATCH_BYTES,
            LAKE_RETENTION,
            LAKE_CYCLES,
            CONTROL_PORT,
            KAFKA_BOOTSTRAP_SERVERS,
            KAFKA_CLIENT,
            KAFKA_PORT,
            KAFKA_RETENTION,
            NOTICE_OWNER,
            NOTICE_QUIET,
            NOTICE_SILENCE,
            NOTICE_WEBHOOK_URL,
            NOTICE_WEBHOOK_SECRET,
            NOTICE_MAIL_HOST,
            NOTICE_MAIL_PORT,
            NOTICE_MAIL_SECURITY,
            NOTICE_MAIL_AUTHORITY,
            NOTICE_MAIL_USER,
            NOTICE_MAIL_PASSWORD,
            NOTICE_MAIL_FROM,
            NOTICE_MAIL_TO,
            SERVER_PORT,
            SERVER_PUBLIC_URL,
            SERVER_TRUSTED_PROXIES,
            SERVER_OIDC_ISSUER,
            SERVER_OIDC_CLIENT_ID,
            SERVER_OIDC_CLIENT_SECRET,
            SERVER_OIDC_AUDIENCE,
            SERVER_OIDC_ROLES_CLAIM,
            WAREHOUSE_MODE,
            WAREHOUSE_PORT,
            WAREHOUSE_URL,
            WAREHOUSE_USER,
            WAREHOUSE_PASSWORD);

    private final Map<Setting<?>, Object> values;

    Settings(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** Every setting at its default. */
    public static Settings defaults() {
        Map<Setting<?>, Object> values = new HashMap<>();
        ALL.forEach(setting -> values.put(setting, setting.parser().apply(setting.defaultText())));
        return new Settings(values);
    }

    /** The value of one setting. */
    @SuppressWarnings("unchecked") // SettingsFile puts in what the setting's own parser gave.
    public <T> T value(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException(setting.name() + " is not in the registry");
        }
        return (T) value;
    }
}
