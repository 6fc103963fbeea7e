package org.wardflow.ingest.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.BronzeSource;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.BronzeWriter;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.ingest.Source;
import org.wardflow.ingest.kafka.internal.Looks;
import org.wardflow.ingest.kafka.internal.TopicPosition;
import org.wardflow.ingest.kafka.internal.TopicReader;
import org.wardflow.ingest.kafka.internal.TopicSource;
import org.wardflow.lake.TableName;

/**
 * All topics that the content names, through one consumer, each into its bronze table. Where it goes on is told by bronze alone.
 * A partition whose log lacks the next record stands still, and so does a topic whose table is damaged; the others go on. Brokers
 * that do not answer are waited for.
 */
public final class KafkaSource implements LiveSource {
    /** What one poll takes in: short cycles when behind, and a heap that need not hold much. */
    public static final BatchLimits LIMITS = new BatchLimits(50_000, 32L << 20);

    /** Between two looks at a damaged table: it may have been restored. */
    static final Duration LOOK_AT_DAMAGE_EVERY = Duration.ofSeconds(10);

    private final SqlSession session;
    private final Function<Map<String, TopicPosition>, TopicReader> readers;
    private final PayloadStore payloads;
    private final SortedMap<String, BronzeWriter> writers;
    private final BatchLimits limits;
    private final Clock clock;
    private final SortedMap<String, TopicSource> topics = new TreeMap<>();
    private final SortedMap<String, WardflowException> damaged = new TreeMap<>();
    private TopicReader reader;
    private long looked;

    private KafkaSource(
            SqlSession session,
            Function<Map<String, TopicPosition>, TopicReader> readers,
            PayloadStore payloads,
            SortedMap<String, BronzeWriter> writers,
            BatchLimits limits,
            Clock clock) {
        this.session = session;
        this.readers = readers;
        this.payloads = payloads;
        this.writers = writers;
        this.limits = limits;
        this.clock = clock;
        this.reader = begin();
    }

    /**
     * Opens the topics at their committed positions. Brokers that do not answer are no error here; settings that the client refuses
     * are: SETTING_INVALID.
     *
     * @param session for the source alone, which closes it
     * @param payloads for those over the limit
     * @param limits of one poll
     * @param clock tells when records were taken in
     */
    public static KafkaSource open(
            Pipeline pipeline,
            SqlSession session,
            KafkaSettings settings,
            PayloadStore payloads,
            BatchLimits limits,
            Clock clock) {
        SortedMap<String, BronzeWriter> writers = new TreeMap<>();
        topics(pipeline.content())
                .forEach((topic, table) -> writers.put(topic, new BronzeWriter(pipeline, session, table)));
        return new KafkaSource(
                session,
                committed -> TopicReader.open(settings, committed, limits, clock),
                payloads,
                writers,
                limits,
                clock);
    }

    /** Reads every topic from where bronze stands; those whose table cannot tell are left out. */
    private TopicReader begin() {
        Map<String, TopicPosition> committed = new HashMap<>();
        damaged.clear();
        looked = WallClock.nanos();
        writers.forEach((topic, writer) -> {
            try {
                String name = TopicSource.name(topic);
                committed.put(topic, new TopicPosition(writer.position(name).orElse(Map.of()), writer.marks(name)));
            } catch (WardflowException e) {
                if (e.code() != ErrorCode.TABLE_CORRUPT) {
                    throw e;
                }
                damaged.put(topic, e);
            }
        });
        TopicReader opened = readers.apply(committed);
        topics.clear();
        committed.keySet().forEach(topic -> topics.put(topic, new TopicSource(opened, topic, payloads)));
        return opened;
    }

    private void beginAnew() {
        reader.close();
        reader = begin();
    }

    /** Opens it over each pipeline anew; see {@link #open}. */
    public static Opener opener(
            Supplier<SqlSession> sessions,
            KafkaSettings settings,
            PayloadStore payloads,
            BatchLimits limits,
            Clock clock) {
        return new Opener() {
            @Override
            public String name() {
                return "kafka";
            }

            @Override
            public LiveSource open(Pipeline pipeline) {
                return KafkaSource.open(pipeline, sessions.get(), settings, payloads, limits, clock);
            }
        };
    }

    /** By topic that a content names, the bronze table that it goes to. */
    public static SortedMap<String, TableName> topics(Content content) {
        SortedMap<String, TableName> topics = new TreeMap<>();
        content.contracts()
                .values()
                .forEach(contract -> contract.source()
                        .filter(source -> source.kind() == BronzeSource.Kind.TOPIC)
                        .ifPresent(source -> topics.put(source.name(), contract.table())));
        return topics;
    }

    @Override
    public List<Taken> poll(Duration wait) {
        if (!damaged.isEmpty() && WallClock.nanos() - looked > LOOK_AT_DAMAGE_EVERY.toNanos()) {
            lookAtDamage();
        }
        reader.poll(wait);
        List<Taken> taken = new ArrayList<>();
        boolean broke = false;
        for (Map.Entry<String, TopicSource> topic : topics.entrySet()) {
            try {
                take(topic.getKey(), topic.getValue()).ifPresent(taken::add);
            } catch (WardflowException e) {
                if (e.code() != ErrorCode.TABLE_CORRUPT) {
                    throw e;
                }
                broke = true;
            }
        }
        if (broke) {
            // What was fetched for the table would wait here for ever, and leave the others no room.
            beginAnew();
        } else if (!taken.isEmpty()) {
            reader.hint();
        }
        return taken;
    }

    private void lookAtDamage() {
        looked = WallClock.nanos();
        boolean mended = writers.entrySet().stream()
                .filter(writer -> damaged.containsKey(writer.getKey()))
                .anyMatch(writer -> isReadable(writer.getValue(), writer.getKey()));
        if (mended) {
            beginAnew();
        }
    }

    private static boolean isReadable(BronzeWriter writer, String topic) {
        try {
            var unused = writer.position(TopicSource.name(topic));
            return true;
        } catch (WardflowException e) {
            return false;
        }
    }

    /** A topic without a new record is committed too when a partition of it was found: where reading began must not be forgotten. */
    private Optional<Taken> take(String topic, TopicSource source) {
        BronzeWriter writer = writers.get(topic);
        if (writer == null || !source.hasWork()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Source.Batch batch = writer.append(source, limits, now, now);
        source.committed(batch.next());
        return batch.records() == 0
                ? Optional.empty()
                : Optional.of(new Taken(
                        source.name(),
                        batch.records(),
                        batch.bytes(),
                        source.oldest().orElse(now),
                        source.newest().orElse(now)));
    }

    @Override
    public List<Stream> streams() {
        List<Stream> streams = new ArrayList<>();
        Instant now = clock.instant();
        topics.forEach((topic, source) -> {
            List<PartitionState> states = reader.states(topic);
            streams.add(new Stream(
                    source.name(),
                    states.stream().mapToLong(state -> waiting(state, now)).sum(),
                    states.stream()
                            .filter(state -> state.lag().isPresent())
                            .map(PartitionState::partition)
                            .collect(Collectors.toSet())
                            .containsAll(source.committed().keySet()),
                    source.committed(),
                    states.stream().flatMap(state -> halt(state, now).stream()).toList()));
        });
        return streams;
    }

    /** What a transaction holds back that may end any moment is not counted: with some producers there is always one. */
    private static long waiting(PartitionState state, Instant now) {
        OptionalLong lag = state.lag();
        return lag.isEmpty() ? 0 : lag.getAsLong() - (isTold(state, now) ? 0 : state.withheld());
    }

    private static boolean isTold(PartitionState state, Instant now) {
        return state.stall().filter(stall -> stall.isTold(now)).isPresent();
    }

    private static Optional<Halt> halt(PartitionState state, Instant now) {
        return state.gap()
                .map(Gap::problem)
                .or(() -> state.stall().filter(stall -> stall.isTold(now)).map(stall -> stall.problem(state)))
                .map(problem -> new Halt(state.partition(), problem));
    }

    /** Where each partition found so far stands. */
    public List<PartitionState> partitions() {
        return topics.keySet().stream()
                .flatMap(topic -> reader.states(topic).stream())
                .toList();
    }

    /** Whether the brokers answer. */
    public Reach reach() {
        return reader.reach();
    }

    @Override
    public Optional<WardflowException> trouble() {
        Reach reach = reader.reach();
        if (!reach.answering()) {
            return Optional.of(new WardflowException(
                    ErrorCode.SOURCE_UNREACHABLE,
                    reach.isRefused()
                            ? "The Kafka brokers do not let this client in"
                            : "The Kafka brokers do not answer",
                    "%s, since %s"
                            .formatted(
                                    reach.why().orElse("?"),
                                    reach.since().map(String::valueOf).orElse("?")),
                    "check the brokers, kafka.bootstrap-servers and kafka.client in wardflow.yaml; reading goes on by itself,"
                            + " and nothing is lost that the brokers keep"));
        }
        List<WardflowException> troubles = new ArrayList<>();
        damage().ifPresent(troubles::add);
        refusal().ifPresent(troubles::add);
        return troubles.stream().reduce(KafkaSource::both);
    }

    private Optional<WardflowException> damage() {
        if (!damaged.isEmpty()) {
            WardflowException first = damaged.values().iterator().next();
            return Optional.of(new WardflowException(
                    first.code(),
                    "Nothing is taken in from topic " + String.join(", ", damaged.keySet())
                            + ": its table is damaged. The other topics go on",
                    first.found(),
                    first.fix(),
                    first));
        }
        return Optional.empty();
    }

    private Optional<WardflowException> refusal() {
        SortedMap<String, String> refused = reader.troubles();
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new WardflowException(
                ErrorCode.SOURCE_UNREACHABLE,
                "Topic %s may not be read".formatted(String.join(", ", refused.keySet())),
                String.join(", ", new TreeSet<>(refused.values())),
                "give this client the rights to describe and read it"));
    }

    /** Each has another remedy. */
    private static WardflowException both(WardflowException one, WardflowException other) {
        return new WardflowException(
                one.code(),
                one.what() + ". " + other.what(),
                one.found() + "; " + other.found(),
                one.fix() + "; and " + other.fix(),
                one);
    }

    @Override
    public Map<String, Map<Integer, Long>> ends(Duration limit) {
        Map<String, Map<Integer, Long>> ends = new HashMap<>();
        try {
            reader.ends(limit)
                    .forEach((key, end) -> ends.computeIfAbsent(TopicSource.name(key.topic()), name -> new HashMap<>())
                            .put(key.partition(), end));
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(e);
        } catch (ExecutionException | TimeoutException e) {
            throw unanswered(e);
        }
    }

    private static WardflowException unanswered(Exception e) {
        return new WardflowException(
                ErrorCode.SOURCE_UNREACHABLE,
                "The Kafka brokers do not say where their logs end",
                Looks.cause(e).getClass().getSimpleName(),
                "check the brokers, then try again");
    }

    @Override
    public void close() {
        reader.close();
        session.close();
    }
}
