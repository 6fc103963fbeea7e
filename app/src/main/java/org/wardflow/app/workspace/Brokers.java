package org.wardflow.app.workspace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.flow.content.Content;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;

/** The Kafka brokers of a home: those that its settings name, else one in this process. */
public final class Brokers implements AutoCloseable {
    private final KafkaSettings settings;
    private final @Nullable EmbeddedBroker embedded;

    private Brokers(KafkaSettings settings, @Nullable EmbeddedBroker embedded) {
        this.settings = settings;
        this.embedded = embedded;
    }

    /**
     * Those of a home that is open for writing. The one in this process is started, and has the content's topics afterwards; others
     * are not asked.
     */
    public static Brokers open(Workspace workspace) {
        return open(workspace.home(), workspace.settings(), workspace.content());
    }

    /** The same of a home that another process of ours has open for writing. */
    public static Brokers open(Home home, Settings settings, Content content) {
        if (isElsewhere(settings)) {
            return new Brokers(client(settings), null);
        }
        EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(
                home.broker(), settings.value(Settings.KAFKA_PORT), settings.value(Settings.KAFKA_RETENTION)));
        boolean ready = false;
        try {
            broker.createTopics(KafkaSource.topics(content).keySet());
            ready = true;
            return new Brokers(
                    new KafkaSettings(broker.bootstrapServers(), settings.value(Settings.KAFKA_CLIENT)), broker);
        } finally {
            if (!ready) {
                broker.close();
            }
        }
    }

    /** How a client reaches them, whether they run or not. */
    public static KafkaSettings client(Settings settings) {
        return new KafkaSettings(
                isElsewhere(settings)
                        ? settings.value(Settings.KAFKA_BOOTSTRAP_SERVERS)
                        : "127.0.0.1:" + settings.value(Settings.KAFKA_PORT),
                settings.value(Settings.KAFKA_CLIENT));
    }

    /** Whether the settings name brokers outside of this process. */
    public static boolean isElsewhere(Settings settings) {
        return !settings.value(Settings.KAFKA_BOOTSTRAP_SERVERS).isBlank();
    }

    /** How clients reach them. */
    public KafkaSettings settings() {
        return settings;
    }

    /** The one in this process. */
    public Optional<EmbeddedBroker> embedded() {
        return Optional.ofNullable(embedded);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
