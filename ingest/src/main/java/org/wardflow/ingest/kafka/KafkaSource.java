package org.wardflow.ingest.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.wardflow.core.ErrorCode;
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
 * A partition whose log lacks the next record stands still, and the others go on. Brokers that do not answer are waited for.
 */
public final class KafkaSource implements LiveSource {
    /** What one poll takes in: short cycles when behind, and a heap that need not hold much. */
    public static final BatchLimits LIMITS = new BatchLimits(50_000, 32L << 20);

    private final SqlSession session;
    private final TopicReader reader;
    private final SortedMap<String, Topic> topics;
    private final BatchLimits limits;
    private final Clock clock;

    private KafkaSource(
            SqlSession session, TopicReader reader, SortedMap<String, Topic> topics, BatchLimits limits, Clock clock) {
        this.session = session;
        this.reader = reader;
        this.topics = topics;
        this.limits = limits;
        this.clock = clock;
    }

    /** A topic and the table it goes to. */
    private record Topic(TopicSource source, BronzeWriter writer) {}

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
        Map<String, BronzeWriter> writers = new HashMap<>();
        Map<String, TopicPosition> committed = new HashMap<>();
        topics(pipeline.content()).forEach((topic, table) -> {
            BronzeWriter writer = new BronzeWriter(pipeline, session, table);
            String name = TopicSource.name(topic);
            writers.put(topic, writer);
            committed.put(topic, new TopicPosition(writer.position(name).orElse(Map.of()), writer.marks(name)));
        });
        TopicReader reader = TopicReader.open(settings, committed, limits, clock);
        SortedMap<String, Topic> topics = new TreeMap<>();
        writers.forEach(
                (topic, writer) -> topics.put(topic, new Topic(new TopicSource(reader, topic, payloads), writer)));
        return new KafkaSource(session, reader, topics, limits, clock);
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
        reader.poll(wait);
        List<Taken> taken = new ArrayList<>();
        topics.values().forEach(topic -> take(topic).ifPresent(taken::add));
        if (!taken.isEmpty()) {
            reader.hint();
        }
        return taken;
    }

    /** A topic without a new record is committed too when a partition of it was found: where reading began must not be forgotten. */
    private Optional<Taken> take(Topic topic) {
        TopicSource source = topic.source();
        if (!source.hasWork()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Source.Batch batch = topic.writer().append(source, limits, now, now);
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
        topics.forEach((topic, parts) -> {
            List<PartitionState> states = reader.states(topic);
            streams.add(new Stream(
                    parts.source().name(),
                    states.stream()
                            .map(PartitionState::lag)
                            .mapToLong(lag -> lag.orElse(0))
                            .sum(),
                    parts.source().committed(),
                    states.stream()
                            .flatMap(state -> state.gap().stream())
                            .map(gap -> new Halt(gap.partition(), gap.problem()))
                            .toList()));
        });
        return streams;
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
        return reader.troubles().entrySet().stream()
                .findFirst()
                .map(trouble -> new WardflowException(
                        ErrorCode.SOURCE_UNREACHABLE,
                        "Topic %s may not be read".formatted(trouble.getKey()),
                        trouble.getValue(),
                        "give this client the rights to describe and read it"));
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
