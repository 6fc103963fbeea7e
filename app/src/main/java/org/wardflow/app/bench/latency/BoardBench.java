package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.wardflow.app.bench.Machine;
import org.wardflow.app.bench.Yardstick;
import org.wardflow.app.broker.BrokerSettings;
import org.wardflow.app.broker.EmbeddedBroker;
import org.wardflow.app.home.Home;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.app.warehouse.LiveWarehouse;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.KafkaSource;
import org.wardflow.server.WebServer;
import org.wardflow.server.WebSettings;
import org.wardflow.server.WebSources;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Steward;
import org.wardflow.server.stream.Hub;
import org.wardflow.warehouse.Publication;

/**
 * From the log to the number on a screen: broker, pipeline, PostgreSQL and pages in this process, a producer in another,
 * streams of the board that note when they hear of a version, and a browser, where there is one, that notes when it has drawn
 * it. Then what streams cost that only wait.
 */
public final class BoardBench {
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
    private static final long LOG_BYTES = 8L << 30;
    private static final int LOADS = 11;

    private static final Clock CLOCK = WallClock.utc();
    private static final String ROLE = "bed_manager";

    private final Terminal terminal;
    private final Settings settings;
    private final NavigableMap<Long, Map<String, Map<Integer, Long>>> manifests = new ConcurrentSkipListMap<>();
    private final Coverage gold = new Coverage();

    /** Prints to the terminal; the engine has the memory and threads of the settings. */
    public BoardBench(Terminal terminal, Settings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    /**
     * Measures in an empty folder, and leaves its files there.
     *
     * @param streams that watch while messages come
     * @param idle streams that are opened afterwards
     */
    public void run(Path folder, Load load, int streams, int idle) throws IOException, InterruptedException {
        say("on " + Machine.describe());
        say(Yardstick.measure().words());
        say(
                "7 hospitals, %s messages/s, measured for %s s after %s s, %s streams of the board; all but the producer in this process"
                        .formatted(
                                Cells.count(load.rate()),
                                load.measured().toSeconds(),
                                load.warmUp().toSeconds(),
                                Cells.count(streams)));
        Home home = Home.openOrCreate(folder.resolve("home"), CLOCK);
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder.resolve("broker"), 0, LOG_BYTES));
                Workspace workspace = Workspace.forWriting(home, settings, CLOCK)) {
            Collection<String> topics = KafkaSource.topics(workspace.content()).keySet();
            broker.createTopics(topics);
            Instant start = load.start(CLOCK.instant());
            Instant reached = History.load(terminal, workspace, folder, start, load.history());
            String brokers = broker.bootstrapServers();
            try (ProducerProcess producer =
                    ProducerProcess.start(brokers, "", start, load.history(), load.backlog(), load.rate())) {
                producer.awaitBacklog();
                Clock hours = new HeldClock(reached).withZone(ZoneOffset.UTC);
                Live live = Live.start(
                        workspace,
                        hours,
                        List.of(KafkaSource.opener(
                                () -> workspace.engine().open(),
                                new KafkaSettings(brokers, Map.of()),
                                workspace.payloads(),
                                KafkaSource.LIMITS,
                                CLOCK)));
                live.listen(this::note);
                live.listen(gold);
                try (LiveWarehouse warehouse = LiveWarehouse.start(workspace, live, opened -> {})) {
                    await("the warehouse", START_MAX, () -> warehouse.published() > 0);
                    try (WebServer server = pages(folder, workspace, live, warehouse, producer, reached)) {
                        Optional<Screen> screen = Screen.open(link(server), folder.resolve("browser"));
                        try {
                            screen.ifPresentOrElse(
                                    this::firstPage, () -> say("no Chromium here: no screen was looked at"));
                            watch(server, producer, live, warehouse, load, streams, screen, brokers, topics);
                        } finally {
                            screen.ifPresent(Screen::close);
                        }
                        PageCosts costs = new PageCosts(terminal, server);
                        if (idle > 0) {
                            costs.idle(idle);
                        }
                        costs.scripts();
                    }
                } finally {
                    boolean unused = live.stop(DRAIN_MAX);
                }
            }
        }
    }

    private void note(LiveState state) {
        if (state.manifest() > 0) {
            var unused = manifests.putIfAbsent(state.manifest(), state.inGold());
        }
    }

    private static WebServer pages(
            Path folder,
            Workspace workspace,
            Live live,
            LiveWarehouse warehouse,
            ProducerProcess producer,
            Instant reached) {
        WebSettings web = new WebSettings(
                InetAddress.getLoopbackAddress(),
                0,
                Optional.empty(),
                folder.resolve("web"),
                true,
                Optional.empty(),
                CLOCK);
        return WebServer.start(
                web,
                new WebSources(
                        workspace.content(),
                        warehouse::warehouse,
                        warehouse::published,
                        () -> producer.instant().isAfter(reached) ? producer.instant() : reached,
                        () -> feed(live.state()),
                        (decision, rule, messages, by, reason) -> new Steward.Outcome(0, List.of()),
                        List.of()));
    }

    private static Feed feed(LiveState state) {
        return Feed.running(
                state.at(), state.manifest(), state.goldAge(state.at()).toMillis());
    }

    private void watch(
            WebServer server,
            ProducerProcess producer,
            Live live,
            LiveWarehouse warehouse,
            Load load,
            int streams,
            Optional<Screen> screen,
            String brokers,
            Collection<String> topics)
            throws IOException, InterruptedException {
        NavigableMap<Instant, Publication> publications = new ConcurrentSkipListMap<>();
        warehouse.listen(publication -> publications.put(CLOCK.instant(), publication));
        List<Viewers> viewers = viewers(server, streams);
        producer.pace();
        TimeUnit.MILLISECONDS.sleep(load.warmUp().toMillis());
        Instant from = CLOCK.instant();
        TimeUnit.MILLISECONDS.sleep(load.measured().toMillis());
        Instant to = CLOCK.instant();
        producer.finish();
        Live.Drained unused = live.drain(DRAIN_MAX);
        await(
                "the streams",
                DRAIN_MAX,
                () -> warehouse.published() >= live.state().manifest()
                        && viewers.stream()
                                .flatMap(viewer -> viewer.streams().stream())
                                .allMatch(stream -> !stream.heard().isEmpty()
                                        && stream.heard().lastKey() >= warehouse.published())
                        && screen.stream().allMatch(open -> open.drawn().lastKey() >= warehouse.published()));
        LogTimes times = LogTimes.read(brokers, topics);
        List<Latencies> each = new ArrayList<>();
        for (Viewers viewer : viewers) {
            for (Viewers.Stream stream : viewer.streams()) {
                each.add(times.latencies(shown(stream.heard()), from.toEpochMilli(), to.toEpochMilli()));
            }
        }
        each.sort(Comparator.comparingInt(latencies -> latencies.at(0.99)));
        NavigableMap<Long, Instant> versions = new TreeMap<>();
        publications.forEach((at, publication) -> versions.putIfAbsent(publication.cycle(), at));
        say("from the log to gold:       " + times.latencies(gold, from.toEpochMilli(), to.toEpochMilli()));
        say("from the log to PostgreSQL: " + times.latencies(shown(versions), from.toEpochMilli(), to.toEpochMilli()));
        say("from the log to a stream:   " + each.get(each.size() / 2) + ", in the middle one of the streams");
        say("                            " + each.get(each.size() - 1) + ", in the slowest one");
        screen.ifPresent(open -> say("from the log to a screen:   "
                + times.latencies(shown(open.drawn()), from.toEpochMilli(), to.toEpochMilli())
                + ", drawn by a browser beside the streams"));
        Coverage.Budget budget = gold.between(from, to);
        say("%s cycles, %s ms each on average"
                .formatted(
                        Cells.count(budget.cycles()),
                        Cells.count(budget.took().toMillis() / Math.max(1, budget.cycles()))));
        published(List.copyOf(publications.subMap(from, to).values()), Duration.between(from, to));
    }

    /** Enough to watch so many streams. */
    private static List<Viewers> viewers(WebServer server, int streams) throws IOException, InterruptedException {
        List<Viewers> viewers = new ArrayList<>();
        for (int left = streams; left > 0; left -= Hub.OF_ONE_MAX) {
            Viewers some = new Viewers(link(server));
            some.watch(Math.min(left, Hub.OF_ONE_MAX), CLOCK);
            viewers.add(some);
        }
        return viewers;
    }

    private void firstPage(Screen screen) {
        long[] millis =
                LongStream.range(0, LOADS).map(i -> screen.load()).sorted().toArray();
        say(
                "the board in a browser, from its address to its numbers, %s times before the messages: median %s ms, longest %s ms"
                        .formatted(LOADS, Cells.count(millis[LOADS / 2]), Cells.count(millis[LOADS - 1])));
    }

    /** What somebody had who had versions at these instants. */
    private Coverage shown(NavigableMap<Long, Instant> versions) {
        Coverage shown = new Coverage();
        versions.forEach((version, at) -> {
            var offsets = manifests.floorEntry(version);
            if (offsets != null) {
                shown.covered(at, offsets.getValue());
            }
        });
        return shown;
    }

    /** What bringing gold into PostgreSQL took, within the latencies above. */
    private void published(List<Publication> publications, Duration time) {
        if (publications.isEmpty()) {
            say("nothing was published to PostgreSQL meanwhile");
            return;
        }
        long[] millis = publications.stream()
                .mapToLong(publication -> publication.took().toMillis())
                .sorted()
                .toArray();
        long rows = publications.stream()
                .mapToLong(publication -> publication.deleted() + publication.written())
                .sum();
        say("published to PostgreSQL %s times: p50 %s ms, p99 %s ms, %s rows each on average, %s %% of the time"
                .formatted(
                        Cells.count(millis.length),
                        Cells.count(millis[millis.length / 2]),
                        Cells.count(millis[millis.length * 99 / 100]),
                        Cells.count(rows / millis.length),
                        Cells.decimal(100.0 * LongStream.of(millis).sum() / time.toMillis(), 0)));
    }

    static URI link(WebServer server) {
        return server.unusedLink(ROLE).orElseThrow();
    }

    static void await(String what, Duration limit, BooleanSupplier there) throws InterruptedException {
        long end = WallClock.nanos() + limit.toNanos();
        while (!there.getAsBoolean()) {
            if (WallClock.nanos() - end > 0) {
                throw new IllegalStateException(what + " did not come within " + limit);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
