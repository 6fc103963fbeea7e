package org.wardflow.app.up;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.WarehouseMode;
import org.wardflow.app.spark.SparkHome;
import org.wardflow.app.spark.SparkJob;
import org.wardflow.app.workspace.Brokers;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;

/**
 * What runs when Wardflow is up with its models on Spark: the broker in this process, unless the settings name others, and the job in one of
 * its own, which takes in the topics and has the lake. There is no inbox, no door and no publication.
 */
public final class SparkUp implements AutoCloseable {
    private final Brokers brokers;
    private final @Nullable BrokerKeeper keeper;
    private final SparkJob job;

    private SparkUp(Brokers brokers, @Nullable BrokerKeeper keeper, SparkJob job) {
        this.brokers = brokers;
        this.keeper = keeper;
        this.job = job;
    }

    /** Starts both; USAGE if the settings name a server to publish to. */
    public static SparkUp start(Home home, Settings settings, SparkHome spark, SparkJob.Order order) {
        if (settings.value(Settings.WAREHOUSE_MODE) == WarehouseMode.SERVER) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "up --engine spark does not publish to a warehouse, nor show the board",
                    Settings.WAREHOUSE_MODE.name() + " is server",
                    "./wardflow up publishes; or take it out of wardflow.yaml");
        }
        Content content = Workspace.content(home.folder());
        Brokers brokers = Brokers.open(home, settings, content);
        Optional<BrokerKeeper> keeper = BrokerKeeper.watch(brokers, home, settings);
        boolean started = false;
        try {
            SparkJob job = SparkJob.start(
                    spark,
                    order.with("--kafka", brokers.settings().bootstrapServers()),
                    brokers.settings().client());
            started = true;
            return new SparkUp(brokers, keeper.orElse(null), job);
        } finally {
            if (!started) {
                keeper.ifPresentOrElse(BrokerKeeper::close, brokers::close);
            }
        }
    }

    /** Where producers send to. */
    public String bootstrapServers() {
        return brokers.settings().bootstrapServers();
    }

    /** Follows the job to its end; its exit code. */
    public int follow(Consumer<List<String>> lines) {
        return job.follow(lines);
    }

    /** Asks the job to end after the cycle in hand. */
    public void stop() {
        job.stop();
    }

    /** Ends the broker. */
    @Override
    public void close() {
        job.stop();
        if (keeper == null) {
            brokers.close();
        } else {
            keeper.close();
        }
    }
}
