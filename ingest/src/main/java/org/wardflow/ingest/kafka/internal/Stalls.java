package org.wardflow.ingest.kafka.internal;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.wardflow.ingest.kafka.Stall;

/** Partitions of which nothing comes, by what the looks find, and since when. Used by one thread. */
final class Stalls {
    /** @param at the offset that it stands at: where it has moved, another transaction is the one that is open */
    private record Held(Stall stall, long at) {}

    private final SortedMap<TopicPartition, Held> held = new TreeMap<>(Partitions.IN_ORDER);
    private final Map<String, Stall.Cause> topics = new HashMap<>();

    /**
     * Takes a look.
     *
     * @param refused topics that this client may describe and not read
     * @param known partitions, with the log of those that a look ever found
     */
    void seen(Look look, Set<String> refused, Map<TopicPartition, Optional<PartitionLog>> known, Instant now) {
        topics.clear();
        look.missing().forEach(topic -> topics.put(topic, Stall.Cause.NO_TOPIC));
        look.troubles().keySet().forEach(topic -> topics.put(topic, Stall.Cause.NOT_ALLOWED));
        refused.forEach(topic -> topics.put(topic, Stall.Cause.NOT_ALLOWED));
        known.forEach((key, log) -> seen(key, cause(look, key, log).orElse(null), at(look, key, log), now));
        look.leaderless().stream()
                .filter(key -> !known.containsKey(key))
                .forEach(key -> seen(key, Stall.Cause.NO_LEADER, 0, now));
        held.keySet()
                .removeIf(key -> !known.containsKey(key) && !look.leaderless().contains(key));
    }

    private void seen(TopicPartition key, Stall.@Nullable Cause cause, long at, Instant now) {
        if (cause == null) {
            held.remove(key);
            return;
        }
        Held before = held.get(key);
        Instant since = before != null && before.stall().cause() == cause && before.at() == at
                ? before.stall().since()
                : now;
        held.put(key, new Held(new Stall(cause, since), at));
    }

    private Optional<Stall.Cause> cause(Look look, TopicPartition key, Optional<PartitionLog> log) {
        Stall.Cause ofTopic = topics.get(key.topic());
        if (ofTopic != null) {
            return Optional.of(ofTopic);
        }
        if (!look.partitions().containsKey(key)) {
            return Optional.of(look.leaderless().contains(key) ? Stall.Cause.NO_LEADER : Stall.Cause.NO_PARTITION);
        }
        return log.filter(PartitionLog::isHeldBack).map(behind -> Stall.Cause.OPEN_TRANSACTION);
    }

    private static long at(Look look, TopicPartition key, Optional<PartitionLog> log) {
        return look.partitions().containsKey(key) ? log.map(PartitionLog::next).orElse(0L) : 0;
    }

    /** That of a partition. */
    Optional<Stall> of(TopicPartition key) {
        return Optional.ofNullable(held.get(key)).map(Held::stall);
    }

    /** The partitions that have one. */
    Collection<TopicPartition> partitions() {
        return held.keySet();
    }

    /** By topic that is not there or may not be read, which of the two. */
    Map<String, Stall.Cause> topics() {
        return Map.copyOf(topics);
    }
}
