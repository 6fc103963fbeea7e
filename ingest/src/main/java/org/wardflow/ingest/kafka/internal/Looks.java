package org.wardflow.ingest.kafka.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
        Map<String, String> troubles = new HashMap<>();
        admin.describeTopics(topics)
                .topicNameValues()
                .forEach((topic, description) -> found.add(stage(description)
                        .handle((value, problem) -> existing(topic, value, problem, troubles))
                        .toCompletableFuture()));
        return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                .thenCompose(all -> ranges(
                        found.stream()
                                .map(CompletableFuture::join)
                                .flatMap(Optional::stream)
                                .toList(),
                        troubles));
    }

    private static Optional<TopicDescription> existing(
            String topic, TopicDescription value, Throwable problem, Map<String, String> troubles) {
        if (problem == null) {
            return Optional.of(value);
        }
        Throwable cause = cause(problem);
        if (cause instanceof UnknownTopicOrPartitionException) {
            return Optional.empty();
        }
        if (cause instanceof AuthorizationException) {
            synchronized (troubles) {
                troubles.put(topic, cause.getClass().getSimpleName());
            }
            return Optional.empty();
        }
        throw new CompletionException(cause);
    }

    private CompletableFuture<Look> ranges(List<TopicDescription> topicsFound, Map<String, String> troubles) {
        Map<TopicPartition, String> ids = new HashMap<>();
        for (TopicDescription topic : topicsFound) {
            String id = topic.topicId().equals(Uuid.ZERO_UUID)
                    ? ""
                    : topic.topicId().toString();
            topic.partitions().forEach(info -> ids.put(new TopicPartition(topic.name(), info.partition()), id));
        }
        return offsets(ids.keySet(), OffsetSpec.earliest())
                .thenCombine(offsets(ids.keySet(), OffsetSpec.latest()), (oldest, ends) -> {
                    Map<TopicPartition, LogRange> ranges = new HashMap<>();
                    oldest.forEach((partition, first) -> Optional.ofNullable(ends.get(partition))
                            .ifPresent(end -> ranges.put(
                                    partition,
                                    new LogRange(emptyToNull(ids.getOrDefault(partition, "")), first, end))));
                    return new Look(ranges, troubles);
                });
    }

    private static @org.jspecify.annotations.Nullable String emptyToNull(String id) {
        return id.isEmpty() ? null : id;
    }

    /** Partitions without a leader are left out: they have no offsets now, and the others must not wait. */
    private CompletableFuture<Map<TopicPartition, Long>> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which) {
        ListOffsetsResult result = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
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
