package org.wardflow.ingest.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.internal.LogMarks;
import org.wardflow.ingest.internal.Offsets;
import org.wardflow.ingest.kafka.internal.LogRange;
import org.wardflow.ingest.kafka.internal.Skips;
import org.wardflow.ingest.kafka.internal.TopicPosition;
import org.wardflow.ingest.kafka.internal.TopicReader;
import org.wardflow.ingest.kafka.internal.TopicSource;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.TableName;

/** The topics that a content names: where each partition stands, and decisions to read one on from elsewhere. */
public final class KafkaTopics {
    private static final BatchLimits LOOK_ONLY = new BatchLimits(1, 1);

    private KafkaTopics() {}

    /**
     * Where each partition stands, by bronze and by the brokers.
     *
     * @param bronze the latest version of a table; empty if it was never made
     * @param limit how long to ask the brokers
     * @return empty if they do not answer
     */
    public static Optional<TopicStates> states(
            Content content,
            Function<TableName, Optional<Snapshot>> bronze,
            KafkaSettings settings,
            Duration limit,
            Clock clock) {
        Map<String, TopicPosition> positions = positions(content, bronze);
        try (TopicReader reader = TopicReader.open(settings, positions, LOOK_ONLY, clock)) {
            return reader.check(limit) ? Optional.of(states(positions.keySet(), reader)) : Optional.empty();
        }
    }

    private static TopicStates states(Set<String> topics, TopicReader reader) {
        List<PartitionState> partitions = topics.stream()
                .sorted()
                .flatMap(topic -> reader.states(topic).stream())
                .toList();
        SortedMap<String, Stall.Cause> without = new TreeMap<>(reader.lacking());
        partitions.forEach(state -> without.remove(state.topic()));
        return new TopicStates(partitions, without);
    }

    /** Where each partition stands by bronze alone. */
    public static List<PartitionState> stored(Content content, Function<TableName, Optional<Snapshot>> bronze) {
        List<PartitionState> states = new ArrayList<>();
        new TreeMap<>(positions(content, bronze))
                .forEach((topic, position) -> new TreeMap<>(position.next())
                        .forEach((partition, next) -> states.add(
                                PartitionState.unseen(topic, partition, OptionalLong.of(next), Optional.empty()))));
        return states;
    }

    /** The decisions of all topics, oldest first. */
    public static List<Skip> skips(Content content, Function<TableName, Optional<Snapshot>> bronze) {
        return KafkaSource.topics(content).values().stream()
                .flatMap(table -> bronze.apply(table).stream())
                .flatMap(snapshot -> skips(snapshot).stream())
                .sorted(Comparator.comparing(Skip::at))
                .toList();
    }

    /** The decisions that one bronze table remembers, oldest first. */
    public static List<Skip> skips(Snapshot bronze) {
        return Skips.of(bronze).all();
    }

    private static Map<String, TopicPosition> positions(
            Content content, Function<TableName, Optional<Snapshot>> bronze) {
        Map<String, TopicPosition> positions = new HashMap<>();
        KafkaSource.topics(content)
                .forEach((topic, table) -> positions.put(topic, position(topic, bronze.apply(table))));
        return positions;
    }

    private static TopicPosition position(String topic, Optional<Snapshot> bronze) {
        String name = TopicSource.name(topic);
        return new TopicPosition(
                bronze.map(table -> Offsets.of(table).bySource().getOrDefault(name, Map.of()))
                        .orElse(Map.of()),
                bronze.map(table -> LogMarks.of(table).bySource().getOrDefault(name, Map.of()))
                        .orElse(Map.of()));
    }

    /**
     * Reads a partition on from elsewhere: commits the position, and the decision beside it. A source that is open has to be opened
     * anew. Throws SOURCE_UNKNOWN, SOURCE_UNREACHABLE, or USAGE for an offset that is not in the log, and without one if the
     * partition does not stand still.
     *
     * @param by who decides
     * @param limit how long to ask the brokers
     */
    public static Skip skip(
            Pipeline pipeline, KafkaSettings settings, SkipOrder order, String by, Duration limit, Clock clock) {
        String topic = order.topic();
        TableName table = KafkaSource.topics(pipeline.content()).get(topic);
        if (table == null) {
            throw unknown(
                    topic,
                    String.join(", ", KafkaSource.topics(pipeline.content()).keySet()));
        }
        Snapshot bronze = pipeline.table(table).latest();
        TopicPosition position = position(topic, Optional.of(bronze));
        try (TopicReader reader = TopicReader.open(settings, Map.of(topic, position), LOOK_ONLY, clock)) {
            if (!reader.check(limit)) {
                throw unanswered(settings, limit);
            }
            List<PartitionState> states = reader.states(topic).stream()
                    .filter(known -> reader.range(topic, known.partition()).isPresent())
                    .toList();
            PartitionState state = states.stream()
                    .filter(known -> known.partition() == order.partition())
                    .findFirst()
                    .orElseThrow(() -> unknown(
                            topic + ", partition " + order.partition(),
                            states.stream()
                                    .map(known -> String.valueOf(known.partition()))
                                    .collect(Collectors.joining(", ", "partitions ", ""))));
            LogRange range = reader.range(topic, order.partition()).orElseThrow();
            Skip skip = decide(order, state, range, by, clock);
            commit(pipeline, table, bronze, skip, new LogMark(range.topicId(), null));
            return skip;
        }
    }

    /** That nothing is skipped, since nobody says where the logs stand. */
    public static WardflowException unanswered(KafkaSettings settings, Duration limit) {
        return new WardflowException(
                ErrorCode.SOURCE_UNREACHABLE,
                "Nothing is skipped: the Kafka brokers do not answer",
                "no answer within " + limit.toSeconds() + " s from " + settings.bootstrapServers(),
                "start them, or correct kafka.bootstrap-servers in wardflow.yaml");
    }

    /** What to do. */
    private static Skip decide(SkipOrder order, PartitionState state, LogRange range, String by, Clock clock) {
        if (order.to().isEmpty() && state.gap().isEmpty()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "Topic %s, partition %s does not stand still".formatted(order.topic(), order.partition()),
                    "the next offset, %s, is there".formatted(state.next().orElse(0)),
                    "name an offset with --to if records are to be left out, or read again, all the same");
        }
        long to = order.to().orElseGet(() -> state.gap().map(Gap::resume).orElseThrow());
        if (to < range.oldest() || to > range.end()) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "Topic %s, partition %s has no offset %s".formatted(order.topic(), order.partition(), to),
                    "%s to %s".formatted(range.oldest(), range.end()),
                    "name one of these");
        }
        return new Skip(
                order.topic(),
                order.partition(),
                state.next().orElse(range.oldest()),
                to,
                clock.instant().toString(),
                by,
                state.gap().map(gap -> gap.cause().text()).orElse("chosen"));
    }

    private static void commit(Pipeline pipeline, TableName table, Snapshot bronze, Skip skip, LogMark mark) {
        String source = TopicSource.name(skip.topic());
        Offsets offsets = Offsets.of(bronze);
        Map<Integer, Long> next = new TreeMap<>(offsets.bySource().getOrDefault(source, Map.of()));
        next.put(skip.partition(), skip.to());
        Snapshot unused = pipeline.appendBronze(
                table,
                List.of(),
                Map.of(
                        Offsets.DOMAIN,
                        offsets.with(source, next).toJson(),
                        LogMarks.DOMAIN,
                        LogMarks.of(bronze)
                                .with(source, Map.of(skip.partition(), mark))
                                .toJson(),
                        Skips.DOMAIN,
                        Skips.of(bronze).with(skip).toJson()));
    }

    private static WardflowException unknown(String what, String known) {
        return new WardflowException(
                ErrorCode.SOURCE_UNKNOWN, "There is no topic " + what, known, "./wardflow source list shows them");
    }
}
