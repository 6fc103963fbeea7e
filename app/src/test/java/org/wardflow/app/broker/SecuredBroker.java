package org.wardflow.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker as hospitals and clouds run them: TLS with a certificate of its own, and SASL PLAIN, as Azure Event Hubs has it. */
public final class SecuredBroker implements AutoCloseable {
    /** The one account, whose name is the one that Event Hubs wants. */
    public static final String USER = "$ConnectionString";

    private static final String PASSWORD = "Endpoint=sb://test/;SharedAccessKey=b1a2";
    private static final String STORE_PASSWORD = "only-for-this-test";

    private final KafkaRaftServer server;
    private final int port;
    private final Path certificate;

    private SecuredBroker(KafkaRaftServer server, int port, Path certificate) {
        this.server = server;
        this.port = port;
        this.certificate = certificate;
    }

    /** Makes a certificate for 127.0.0.1, and starts. */
    public static SecuredBroker start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path store = folder.resolve("broker.p12");
        Path certificate = folder.resolve("broker.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "broker",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD);
        Path data = folder.resolve("broker");
        EmbeddedBroker.format(data);
        int port = free();
        int controller = free();
        Properties properties = BrokerProperties.of(
                new BrokerSettings(data, port, BrokerSettings.RETENTION_BYTES_MIN), port, controller);
        String address = "SECURED://127.0.0.1:" + port;
        properties.put("listeners", address + ",CONTROLLER://127.0.0.1:" + controller);
        properties.put("advertised.listeners", address);
        properties.put("listener.security.protocol.map", "SECURED:SASL_SSL,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "SECURED");
        properties.put("sasl.enabled.mechanisms", "PLAIN");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put(
                "listener.name.secured.plain.sasl.jaas.config",
                login(PASSWORD) + " user_" + USER + "=\"" + PASSWORD + "\";");
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.location", store.toString());
        properties.put("ssl.keystore.password", STORE_PASSWORD);
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.location", certificate.toString());
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new SecuredBroker(server, port, certificate);
    }

    public int port() {
        return port;
    }

    /** What a client needs that may come in. */
    public Map<String, String> client() {
        return client(PASSWORD);
    }

    /** The same, with another password. */
    public Map<String, String> client(String password) {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", login(password) + ";",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate.toString());
    }

    private static String login(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(USER, password);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
