package org.wardflow.ingest.kafka.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.wardflow.core.WallClock;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.kafka.KafkaSettings;
import org.wardflow.ingest.kafka.PartitionState;
import org.wardflow.ingest.kafka.Reach;
import org.wardflow.ingest.kafka.Stall;

/**
 * One consumer over all partitions of some topics, and what it has fetched and not handed on. A partition is added when a look
 * finds it, and stands still when its log lacks the next record. Used by one thread.
 */
public final class TopicReader implements AutoCloseable {
    /**
     * How long a poll gathers once there is something. The client has at hand what had come when it last asked; what came since takes
     * a round trip, and would otherwise wait for the next cycle.
     */
    public static final Duration GATHER_MAX = Duration.ofMillis(20);

    /** Before the next try when the client fails at once. */
    private static final Duration PAUSE_MAX = Duration.ofMillis(500);

    /** For a partition without a record to read; the brokers tell within two round trips whether it was cut. */
    private static final Duration CHECK_MAX = Duration.ofSeconds(2);

    private static final Duration CHECK_SLICE = Duration.ofMillis(100);
    private static final Duration CLOSE_MAX = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final LookSchedule looks;
    private final Partitions partitions;
    private final BatchLimits limits;
    private final Clock clock;
    private final boolean hints;
    private Reach reading = Reach.ANSWERING;
    private boolean untold;
    private boolean telling;
    private Map<String, String> troubles = Map.of();
    private final Refusals refusals = new Refusals();

    /**
     * @param committed by topic, where bronze stands; the topics are those that are read
     * @param limits of what is held; one poll of the client, {@link Clients#POLL_RECORDS_MAX}, may come on top
     * @param clock tells since when the brokers do not answer
     * @param hints whether the consumer has a group that offsets can be told to
     */
    private TopicReader(
            Consumer<byte[], byte[]> consumer,
            LookSchedule looks,
            Map<String, TopicPosition> committed,
            BatchLimits limits,
            Clock clock,
            boolean hints) {
        this.consumer = consumer;
        this.looks = looks;
        this.partitions = new Partitions(committed, clock);
        this.limits = limits;
        this.clock = clock;
        this.hints = hints;
    }

    /** Opens a reader; SETTING_INVALID if Kafka's client refuses the settings. Does not wait for the brokers. */
    public static TopicReader open(
            KafkaSettings settings, Map<String, TopicPosition> committed, BatchLimits limits, Clock clock) {
        Consumer<byte[], byte[]> consumer = Clients.consumer(settings);
        LookSchedule looks = new LookSchedule(new Looks(Clients.admin(settings), committed.keySet()), clock);
        return new TopicReader(
                consumer, looks, committed, limits, clock, settings.client().containsKey("group.id"));
    }

    /** Fetches what is at hand, up to the limits; waits only if nothing is. What is beyond the limits stays with the broker. */
    public void poll(Duration wait) {
        looks.poll(partitions.all().isEmpty() ? wait : Duration.ZERO).ifPresent(this::apply);
        if (consumer.assignment().isEmpty()) {
            pause(wait);
            return;
        }
        try {
            Duration patience = waitingRows() == 0 ? wait : Duration.ZERO;
            long gathered = 0;
            boolean more = !isFull();
            while (more) {
                ConsumerRecords<byte[], byte[]> found = consumer.poll(patience);
                take(found);
                long now = WallClock.nanos();
                gathered = gathered == 0 ? now + GATHER_MAX.toNanos() : gathered;
                patience = Duration.ofNanos(Math.max(0, gathered - now));
                more = !found.isEmpty() && !patience.isZero() && !isFull();
            }
            reading = Reach.ANSWERING;
            tell();
        } catch (OffsetOutOfRangeException e) {
            halt(e);
        } catch (TopicAuthorizationException e) {
            refused(e);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (!isUnreadable(e) || !haltUnreadable()) {
                reading = reading.lost(clock.instant(), e.getClass().getSimpleName());
                pause(wait);
            }
        }
    }

    /** They answer. The others are not to wait for these. */
    private void refused(TopicAuthorizationException problem) {
        reading = Reach.ANSWERING;
        refusals.refused(problem.unauthorizedTopics(), problem.getClass().getSimpleName());
        assignAllThatGoOn();
    }

    private void take(ConsumerRecords<byte[], byte[]> found) {
        found.nextOffsets()
                .forEach((key, next) ->
                        log(key).ifPresent(log -> log.fetched(found.records(key), next.offset(), next.leaderEpoch())));
    }

    /** What a broker says has a class of its own; what the client cannot make records of has none. */
    private static boolean isUnreadable(KafkaException e) {
        return e.getClass().equals(KafkaException.class);
    }

    /**
     * The client meets a batch that it cannot read again with each poll, before what the other partitions have. Whose it is, it tells when each
     * is asked alone. False if none is at fault.
     */
    private boolean haltUnreadable() {
        Set<TopicPartition> all = Set.copyOf(consumer.assignment());
        boolean halted = false;
        consumer.pause(all);
        for (TopicPartition key : all) {
            consumer.resume(List.of(key));
            try {
                take(consumer.poll(Duration.ZERO));
            } catch (OffsetOutOfRangeException e) {
                halt(e);
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                if (isUnreadable(e)) {
                    log(key).ifPresent(PartitionLog::haltUnreadable);
                    halted = true;
                }
            }
            if (consumer.assignment().contains(key)) {
                consumer.pause(List.of(key));
            }
        }
        assignAllThatGoOn();
        consumer.resume(consumer.assignment());
        return halted;
    }

    private boolean isFull() {
        return waitingRows() >= limits.rows() || partitions.waitingBytes() >= limits.bytes();
    }

    /** Records fetched and not handed on. */
    public long waitingRows() {
        return partitions.waitingRows();
    }

    /** The partitions of a topic that were found so far. */
    List<PartitionLog> logs(String topic) {
        return partitions.logs(topic);
    }

    /** By partition, where bronze stood in a topic when the reader was opened. */
    Map<Integer, Long> committed(String topic) {
        return partitions.committed(topic);
    }

    private Optional<PartitionLog> log(TopicPartition key) {
        return partitions.log(key);
    }

    /**
     * Looks once, and asks the brokers whether each log still holds what bronze wants of it, without fetching it.
     *
     * @return false if they do not answer within the limit
     */
    public boolean check(Duration limit) {
        long deadline = WallClock.nanos() + limit.toNanos();
        Optional<Look> seen = looks.poll(limit);
        if (seen.isEmpty()) {
            return false;
        }
        apply(seen.get());
        Set<TopicPartition> unproven = new HashSet<>(consumer.assignment());
        deadline = Math.min(deadline, WallClock.nanos() + CHECK_MAX.toNanos());
        while (!unproven.isEmpty() && WallClock.nanos() - deadline < 0) {
            try {
                Set<TopicPartition> proven = consumer.poll(CHECK_SLICE).partitions();
                proven.forEach(key -> log(key).ifPresent(PartitionLog::there));
                unproven.removeAll(proven);
            } catch (OffsetOutOfRangeException e) {
                halt(e);
                unproven.removeAll(e.partitions());
            } catch (TopicAuthorizationException e) {
                refused(e);
                unproven.retainAll(consumer.assignment());
            } catch (KafkaException e) {
                if (isUnreadable(e) && haltUnreadable()) {
                    unproven.retainAll(consumer.assignment());
                    continue;
                }
                reading = reading.lost(clock.instant(), e.getClass().getSimpleName());
                return false;
            }
        }
        partitions.judged(seen.get(), refusals.troubles().keySet());
        return true;
    }

    /** What the log of a partition holds; empty if there is none. */
    public Optional<LogRange> range(String topic, int partition) {
        return log(new TopicPartition(topic, partition)).map(PartitionLog::range);
    }

    /** Where the partitions of a topic stand. */
    public List<PartitionState> states(String topic) {
        return partitions.states(topic);
    }

    /** By topic that is not there or may not be read, which of the two. */
    public Map<String, Stall.Cause> lacking() {
        return partitions.lacking();
    }

    /** Whether the brokers answer. */
    public Reach reach() {
        return looks.reach().answering() ? reading : looks.reach();
    }

    /** By topic, the client's error for those that may not be read. */
    public SortedMap<String, String> troubles() {
        SortedMap<String, String> all = new TreeMap<>(refusals.troubles());
        all.putAll(troubles);
        return all;
    }

    /** Tells the group what is committed, for tools that watch it; nobody reads it back. */
    public void hint() {
        untold = hints;
        tell();
    }

    /** A new group's coordinator takes a while to come: what it does not take is told again with the next poll. */
    private void tell() {
        if (untold && !telling && reach().answering()) {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            partitions.all().forEach(log -> next.put(log.key(), new OffsetAndMetadata(log.next())));
            untold = false;
            telling = true;
            consumer.commitAsync(next, (offsets, problem) -> {
                telling = false;
                untold |= problem != null;
            });
        }
    }

    /**
     * By partition, the end of its log now, also of those that no poll has found yet; without those that stand still. Fails with
     * the client's error.
     */
    public Map<TopicPartition, Long> ends(Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        looks.look(limit).partitions().forEach((key, range) -> {
            if (!partitions.isLeftOut(key)) {
                ends.put(key, range.end());
            }
        });
        return ends;
    }

    private void apply(Look seen) {
        troubles = seen.troubles();
        refusals.looked();
        partitions.seen(seen);
        Set<TopicPartition> known = Set.copyOf(consumer.assignment());
        assignAllThatGoOn();
        partitions.all().stream()
                .filter(log -> isAssigned(log) && !known.contains(log.key()))
                .forEach(log -> consumer.seek(log.key(), log.position()));
        partitions.judged(seen, refusals.troubles().keySet());
    }

    private boolean isAssigned(PartitionLog log) {
        return log.isAssigned() && refusals.mayBeRead(log.key().topic());
    }

    /** A partition that stands still is not the client's business: it would fail at it before it read the others. */
    private void assignAllThatGoOn() {
        consumer.assign(partitions.all().stream()
                .filter(this::isAssigned)
                .map(PartitionLog::key)
                .toList());
    }

    /** Without an answer nothing halts yet: the next poll fails in the same way, and asks again. */
    private void halt(OffsetOutOfRangeException problem) {
        looks.now().ifPresent(seen -> {
            for (TopicPartition key : problem.partitions()) {
                LogRange range = seen.partitions().get(key);
                if (range != null) {
                    log(key).ifPresent(log -> log.halt(range, divergent(problem, key)));
                }
            }
            apply(seen);
        });
    }

    /** The first offset that the log holds other records at than those that were read; absent if the client cannot tell. */
    private static Optional<Long> divergent(OffsetOutOfRangeException problem, TopicPartition key) {
        return problem instanceof LogTruncationException cut
                ? Optional.ofNullable(cut.divergentOffsets().get(key)).map(OffsetAndMetadata::offset)
                : Optional.empty();
    }

    private static void pause(Duration wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.min(wait.toNanos(), PAUSE_MAX.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        looks.close();
        consumer.close(CloseOptions.timeout(CLOSE_MAX));
    }
}
