package org.wardflow.ingest.kafka.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at the topics in the background, so that whoever reads records never waits for it. */
public final class Looks implements AutoCloseable {
    private final Admin admin;
    private final List<String> topics;

    /** Looks at these topics. */
    public Looks(Admin admin, Collection<String> topics) {
        this.admin = admin;
        this.topics = List.copyOf(topics);
    }

    /** One look; fails with the client's error if the brokers do not answer. */
    public CompletableFuture<Look> look() {
        List<CompletableFuture<Optional<TopicDescription>>> found = new ArrayList<>();
        Map<String, String> troubles = new ConcurrentHashMap<>();
        Set<String> missing = ConcurrentHashMap.newKeySet();
        admin.describeTopics(topics)
                .topicNameValues()
                .forEach((topic, description) -> found.add(stage(description)
                        .handle((value, problem) -> existing(topic, value, problem, troubles, missing))
                        .toCompletableFuture()));
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                .thenCompose(all -> ranges(
                        found.stream()
                                .map(CompletableFuture::join)
                                .flatMap(Optional::stream)
                                .toList(),
                        troubles,
                        missing));
    }

    private static Optional<TopicDescription> existing(
            String topic,
            TopicDescription value,
            Throwable problem,
            Map<String, String> troubles,
            Set<String> missing) {
        if (problem == null) {
            return Optional.of(value);
        }
        Throwable cause = cause(problem);
        if (cause instanceof UnknownTopicOrPartitionException) {
            missing.add(topic);
            return Optional.empty();
        }
        if (cause instanceof AuthorizationException) {
            troubles.put(topic, cause.getClass().getSimpleName());
            return Optional.empty();
        }
        throw new CompletionException(cause);
    }

    private CompletableFuture<Look> ranges(
            List<TopicDescription> topicsFound, Map<String, String> troubles, Set<String> missing) {
        Map<TopicPartition, String> ids = new HashMap<>();
        Set<TopicPartition> leaderless = new HashSet<>();
        for (TopicDescription topic : topicsFound) {
            String id = topic.topicId().equals(Uuid.ZERO_UUID)
                    ? ""
                    : topic.topicId().toString();
            topic.partitions().forEach(info -> {
                TopicPartition key = new TopicPartition(topic.name(), info.partition());
                if (info.leader() == null || info.leader().isEmpty()) {
                    // To ask for its offsets would take as long as the brokers may take to answer.
                    leaderless.add(key);
                } else {
                    ids.put(key, id);
                }
            });
        }
        CompletableFuture<Map<TopicPartition, Long>> ends =
                offsets(ids.keySet(), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        CompletableFuture<Map<TopicPartition, Long>> written =
                offsets(ids.keySet(), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        return offsets(ids.keySet(), OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED)
                .thenCombine(ends, (oldest, end) -> known(ids, oldest, end))
                .thenCombine(written, (known, last) -> {
                    Map<TopicPartition, LogRange> ranges = new HashMap<>();
                    known.forEach((key, range) -> ranges.put(
                            key,
                            new LogRange(
                                    range.topicId(),
                                    range.oldest(),
                                    range.end(),
                                    last.getOrDefault(key, range.end()))));
                    ids.keySet().stream()
                            .filter(key -> !ranges.containsKey(key))
                            .forEach(leaderless::add);
                    return new Look(ranges, troubles, missing, leaderless);
                });
    }

    private static Map<TopicPartition, LogRange> known(
            Map<TopicPartition, String> ids, Map<TopicPartition, Long> oldest, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, LogRange> known = new HashMap<>();
        oldest.forEach((key, first) -> Optional.ofNullable(ends.get(key))
                .ifPresent(end -> known.put(key, new LogRange(emptyToNull(ids.getOrDefault(key, "")), first, end))));
        return known;
    }

    private static @org.jspecify.annotations.Nullable String emptyToNull(String id) {
        return id.isEmpty() ? null : id;
    }

    /** Partitions without a leader are left out: they have no offsets now, and the others must not wait. */
    private CompletableFuture<Map<TopicPartition, Long>> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        ListOffsetsResult result = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)),
                new ListOffsetsOptions(isolation));
        Map<TopicPartition, Long> known = new HashMap<>();
        BiConsumer<TopicPartition, Long> keep = (partition, offset) -> {
            synchronized (known) {
                known.put(partition, offset);
            }
        };
        List<CompletableFuture<Void>> asked = partitions.stream()
                .map(partition -> stage(result.partitionResult(partition))
                        .thenAccept(info -> keep.accept(partition, info.offset()))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).handle((all, problem) -> {
            if (known.isEmpty() && problem != null) {
                throw new CompletionException(cause(problem));
            }
            return Map.copyOf(known);
        });
    }

    /** The client's error behind a future's. */
    public static Throwable cause(Throwable problem) {
        Throwable found = problem;
        while ((found instanceof CompletionException || found instanceof ExecutionException)
                && found.getCause() != null) {
            found = found.getCause();
        }
        return found;
    }

    private static <T> CompletionStage<T> stage(KafkaFuture<T> future) {
        return future.toCompletionStage();
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
