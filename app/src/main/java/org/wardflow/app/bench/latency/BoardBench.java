package org.wardflow.app.bench.latency;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.wardflow.app.bench.Machine;
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
import org.wardflow.server.site.Site;
import org.wardflow.warehouse.Publication;

/**
 * From the log to the number on a screen: broker, pipeline, PostgreSQL and pages in this process, a producer in another, and
 * streams of the board that note when they hear of a version. Then what streams cost that only wait.
 */
public final class BoardBench {
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofSeconds(15);
    private static final long LOG_BYTES = 8L << 30;

    /** Below the requests of one session a minute. */
    private static final int STREAMS_A_SESSION = 400;

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
                        watch(server, producer, live, warehouse, load, streams, brokers, topics);
                        if (idle > 0) {
                            idle(server, idle);
                        }
                        scripts(server);
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
            String brokers,
            Collection<String> topics)
            throws IOException, InterruptedException {
        Viewers viewers = new Viewers(link(server));
        NavigableMap<Instant, Publication> publications = new ConcurrentSkipListMap<>();
        warehouse.listen(publication -> publications.put(CLOCK.instant(), publication));
        viewers.watch(streams, CLOCK);
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
                        && viewers.streams().stream()
                                .allMatch(stream -> !stream.heard().isEmpty()
                                        && stream.heard().lastKey() >= warehouse.published()));
        LogTimes times = LogTimes.read(brokers, topics);
        List<Latencies> each = new ArrayList<>();
        for (Viewers.Stream stream : viewers.streams()) {
            each.add(times.latencies(shown(stream.heard()), from.toEpochMilli(), to.toEpochMilli()));
        }
        each.sort(Comparator.comparingInt(latencies -> latencies.at(0.99)));
        NavigableMap<Long, Instant> versions = new TreeMap<>();
        publications.forEach((at, publication) -> versions.putIfAbsent(publication.cycle(), at));
        say("from the log to gold:       " + times.latencies(gold, from.toEpochMilli(), to.toEpochMilli()));
        say("from the log to PostgreSQL: " + times.latencies(shown(versions), from.toEpochMilli(), to.toEpochMilli()));
        say("from the log to a stream:   " + each.get(each.size() / 2) + ", in the middle one of the streams");
        say("                            " + each.get(each.size() - 1) + ", in the slowest one");
        Coverage.Budget budget = gold.between(from, to);
        say("%s cycles, %s ms each on average"
                .formatted(
                        Cells.count(budget.cycles()),
                        Cells.count(budget.took().toMillis() / Math.max(1, budget.cycles()))));
        published(List.copyOf(publications.subMap(from, to).values()), Duration.between(from, to));
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

    private void idle(WebServer server, int count) throws IOException, InterruptedException {
        long heap = heap();
        int watching = open(server);
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        try (IdleStreams streams = new IdleStreams()) {
            for (int left = count; left > 0; left -= STREAMS_A_SESSION) {
                streams.open(
                        server.address().getPort(),
                        new Viewers(link(server)).session(),
                        Math.min(left, STREAMS_A_SESSION));
            }
            streams.begin();
            await("idle streams", DRAIN_MAX, () -> open(server) >= watching + count);
            TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
            // The thread that reads them is the benchmark's own.
            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads - 1;
            say("%s idle streams more: %s threads more, %s kB of heap for each, with the sockets of the benchmark"
                    .formatted(
                            Cells.count(open(server) - watching),
                            more,
                            Cells.decimal((heap() - heap) / 1e3 / count, 1)));
        }
    }

    private static int open(WebServer server) {
        Matcher open = Pattern.compile("(?m)^wardflow_event_streams (\\d+)$").matcher(server.metrics());
        return open.find() ? Integer.parseInt(open.group(1)) : 0;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void scripts(WebServer server) throws IOException, InterruptedException {
        Viewers browser = new Viewers(link(server));
        String page = browser.get("/", HttpResponse.BodyHandlers.ofString());
        Matcher folder = Pattern.compile("\"(/web/[^/]+/)app.js\"").matcher(page);
        if (!folder.find()) {
            throw new IllegalStateException("the page names no script");
        }
        long plain = 0;
        long compressed = 0;
        for (String file : Site.FILES) {
            if (file.endsWith(".js")) {
                String address = folder.group(1) + file;
                plain += browser.get(address, HttpResponse.BodyHandlers.ofByteArray()).length;
                compressed +=
                        browser.get(address, HttpResponse.BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip").length;
            }
        }
        say("script before the first chart: %s kB, %s kB as it is sent"
                .formatted(Cells.decimal(plain / 1e3, 1), Cells.decimal(compressed / 1e3, 1)));
    }

    private static URI link(WebServer server) {
        return server.unusedLink(ROLE).orElseThrow();
    }

    private static void await(String what, Duration limit, BooleanSupplier there) throws InterruptedException {
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
