package org.wardflow.app.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Intake;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.BatchLimits;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.ingest.Ingestion;
import org.wardflow.ingest.LiveSource;
import org.wardflow.ingest.Source;

/**
 * Files that wait to be taken in by the live thread, a batch a round, so that other sources and the cycles go on beside a large
 * one. Its streams are {@code files:} and a topic or extract; lag and positions count files. Submitting is safe for all threads.
 */
public final class FileQueue implements LiveSource.Opener {
    /** One batch: a cycle of about a second, so that other sources do not wait long beside a large file. */
    public static final BatchLimits LIMITS = new BatchLimits(50_000, 32L << 20);

    /** Before a damaged table is tried again: it may have been restored. */
    static final Duration HOLD = Duration.ofSeconds(10);

    private static final int INPUT_CODES = 2;

    private final Workspace workspace;
    private final BatchLimits limits;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final Map<String, Counts> counts = new TreeMap<>();
    private final Map<String, WardflowException> troubles = new ConcurrentHashMap<>();
    private final Map<String, Damage> damaged = new ConcurrentHashMap<>();
    private volatile @Nullable Job inHand;
    private volatile @Nullable Error fatal;

    /** @param limits of one batch, which ends before a cycle */
    public FileQueue(Workspace workspace, BatchLimits limits) {
        this.workspace = workspace;
        this.limits = limits;
        Intake.names(workspace.content()).forEach(name -> counts.put(name, new Counts()));
    }

    /** Files of one kind, ever submitted and ever done. */
    private static final class Counts {
        private long submitted;
        private long done;
    }

    /** A table that takes no rows, and when that was last seen. */
    private record Damage(WardflowException why, long since) {}

    private record Job(
            String name,
            FileContent content,
            Optional<Instant> recordedAt,
            long ordinal,
            CompletableFuture<IngestOutcome> done) {}

    /**
     * A file handed over.
     *
     * @param ordinal gold covers it once {@code LiveState.covers(stream, 0, ordinal)}
     * @param outcome when its last row is in bronze; fails with a {@link WardflowException} if the file is refused
     */
    public record Submitted(String stream, long ordinal, CompletableFuture<IngestOutcome> outcome) {}

    /**
     * Hands a file over; USAGE if there is no such topic or extract.
     *
     * @param recordedAt the recorded time of records that bring none
     */
    public Submitted submit(String name, FileContent content, Optional<Instant> recordedAt) {
        var unused = Intake.contract(workspace.content(), name);
        synchronized (counts) {
            long ordinal = ++count(name).submitted;
            Job job = new Job(name, content, recordedAt, ordinal, new CompletableFuture<>());
            jobs.add(job);
            return new Submitted(stream(name), ordinal, job.done());
        }
    }

    /** Files that wait or are on their way in. */
    public int waiting() {
        return jobs.size() + (inHand == null ? 0 : 1);
    }

    /** Says that files of a kind do not get here at present, and why; or that they do again. */
    void trouble(String name, Optional<WardflowException> why) {
        why.ifPresentOrElse(reason -> troubles.put(name, reason), () -> troubles.remove(name));
    }

    /** Makes the live thread end with an error of the thread that hands files over: that one is gone. */
    void end(Error error) {
        fatal = error;
    }

    private Counts count(String name) {
        return counts.computeIfAbsent(name, key -> new Counts());
    }

    /** What a topic or extract is called as far as files bring it. */
    public static String stream(String name) {
        return "files:" + name;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public LiveSource open(Pipeline pipeline) {
        return new Taking(pipeline);
    }

    /** Takes one file after the other; what it leaves unfinished, the next one goes on with. */
    private final class Taking implements LiveSource {
        private final Pipeline pipeline;
        private @Nullable Intake intake;
        private @Nullable Source source;
        private Optional<Ingestion.Taking> begun = Optional.empty();

        Taking(Pipeline pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public List<Taken> poll(Duration wait) {
            Error beside = fatal;
            if (beside != null) {
                throw beside;
            }
            Job job = next(wait);
            if (job == null) {
                return List.of();
            }
            try {
                List<Taken> taken = step(job);
                damaged.remove(job.name());
                return taken;
            } catch (WardflowException e) {
                if (e.code() == ErrorCode.TABLE_CORRUPT) {
                    hold(job, e);
                    return List.of();
                }
                // A refused file says nothing about the next one; a failed disk does.
                if (e.code().number() / 1_000 != INPUT_CODES) {
                    throw e;
                }
                finish(job);
                job.done().completeExceptionally(e);
                return List.of();
            }
        }

        private @Nullable Job next(Duration wait) {
            if (inHand == null) {
                try {
                    Job job = jobs.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                    for (int others = jobs.size(); job != null && isHeld(job); others--) {
                        jobs.add(job);
                        job = others > 0 ? jobs.poll() : null;
                    }
                    inHand = job;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return inHand;
        }

        /** A file for a damaged table waits, and lets those for other tables pass. */
        private void hold(Job job, WardflowException why) {
            close();
            damaged.put(job.name(), new Damage(why, WallClock.nanos()));
            inHand = null;
            jobs.add(job);
        }

        private boolean isHeld(Job job) {
            Damage found = damaged.get(job.name());
            return found != null && WallClock.nanos() - found.since() < HOLD.toNanos();
        }

        private List<Taken> step(Job job) {
            if (source == null) {
                Intake opened = Intake.of(workspace, pipeline, job.name(), limits);
                intake = opened;
                Source read = opened.source(job.content(), job.recordedAt());
                source = read;
                begun = opened.begin(read, job.recordedAt());
            }
            if (begun.isEmpty()) {
                finish(job);
                job.done().complete(new IngestOutcome.AlreadyIn());
                return List.of();
            }
            Ingestion.Taking taking = begun.get();
            Instant now = workspace.clock().instant();
            Source.Batch batch = taking.step();
            if (taking.finished()) {
                finish(job);
                job.done().complete(taking.outcome());
            }
            return batch.records() == 0
                    ? List.of()
                    : List.of(new Taken(stream(job.name()), batch.records(), batch.bytes(), now, now));
        }

        private void finish(Job job) {
            close();
            inHand = null;
            synchronized (counts) {
                count(job.name()).done++;
            }
        }

        @Override
        public List<Stream> streams() {
            List<Stream> streams = new ArrayList<>();
            synchronized (counts) {
                counts.forEach((name, count) -> streams.add(
                        new Stream(stream(name), count.submitted - count.done, Map.of(0, count.done), halts(name))));
            }
            return streams;
        }

        private List<Halt> halts(String name) {
            return Optional.ofNullable(damaged.get(name))
                    .map(Damage::why)
                    .or(() -> Optional.ofNullable(troubles.get(name)))
                    .map(reason -> List.of(new Halt(0, reason)))
                    .orElse(List.of());
        }

        @Override
        public Map<String, Map<Integer, Long>> ends(Duration limit) {
            SortedMap<String, Map<Integer, Long>> ends = new TreeMap<>();
            synchronized (counts) {
                counts.forEach((name, count) -> ends.put(stream(name), Map.of(0, count.submitted)));
            }
            return ends;
        }

        @Override
        public void close() {
            begun = Optional.empty();
            Source read = source;
            Intake opened = intake;
            source = null;
            intake = null;
            try {
                if (read != null) {
                    read.close();
                }
            } finally {
                if (opened != null) {
                    opened.close();
                }
            }
        }
    }
}
