package org.wardflow.app.up;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.control.ControlServer;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.inbox.Inbox;
import org.wardflow.app.live.Live;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.warehouse.HomeWarehouse;
import org.wardflow.app.warehouse.LiveWarehouse;
import org.wardflow.app.watch.Watch;
import org.wardflow.app.web.Web;
import org.wardflow.app.workspace.Brokers;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.SteadyClock;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;

/** All that runs in one process, started in order and ended in the opposite one. */
public final class Running {
    private static final String BROKER = "broker";

    private final List<Runnable> ends = new ArrayList<>();
    private final Live live;
    private final ControlServer control;
    private final Workspace workspace;
    private final Optional<String> bootstrapServers;
    private Optional<BrokerKeeper> keeper = Optional.empty();
    private Optional<LiveWarehouse> warehouse = Optional.empty();

    /**
     * Starts everything; throws what a part of it throws, after ending the others.
     *
     * @param workspace open for writing; it stays open
     * @param kafka whether to read topics, from the brokers of the settings or from one in this process
     * @param stop what a request to end the process calls
     */
    public Running(Workspace workspace, boolean kafka, Runnable stop) {
        this.workspace = workspace;
        boolean started = false;
        Live begun = null;
        try {
            Optional<KafkaSettings> brokers = kafka ? Optional.of(brokers(workspace)) : Optional.empty();
            bootstrapServers = brokers.map(KafkaSettings::bootstrapServers);
            Set<String> topics = KafkaSource.topics(workspace.content()).keySet();
            FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
            List<LiveSource.Opener> sources = new ArrayList<>();
            brokers.ifPresent(settings -> sources.add(KafkaSource.opener(
                    workspace.engine()::open, settings, workspace.payloads(), KafkaSource.LIMITS, workspace.clock())));
            sources.add(files);
            Live running = Live.start(workspace, SteadyClock.over(workspace.clock()), sources);
            begun = running;
            live = running;
            keeper.ifPresent(watching -> watching.tell(away -> away.ifPresentOrElse(
                    why -> running.failed(Problem.Kind.SOURCE, BROKER, why),
                    () -> running.solved(Problem.Kind.SOURCE, BROKER))));
            Watch watch = Watch.over(workspace, problems -> running.found(Watch.FINDS, problems));
            ends.add(watch::close);
            live.listen(watch);
            if (HomeWarehouse.isWanted(workspace.settings())) {
                LiveWarehouse publication = LiveWarehouse.start(workspace, live, opened -> {});
                ends.add(publication::close);
                warehouse = Optional.of(publication);
            }
            Inbox inbox = Inbox.watch(workspace.home().inbox(), Intake.names(workspace.content()), files);
            ends.add(inbox::close);
            Optional<KafkaSender> sender = brokers.map(settings -> new KafkaSender(settings, topics));
            sender.ifPresent(open -> ends.add(open::close));
            control = ControlServer.start(
                    workspace, live, files, sender.map(open -> open), bootstrapServers.orElse(""), stop);
            ends.add(control::close);
            started = true;
        } finally {
            if (!started) {
                if (begun != null) {
                    boolean unused = begun.stop(Live.STOP_LIMIT);
                }
                end();
            }
        }
    }

    private KafkaSettings brokers(Workspace workspace) {
        Brokers brokers = Brokers.open(workspace);
        keeper = BrokerKeeper.watch(brokers, workspace.home(), workspace.settings());
        keeper.ifPresent(watching -> ends.add(watching::close));
        return brokers.settings();
    }

    /** The live thread and what it knows. */
    public Live live() {
        return live;
    }

    /** The door. */
    public ControlServer control() {
        return control;
    }

    /** Starts the pages beside it, if there is a warehouse to show; they end with it. */
    public void startPages(Consumer<List<String>> say) {
        warehouse.ifPresent(publication -> {
            Web web = Web.start(workspace, false, workspace.clock(), () -> false, live, publication, say);
            control.alsoMeasure(web::metrics);
            ends.add(web::close);
        });
    }

    /** Publication, if the settings want it. */
    public Optional<LiveWarehouse> warehouse() {
        return warehouse;
    }

    /** Where producers send to; empty if topics are not read. */
    public Optional<String> bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Ends everything: the batch in hand first, then what brought it.
     *
     * @param limit for the live thread; the rest takes up to {@link EmbeddedBroker#STOP_MAX} more
     * @return false if the live thread works on: the workspace must not be closed then, the process ended instead
     */
    public boolean stop(Duration limit) {
        boolean stopped = live.stop(limit);
        end();
        return stopped;
    }

    private void end() {
        for (int i = ends.size() - 1; i >= 0; i--) {
            ends.get(i).run();
        }
        ends.clear();
    }
}
