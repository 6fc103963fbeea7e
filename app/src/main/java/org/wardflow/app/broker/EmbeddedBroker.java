package org.wardflow.app.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;

/**
 * A Kafka broker in this process, which is its own controller, on 127.0.0.1 without encryption or accounts. What is in its
 * folder survives restarts and kills; an acknowledged record is in the page cache, so that the end of the process does not
 * lose it and the end of the machine's power may. Safe for all threads; at most one a folder.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** Longer than a tidy end takes; what is cut off is recovered at the next start. */
    public static final Duration STOP_MAX = Duration.ofSeconds(3);

    static final int NODE_ID = 1;
    private static final Duration TOPICS_MAX = Duration.ofSeconds(60);
    private static final Duration ASK_AGAIN = Duration.ofMillis(50);
    private static final String HOST = "127.0.0.1";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker, and makes its folder a broker's at the first time. Returns when it takes records.
     *
     * <p>Throws PORT_IN_USE if the port is taken, BROKER_FAILED if it cannot start.
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        ProcessEnd.keepOff();
        // Kafka asks log4j for the levels of its loggers. Without an implementation log4j complains on the terminal.
        System.setProperty("log4j2.loggerContextFactory", "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
        int port = free(settings.port());
        KafkaConfig config = new KafkaConfig(BrokerProperties.of(settings, port, free(0)), false);
        format(settings.data());
        KafkaRaftServer server;
        try {
            server = new KafkaRaftServer(config, Time.SYSTEM);
        } catch (RuntimeException e) {
            throw failed(settings, port, e);
        }
        try {
            server.startup();
            return new EmbeddedBroker(server, port);
        } catch (RuntimeException e) {
            stop(server);
            throw failed(settings, port, e);
        }
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Why the broker has stopped by itself, if it has: a full or broken disk, as a rule. */
    public Optional<String> failure() {
        return ProcessEnd.wanted();
    }

    /** Makes the topics that are missing, with {@link BrokerSettings#PARTITIONS} each. Returns when all of them take records. */
    public void createTopics(Collection<String> names) {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers()))) {
            List<NewTopic> topics = names.stream()
                    .map(name -> new NewTopic(name, Optional.of(BrokerSettings.PARTITIONS), Optional.empty()))
                    .toList();
            for (KafkaFuture<Void> made : admin.createTopics(topics).values().values()) {
                try {
                    Void unused = in(made);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            awaitLeaders(admin, names);
        } catch (ExecutionException | TimeoutException e) {
            throw topicsFailed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw topicsFailed(e);
        }
    }

    /**
     * Asks every partition for its end, which only its leader tells. A producer that came before might have its second batch taken
     * and its first one refused, and would then retry that one in vain. The broker hears of a topic a moment after its controller
     * has made it, and does not know the topic until then: so it is asked again.
     */
    private static void awaitLeaders(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException, TimeoutException {
        long until = WallClock.nanos() + TOPICS_MAX.toNanos();
        while (true) {
            try {
                askLeaders(admin, names);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || WallClock.nanos() - until >= 0) {
                    throw e;
                }
                Thread.sleep(ASK_AGAIN.toMillis());
            }
        }
    }

    private static void askLeaders(Admin admin, Collection<String> names)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        in(admin.describeTopics(names).allTopicNames())
                .forEach((name, topic) -> topic.partitions()
                        .forEach(info -> ends.put(new TopicPartition(name, info.partition()), OffsetSpec.latest())));
        Map<TopicPartition, ListOffsetsResultInfo> unused =
                in(admin.listOffsets(ends).all());
    }

    private static <T> T in(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(TOPICS_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops it tidily, within {@link #STOP_MAX}. */
    @Override
    public void close() {
        stop(server);
    }

    private static void stop(KafkaRaftServer server) {
        Thread stopping = new Thread(
                () -> {
                    server.shutdown();
                    server.awaitShutdown();
                },
                "broker-stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(STOP_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asked before the start, which takes seconds and would tell it in Kafka's own words. */
    private static int free(int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return socket.getLocalPort();
        } catch (BindException e) {
            throw inUse(wanted);
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.BROKER_FAILED,
                    "The broker cannot listen on " + HOST + ":" + wanted,
                    e.getClass().getSimpleName(),
                    "check the network settings of this machine",
                    e);
        }
    }

    static void format(Path data) {
        try {
            Files.createDirectories(data);
            Formatter formatter = new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .setDirectories(List.of(data.toString()))
                    .setIgnoreFormatted(true);
            if (!Files.exists(data.resolve("meta.properties"))) {
                formatter.run();
            }
        } catch (Exception e) {
            throw new WardflowException(
                    ErrorCode.BROKER_FAILED,
                    "The broker's folder " + data + " cannot be made",
                    e.getClass().getSimpleName(),
                    "check the disk and the folder's permissions",
                    e);
        }
    }

    private static WardflowException failed(BrokerSettings settings, int port, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return inUse(port);
            }
        }
        String text = String.valueOf(e.getMessage());
        boolean locked = text.contains("Failed to acquire lock");
        return new WardflowException(
                locked ? ErrorCode.HOME_LOCKED : ErrorCode.BROKER_FAILED,
                "The broker in " + settings.data() + " did not start",
                locked ? "another process has its folder open" : text,
                locked ? "stop the other process, or name another home" : "check the disk and the folder's permissions",
                e);
    }

    private static WardflowException inUse(int port) {
        return new WardflowException(
                ErrorCode.PORT_IN_USE,
                "The broker cannot listen on " + HOST + ":" + port,
                "another program has the port",
                "stop it, set kafka.port in wardflow.yaml to a free one (0 for any), or set kafka.bootstrap-servers to use"
                        + " the broker that runs there");
    }

    private static WardflowException topicsFailed(Exception e) {
        return new WardflowException(
                ErrorCode.BROKER_FAILED,
                "The broker did not make its topics",
                (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName(),
                "check the disk; then start again",
                e);
    }
}
