package org.wardflow.ingest.kafka.internal;

import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.kafka.PartitionState;
import org.wardflow.ingest.kafka.Stall;

/** All partitions that bronze or a look knows, and how each stands. Used by one thread. */
final class Partitions {
    /** As people are told of them. */
    static final Comparator<TopicPartition> IN_ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private static final TopicPosition NOWHERE = new TopicPosition(Map.of(), Map.of());

    private final Map<String, TopicPosition> committed;
    private final Clock clock;
    private final SortedMap<TopicPartition, PartitionLog> logs = new TreeMap<>(IN_ORDER);
    private final Stalls stalls = new Stalls();

    /**
     * @param committed by topic, where bronze stands
     * @param clock tells since when nothing comes of one
     */
    Partitions(Map<String, TopicPosition> committed, Clock clock) {
        this.committed = Map.copyOf(committed);
        this.clock = clock;
    }

    /** Those that a look has found. */
    Collection<PartitionLog> all() {
        return logs.values();
    }

    /** Those of one topic. */
    List<PartitionLog> logs(String topic) {
        return logs.values().stream()
                .filter(log -> log.key().topic().equals(topic))
                .toList();
    }

    Optional<PartitionLog> log(TopicPartition key) {
        return Optional.ofNullable(logs.get(key));
    }

    /** By partition, where bronze stood at the start. */
    Map<Integer, Long> committed(String topic) {
        return committed.getOrDefault(topic, NOWHERE).next();
    }

    long waitingRows() {
        return logs.values().stream().mapToLong(PartitionLog::waiting).sum();
    }

    long waitingBytes() {
        return logs.values().stream().mapToLong(PartitionLog::waitingBytes).sum();
    }

    /** Takes a look: adds what it found for the first time. */
    void seen(Look look) {
        Set<String> begun = begun();
        look.partitions().forEach((key, range) -> {
            PartitionLog log = logs.get(key);
            if (log == null) {
                logs.put(key, begin(key, range, begun.contains(key.topic())));
            } else {
                log.seen(range);
            }
        });
    }

    /** The topics of which a partition was found before. */
    private Set<String> begun() {
        Set<String> begun = new HashSet<>();
        committed.forEach((topic, stored) -> {
            if (!stored.next().isEmpty()) {
                begun.add(topic);
            }
        });
        logs.keySet().forEach(key -> begun.add(key.topic()));
        return begun;
    }

    /**
     * What a topic had lost when it was first seen nobody was to read. Of a partition that it got since, all was: what its log lacks
     * of that is a gap.
     */
    private PartitionLog begin(TopicPartition key, LogRange range, boolean begun) {
        TopicPosition stored = committed.getOrDefault(key.topic(), NOWHERE);
        Long next = stored.next().get(key.partition());
        if (next == null) {
            long first = begun ? 0 : range.oldest();
            return new PartitionLog(key, first, new LogMark(range.topicId(), null), range);
        }
        LogMark mark = stored.mark(key.partition());
        return new PartitionLog(
                key, next, mark.id() == null ? new LogMark(range.topicId(), mark.epoch()) : mark, range);
    }

    /**
     * Judges by the same look of which nothing comes.
     *
     * @param refused topics that may be described and not read
     */
    void judged(Look look, Set<String> refused) {
        Map<TopicPartition, Optional<PartitionLog>> known = new HashMap<>();
        committed.forEach((topic, stored) -> stored.next()
                .keySet()
                .forEach(partition -> known.put(new TopicPartition(topic, partition), Optional.empty())));
        logs.forEach((key, log) -> known.put(key, Optional.of(log)));
        stalls.seen(look, refused, known, clock.instant());
    }

    /** Whether nobody can wait until it is read to its end: it stands still, or nothing comes of it for long. */
    boolean isLeftOut(TopicPartition key) {
        return log(key).flatMap(PartitionLog::gap).isPresent()
                || stalls.of(key)
                        .filter(stall -> stall.cause() == Stall.Cause.NOT_ALLOWED || stall.isTold(clock.instant()))
                        .isPresent();
    }

    /** Where the partitions of a topic stand. */
    List<PartitionState> states(String topic) {
        SortedSet<TopicPartition> known = new TreeSet<>(IN_ORDER);
        known.addAll(logs.keySet());
        known.addAll(stalls.partitions());
        return known.stream()
                .filter(key -> key.topic().equals(topic))
                .map(this::state)
                .toList();
    }

    private PartitionState state(TopicPartition key) {
        Optional<Stall> stall = stalls.of(key);
        return log(key).map(log -> log.state(stall)).orElseGet(() -> {
            Long next = committed(key.topic()).get(key.partition());
            return PartitionState.unseen(
                    key.topic(), key.partition(), next == null ? OptionalLong.empty() : OptionalLong.of(next), stall);
        });
    }

    /** By topic that is not there or may not be read, which of the two. */
    Map<String, Stall.Cause> lacking() {
        return stalls.topics();
    }
}
