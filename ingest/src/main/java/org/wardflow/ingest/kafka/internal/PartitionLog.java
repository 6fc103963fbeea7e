package org.wardflow.ingest.kafka.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.kafka.Gap;
import org.wardflow.ingest.kafka.PartitionState;
import org.wardflow.ingest.kafka.Stall;

/** One partition being read: what has been fetched of it and not handed on, and where it stands. Used by one thread. */
final class PartitionLog {
    private final TopicPartition key;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private LogMark mark;
    private LogRange range;
    private long fetched;
    private Optional<Integer> fetchedEpoch = Optional.empty();
    private long waitingBytes;
    private @Nullable Gap gap;
    private boolean asking;

    /**
     * @param next offset of the first record to fetch
     * @param mark of the log in which that was counted
     */
    PartitionLog(TopicPartition key, long next, LogMark mark, LogRange range) {
        this.key = key;
        this.fetched = next;
        this.mark = mark;
        this.range = range;
        this.gap = Gaps.find(key.topic(), key.partition(), next, mark, range).orElse(null);
        this.asking = gap != null && gap.cause() == Gap.Cause.CUT && mark.epoch() != null;
    }

    TopicPartition key() {
        return key;
    }

    /** Offset of the next record to hand on. */
    long next() {
        ConsumerRecord<byte[], byte[]> first = waiting.peek();
        return first == null ? fetched : first.offset();
    }

    LogMark mark() {
        return mark;
    }

    LogRange range() {
        return range;
    }

    Optional<Gap> gap() {
        return Optional.ofNullable(gap);
    }

    /**
     * Whether the client is to have it. One that stands still is not its business, unless the log ends too early: then it has the
     * broker say where it was cut, which may be before that end.
     */
    boolean isAssigned() {
        return gap == null || asking;
    }

    /** The broker has the next record after all. */
    void there() {
        if (asking) {
            gap = null;
            asking = false;
        }
    }

    /**
     * The log as it was a moment ago. Only that it is another one can be told from that: whether it still has the next record
     * the consumer knows, which may have fetched that before it was deleted.
     */
    void seen(LogRange now) {
        range = now;
        if (isAssigned() && Gaps.isOther(mark, now)) {
            halt(now, Optional.empty());
        }
    }

    /** The end of a log that grows is behind what was fetched of it since. */
    PartitionState state(Optional<Stall> stall) {
        long readable = Math.max(range.end(), fetched);
        return new PartitionState(
                key.topic(),
                key.partition(),
                OptionalLong.of(next()),
                OptionalLong.of(Math.max(range.written(), readable)),
                Math.max(0, range.written() - readable),
                gap(),
                stall);
    }

    /** Whether all is handed on that may be read, and a transaction is open before the rest. */
    boolean isHeldBack() {
        return gap == null && next() >= range.end() && next() < range.written();
    }

    /** Where to fetch on. With the epoch the broker tells whether the log was cut before that offset and has been written on since. */
    OffsetAndMetadata position() {
        Optional<Integer> epoch = waiting.isEmpty() ? Optional.ofNullable(mark.epoch()) : fetchedEpoch;
        return new OffsetAndMetadata(fetched, epoch, "");
    }

    /**
     * Reads no further: the brokers do not have the next record. What was fetched stays: it was there.
     *
     * @param now the log, seen after that
     * @param divergent the first offset that holds another record than the one that was read; empty if that is not known
     */
    void halt(LogRange now, Optional<Long> divergent) {
        range = now;
        asking = false;
        gap = Gaps.lacking(key.topic(), key.partition(), fetched, mark, now, divergent);
    }

    /** Reads no further: the next record cannot be read. */
    void haltUnreadable() {
        asking = false;
        gap = new Gap(
                key.topic(),
                key.partition(),
                Gap.Cause.UNREADABLE,
                fetched,
                range.oldest(),
                Math.max(range.end(), fetched + 1),
                fetched + 1);
    }

    /**
     * Takes what a poll found.
     *
     * @param next offset behind it, and behind what is no record, as the end of a transaction
     * @param epoch of the leader that wrote the last of it, if that is known
     */
    void fetched(List<ConsumerRecord<byte[], byte[]>> records, long next, Optional<Integer> epoch) {
        there();
        for (ConsumerRecord<byte[], byte[]> fetchedRecord : records) {
            waiting.add(fetchedRecord);
            waitingBytes += size(fetchedRecord);
        }
        fetched = next;
        fetchedEpoch = epoch;
        follow();
    }

    int waiting() {
        return waiting.size();
    }

    long waitingBytes() {
        return waitingBytes;
    }

    /** The next record to hand on; there must be one. */
    ConsumerRecord<byte[], byte[]> take() {
        ConsumerRecord<byte[], byte[]> first = waiting.remove();
        waitingBytes -= size(first);
        first.leaderEpoch().ifPresent(this::mark);
        follow();
        return first;
    }

    /**
     * The mark belongs to {@link #next}, which may lie behind the end of a transaction that a later leader wrote: with the epoch of
     * the last record, the broker would say that the log was cut there.
     */
    private void follow() {
        ConsumerRecord<byte[], byte[]> first = waiting.peek();
        (first == null ? fetchedEpoch : first.leaderEpoch()).ifPresent(this::mark);
    }

    private void mark(int epoch) {
        if (mark.epoch() == null || mark.epoch() != epoch) {
            mark = new LogMark(mark.id(), epoch);
        }
    }

    private static long size(ConsumerRecord<byte[], byte[]> any) {
        return (long) Math.max(0, any.serializedValueSize()) + Math.max(0, any.serializedKeySize());
    }
}
