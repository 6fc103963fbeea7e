package org.wardflow.app.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.wardflow.app.tls.SelfSigned;

/** A broker as hospitals and clouds run them: TLS with a certificate of its own, and SASL PLAIN, as Azure Event Hubs has it. */
public final class SecuredBroker implements AutoCloseable {
    /** The one account, whose name is the one that Event Hubs wants. */
    public static final String USER = "$ConnectionString";

    /** May do nothing but what it is granted, as soon as somebody is granted anything. */
    public static final String READER = "reader";

    private static final String PASSWORD = "Endpoint=sb://test/;SharedAccessKey=b1a2";

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
        SelfSigned identity = SelfSigned.create(folder, "broker");
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
                login(USER, PASSWORD) + " user_" + USER + "=\"" + PASSWORD + "\" user_" + READER + "=\"" + PASSWORD
                        + "\";");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:" + USER + ";User:ANONYMOUS");
        properties.put("allow.everyone.if.no.acl.found", "true");
        properties.put("ssl.keystore.type", "PKCS12");
        properties.put("ssl.keystore.location", identity.store().toString());
        properties.put("ssl.keystore.password", SelfSigned.STORE_PASSWORD);
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.location", identity.certificate().toString());
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return new SecuredBroker(server, port, identity.certificate());
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
        return client(USER, password);
    }

    /** What the account needs that may not do everything. */
    public Map<String, String> reader() {
        return client(READER, PASSWORD);
    }

    private Map<String, String> client(String user, String password) {
        return Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", login(user, password) + ";",
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", certificate.toString());
    }

    private static String login(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\""
                .formatted(user, password);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
