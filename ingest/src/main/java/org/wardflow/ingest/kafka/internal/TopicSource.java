package org.wardflow.ingest.kafka.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.Payload;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.ingest.Source;
import org.wardflow.ingest.SourceRecord;

/** One topic of a {@link TopicReader}, as bronze takes it in. */
public final class TopicSource implements Source {
    /** What a time of the log can be, as the times in payloads. Beyond, the producer's clock was broken. */
    private static final Instant TIME_MIN = year(1900);

    private static final Instant TIME_END = year(2200);
    private static final long NO_TIMESTAMP = ConsumerRecord.NO_TIMESTAMP;
    private static final byte[] NOTHING = {};

    private final TopicReader reader;
    private final String topic;
    private final PayloadStore payloads;
    private Map<Integer, Long> committed;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    /** @param payloads for those over the limit */
    public TopicSource(TopicReader reader, String topic, PayloadStore payloads) {
        this.reader = reader;
        this.topic = topic;
        this.payloads = payloads;
        this.committed = reader.committed(topic);
    }

    /** What its rows carry. */
    public static String name(String topic) {
        return "topic:" + topic;
    }

    @Override
    public String name() {
        return name(topic);
    }

    /** The reader began at the committed position. */
    @Override
    public void seek(Map<Integer, Long> next) {
        throw new UnsupportedOperationException("A topic is read from where its reader was opened");
    }

    /** Whether there is something to commit: a record, or a position that bronze does not have. */
    public boolean hasWork() {
        return reader.logs(topic).stream().anyMatch(log -> log.waiting() > 0)
                || !positions().equals(committed);
    }

    /** Tells what bronze has now. */
    public void committed(Map<Integer, Long> next) {
        committed = Map.copyOf(next);
    }

    /** By partition, the position that bronze has. */
    public Map<Integer, Long> committed() {
        return committed;
    }

    private Map<Integer, Long> positions() {
        Map<Integer, Long> next = new HashMap<>(committed);
        reader.logs(topic).forEach(log -> next.put(log.key().partition(), log.next()));
        return next;
    }

    @Override
    public Batch poll(BatchLimits limits, RecordSink sink) {
        oldest = null;
        newest = null;
        long records = 0;
        long bytes = 0;
        for (PartitionLog log : reader.logs(topic)) {
            while (log.waiting() > 0 && records < limits.rows() && bytes < limits.bytes()) {
                ConsumerRecord<byte[], byte[]> taken = log.take();
                SourceRecord sent = decode(taken);
                sink.accept(sent);
                records++;
                bytes += sent.payload() instanceof Payload.Inline
                        ? sent.payload().size()
                        : 0;
                note(taken);
            }
        }
        return new Batch(records, bytes, 0, positions(), false);
    }

    @Override
    public Map<Integer, LogMark> marks() {
        Map<Integer, LogMark> marks = new HashMap<>();
        reader.logs(topic).forEach(log -> marks.put(log.key().partition(), log.mark()));
        return marks;
    }

    /** When the broker got the oldest record of the last batch; empty where only the producer says a time. */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(oldest);
    }

    /** The same of the newest. */
    public Optional<Instant> newest() {
        return Optional.ofNullable(newest);
    }

    private void note(ConsumerRecord<byte[], byte[]> taken) {
        if (taken.timestampType() == TimestampType.LOG_APPEND_TIME) {
            Instant time = Instant.ofEpochMilli(taken.timestamp());
            oldest = oldest == null || time.isBefore(oldest) ? time : oldest;
            newest = newest == null || time.isAfter(newest) ? time : newest;
        }
    }

    /** A record without a value is the empty payload: counted, judged and quarantined like every other that says nothing. */
    private SourceRecord decode(ConsumerRecord<byte[], byte[]> fetched) {
        byte[] value = fetched.value() == null ? NOTHING : fetched.value();
        return new SourceRecord(fetched.partition(), fetched.offset(), time(fetched.timestamp()), payload(value), null);
    }

    private Payload payload(byte[] value) {
        if (value.length <= Payload.MAX_INLINE_BYTES) {
            return new Payload.Inline(value, Sha256.of(value));
        }
        try (PayloadStore.Writer writer = payloads.begin()) {
            writer.write(value, 0, value.length);
            return writer.finish();
        }
    }

    private static @Nullable Instant time(long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        return millis == NO_TIMESTAMP || time.isBefore(TIME_MIN) || !time.isBefore(TIME_END) ? null : time;
    }

    private static Instant year(int year) {
        return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Override
    public void close() {
        // The reader is shared.
    }
}
