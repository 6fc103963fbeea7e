package org.wardflow.app.live;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.BronzeWriter;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.Payload;
import org.wardflow.ingest.Source;
import org.wardflow.ingest.SourceRecord;
import org.wardflow.lake.TableName;

/** A topic of one partition in memory, which outlives what reads it, as a broker does. */
final class MemoryTopic implements LiveSource.Opener {
    static final String STREAM = "topic:patient-flow";

    private final Workspace workspace;
    private final List<String> log;
    private volatile @Nullable String broken;
    private volatile @Nullable String closed;
    private volatile @Nullable Error last;
    private volatile @Nullable Error onClose;
    private volatile boolean breaksBehind;
    final AtomicInteger opened = new AtomicInteger();

    MemoryTopic(Workspace workspace) {
        this(workspace, new CopyOnWriteArrayList<>());
    }

    /** @param log that other processes may have read before */
    MemoryTopic(Workspace workspace, List<String> log) {
        this.workspace = workspace;
        this.log = log;
    }

    void refuseToOpen(String with) {
        closed = with;
    }

    void send(String... payloads) {
        log.addAll(List.of(payloads));
    }

    /** Every poll fails from now on, or none if the text is null. */
    void fail(@Nullable String with) {
        broken = with;
    }

    /** The next poll that takes rows in fails behind their commit, as one of several topics does. */
    void failOnceBehindACommit() {
        breaksBehind = true;
    }

    /** The next poll meets what no process survives. */
    void end(Error with) {
        last = with;
    }

    /** As the last poll, and closing, too. */
    void endWhole(Error with) {
        onClose = with;
        last = with;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public LiveSource open(Pipeline pipeline) {
        opened.incrementAndGet();
        String refusal = closed;
        if (refusal != null) {
            throw new WardflowException(ErrorCode.SETTING_INVALID, refusal, "a test", "mend it");
        }
        return new Reading(pipeline, workspace.engine().open());
    }

    /** Reads it, from where bronze stands. */
    private final class Reading implements LiveSource, Source {
        private final SqlSession session;
        private final BronzeWriter writer;
        private long next;

        Reading(Pipeline pipeline, SqlSession session) {
            this.session = session;
            this.writer = new BronzeWriter(pipeline, session, TableName.parse("bronze.patient_flow"));
            Optional<Map<Integer, Long>> position = writer.position(STREAM);
            this.next = position.map(found -> found.getOrDefault(0, 0L)).orElse(0L);
        }

        @Override
        public String name() {
            return STREAM;
        }

        @Override
        public void seek(Map<Integer, Long> position) {
            next = position.getOrDefault(0, 0L);
        }

        @Override
        public List<Taken> poll(Duration wait) {
            Error error = last;
            if (error != null) {
                throw error;
            }
            String failure = broken;
            if (failure != null) {
                throw new WardflowException(ErrorCode.DISK_FAILED, failure, "a test", "wait");
            }
            if (next == log.size()) {
                return List.of();
            }
            Instant now = Clock.systemUTC().instant();
            Batch batch = writer.append(this, new BatchLimits(1_000, 1 << 20), now, now);
            if (breaksBehind) {
                breaksBehind = false;
                throw new WardflowException(ErrorCode.DISK_FAILED, "Another topic failed", "a test", "wait");
            }
            return List.of(new Taken(STREAM, batch.records(), batch.bytes(), now, now));
        }

        @Override
        public Batch poll(BatchLimits limits, RecordSink sink) {
            long first = next;
            long bytes = 0;
            while (next < log.size() && next - first < limits.rows()) {
                byte[] payload = log.get((int) next).getBytes(StandardCharsets.UTF_8);
                bytes += payload.length;
                sink.accept(new SourceRecord(0, next, null, new Payload.Inline(payload, sha256(payload)), null));
                next++;
            }
            return new Batch(next - first, bytes, 0, Map.of(0, next), false);
        }

        @Override
        public List<Stream> streams() {
            return List.of(new Stream(STREAM, log.size() - next, Map.of(0, next), List.of()));
        }

        @Override
        public Map<String, Map<Integer, Long>> ends(Duration limit) {
            return Map.of(STREAM, Map.of(0, (long) log.size()));
        }

        @Override
        public void close() {
            session.close();
            Error error = onClose;
            if (error != null) {
                throw error;
            }
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
