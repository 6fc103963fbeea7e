package org.wardflow.app.up;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Brokers;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * Starts the broker of this process again when it has given up, on the same port: after a full disk, as a rule. While it is away
 * the Kafka source says so, and what it holds is safe on its disk.
 */
final class BrokerKeeper implements AutoCloseable {
    private static final Logger LOG = System.getLogger(BrokerKeeper.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** Between two starts: a full disk is not freed within seconds. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final BrokerSettings settings;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::keep, "wardflow-broker-keeper");
    private volatile @Nullable EmbeddedBroker broker;
    private volatile Consumer<Optional<WardflowException>> told = nothing -> {};

    /** @param running started with these settings; it is closed with this */
    private BrokerKeeper(EmbeddedBroker running, BrokerSettings settings) {
        this.broker = running;
        this.settings = settings;
        thread.setDaemon(true);
    }

    /** Watches the broker in this process, if there is one. */
    static Optional<BrokerKeeper> watch(Brokers brokers, Home home, Settings settings) {
        return brokers.embedded().map(broker -> {
            String servers = broker.bootstrapServers();
            int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
            return watch(broker, new BrokerSettings(home.broker(), port, settings.value(Settings.KAFKA_RETENTION)));
        });
    }

    static BrokerKeeper watch(EmbeddedBroker running, BrokerSettings settings) {
        BrokerKeeper keeper = new BrokerKeeper(running, settings);
        keeper.thread.start();
        return keeper;
    }

    /** From now on it says why the broker is away, at each attempt, and with nothing that it runs again. */
    void tell(Consumer<Optional<WardflowException>> listener) {
        told = listener;
    }

    private void keep() {
        Duration pause = LOOK_EVERY;
        while (!stopped(pause)) {
            pause = look() ? LOOK_EVERY : RETRY_AFTER;
        }
    }

    /**
     * Whether the broker runs, if need be again. Whatever goes wrong is for the next look: this thread is the only one that starts it.
     * The broker is written in Scala, which throws checked exceptions that it does not declare.
     */
    private boolean look() {
        try {
            EmbeddedBroker running = broker;
            Optional<String> failure = running == null ? Optional.of("it did not start") : running.failure();
            if (failure.isPresent()) {
                LOG.log(Logger.Level.ERROR, "the broker has stopped, and is started again: " + failure.get());
                say(Optional.of(away(failure.get())));
                closeBroker();
                broker = EmbeddedBroker.start(settings);
                LOG.log(Logger.Level.INFO, "the broker runs again");
                say(Optional.empty());
            }
            return true;
        } catch (Exception e) {
            LOG.log(Logger.Level.ERROR, "the broker does not start; the next try is in " + RETRY_AFTER, e);
            return false;
        }
    }

    private void say(Optional<WardflowException> what) {
        try {
            told.accept(what);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "what the broker does could not be reported", e);
        }
    }

    private WardflowException away(String why) {
        return new WardflowException(
                ErrorCode.BROKER_FAILED,
                "The broker in this process has stopped, and is started again and again",
                why,
                "free some space, or check the disk, under " + settings.data()
                        + "; it goes on by itself, and what it has not acknowledged is the producers' to send again");
    }

    private boolean stopped(Duration pause) {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void closeBroker() {
        EmbeddedBroker running = broker;
        broker = null;
        if (running != null) {
            running.close();
        }
    }

    /** Ends the watch and the broker. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(EmbeddedBroker.STOP_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeBroker();
    }
}
