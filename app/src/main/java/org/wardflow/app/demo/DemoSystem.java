package org.wardflow.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.control.ControlServer;
import org.wardflow.app.feed.KafkaFeed;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.warehouse.HomeWarehouse;
import org.wardflow.app.warehouse.LiveWarehouse;
import org.wardflow.app.web.Web;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.simulator.Simulation;
import org.wardflow.simulator.SimulationSpec;
import org.wardflow.warehouse.Warehouse;

/** What runs in the process of a demo: a broker, the hospitals that send to it, and the running system that reads from it. */
final class DemoSystem implements AutoCloseable {

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final Workspace workspace;
    private final Live live;
    private final SimulatedClock clock;
    private final Hospitals hospitals;
    private final ControlServer control;
    private boolean stopped;
    private volatile boolean historyIsIn;

    /**
     * Starts it, the broker beside the lake, since each takes seconds.
     *
     * @param workspace open for writing; it stays open
     * @param stop what a request to end the process calls
     * @param say takes what it waits for
     */
    DemoSystem(Workspace workspace, DemoState state, SimulatedClock clock, Runnable stop, Consumer<String> say) {
        this.workspace = workspace;
        this.clock = clock;
        boolean started = false;
        try {
            Set<String> topics = KafkaSource.topics(workspace.content()).keySet();
            CompletableFuture<EmbeddedBroker> starting = CompletableFuture.supplyAsync(() -> broker(workspace, topics));
            ends.push(() -> starting.thenAccept(EmbeddedBroker::close).join());
            takeExtracts(workspace, state.spec());
            KafkaSettings brokers = new KafkaSettings(join(starting).bootstrapServers(), Map.of());
            EmbeddedBroker broker = join(starting);
            KafkaFeed feed = KafkaFeed.open(brokers, () -> waits(broker, say));
            ends.push(feed::close);
            feed.lookUp(topics);
            hospitals = new Hospitals(workspace.home().folder(), state, feed, clock);
            FileQueue files = new FileQueue(workspace, FileQueue.LIMITS);
            live = Live.start(
                    workspace,
                    clock.withZone(ZoneOffset.UTC),
                    List.of(
                            KafkaSource.opener(
                                    workspace.engine()::open,
                                    brokers,
                                    workspace.payloads(),
                                    KafkaSource.LIMITS,
                                    workspace.clock()),
                            files));
            ends.push(() -> {
                boolean unused = stopLive();
            });
            SimulatedSender sender =
                    new SimulatedSender(KafkaFeed.open(brokers), topics, clock.withZone(ZoneOffset.UTC));
            ends.push(sender::close);
            control =
                    ControlServer.start(workspace, live, files, Optional.of(sender), brokers.bootstrapServers(), stop);
            ends.push(control::close);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private static EmbeddedBroker broker(Workspace workspace, Set<String> topics) {
        // Any free port: a demo is not to be in the way of what runs on the usual one.
        EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(
                workspace.home().broker(), 0, workspace.settings().value(Settings.KAFKA_RETENTION)));
        broker.createTopics(topics);
        return broker;
    }

    /** The broker is in this process, so it is there as long as nobody says otherwise: a machine that is busy is no reason to end. */
    private static void waits(EmbeddedBroker broker, Consumer<String> say) {
        broker.failure().ifPresent(failure -> {
            throw new WardflowException(
                    ErrorCode.BROKER_FAILED,
                    "The demo's broker has failed",
                    failure,
                    "look into logs/, then start the demo again: it goes on from here");
        });
        say.accept("Waiting for the broker of this process, %s s without an answer: the machine is busy."
                .formatted(KafkaFeed.ANSWER_MAX.toSeconds()));
    }

    private static EmbeddedBroker join(CompletableFuture<EmbeddedBroker> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Departments with their beds and doctors, as they are when the doors open. Known content is not taken in again. */
    private static void takeExtracts(Workspace workspace, SimulationSpec spec) {
        Simulation opening = new Simulation(spec);
        try (Pipeline pipeline = workspace.openPipeline()) {
            take(workspace, pipeline, "departments", opening.departmentsCsv(), spec.start());
            take(workspace, pipeline, "doctors", opening.doctorsCsv(), spec.start());
            // Cold, a cycle takes seconds: better now, while the broker starts, than when the first messages wait.
            var unused = pipeline.runCycle();
        }
    }

    private static void take(Workspace workspace, Pipeline pipeline, String name, String csv, Instant recordedAt) {
        try (Intake intake = Intake.of(workspace, pipeline, name)) {
            Path file = workspace.home().temporary().resolve(name + ".csv");
            Files.createDirectories(workspace.home().temporary());
            Files.write(file, csv.getBytes(StandardCharsets.UTF_8));
            var unused = intake.take(file, Optional.of(recordedAt), rows -> {});
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Live live() {
        return live;
    }

    /** Starts publication and the pages beside it, if the settings want them; they end with it. */
    Optional<Web> startPages(Consumer<Warehouse> opened, Consumer<List<String>> say) {
        if (!HomeWarehouse.isWanted(workspace.settings())) {
            return Optional.empty();
        }
        LiveWarehouse publication = LiveWarehouse.start(workspace, live, opened);
        ends.push(publication::close);
        Web web =
                Web.start(workspace, true, clock.withZone(ZoneOffset.UTC), () -> !historyIsIn, live, publication, say);
        control.alsoMeasure(web::metrics);
        ends.push(web::close);
        return Optional.of(web);
    }

    /** From here on it is the present that is sent. */
    void historyIsIn() {
        historyIsIn = true;
    }

    Hospitals hospitals() {
        return hospitals;
    }

    /** Ends the live thread; false if it works on, so that the workspace must stay open. */
    boolean stopLive() {
        stopped = stopped || live.stop(Live.STOP_LIMIT);
        return stopped;
    }

    /** Ends everything, last first. */
    @Override
    public void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
