package org.wardflow.app.live.internal;

import java.lang.System.Logger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.live.LiveState.Phase;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.SteadyClock;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.hospital.catchup.NewAttributes;
import org.wardflow.ingest.LiveSource;
import org.wardflow.lake.Manifest;

/**
 * The live thread: polls the sources, closes hours, runs a cycle, again and again. A cycle that fails as a whole closes the
 * pipeline and the sources and opens them again, which is what a restart does, and as safe.
 */
public final class LiveLoop implements Runnable {
    /** How long a round waits for records when everything is quiet. */
    static final Duration IDLE_WAIT = Duration.ofMillis(100);

    /** Between two states when nothing happens. */
    static final Duration PUBLISH_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(LiveLoop.class.getName());
    private static final String CYCLE = "cycle";

    private final Workspace workspace;
    private final LiveHours hours;
    private final Clock steady;
    private final Publisher publisher;
    private final List<SupervisedSource> sources;
    private final Book book;
    private final Problems problems = new Problems();
    private final PipelineSlot slot = new PipelineSlot();
    private final Queue<Drain> drains = new ConcurrentLinkedQueue<>();
    private final Queue<Interlude<?>> interludes = new ConcurrentLinkedQueue<>();
    private final StopFlag stop = new StopFlag();
    private final Pauses modelPauses = new Pauses();
    private Pipeline pipeline;
    private NewAttributes attributes;
    private boolean dirty = true;
    private boolean stalled;
    /** Of the newest cycle of the processes before this one. */
    private final Optional<Instant> foundAt;

    private volatile boolean ended;
    private volatile @Nullable Error fatal;
    private long published;
    private final Pulse pulse = new Pulse(WallClock::nanos);

    private LiveLoop(
            Workspace workspace,
            Clock hours,
            Clock steady,
            Publisher publisher,
            List<SupervisedSource> sources,
            Pipeline pipeline) {
        this.workspace = workspace;
        this.steady = steady;
        this.publisher = publisher;
        this.sources = sources;
        this.pipeline = pipeline;
        this.attributes = workspace.newAttributes(pipeline);
        Optional<Manifest> newest = workspace.lake().manifests().latest();
        this.foundAt = newest.map(Manifest::at);
        this.book = new Book(workspace.clock(), newest.map(Manifest::cycle).orElse(0L));
        this.hours = new LiveHours(workspace, hours, book);
        slot.put(pipeline);
    }

    /** Opens the pipeline and all sources; throws what that throws. */
    public static LiveLoop open(
            Workspace workspace, Clock hours, List<LiveSource.Opener> openers, Publisher publisher) {
        List<SupervisedSource> sources =
                openers.stream().map(SupervisedSource::new).toList();
        // A state that bears a time to come would keep all before it for as long, and look younger than it is.
        Clock steady = SteadyClock.over(workspace.clock());
        Pipeline pipeline = workspace.openPipeline(steady);
        LiveLoop loop = new LiveLoop(workspace, hours, steady, publisher, sources, pipeline);
        boolean opened = false;
        try {
            sources.forEach(source -> source.open(pipeline));
            loop.streams().forEach(loop.book::stands);
            loop.publish(Phase.RUNNING);
            opened = true;
            return loop;
        } finally {
            if (!opened) {
                loop.close();
            }
        }
    }

    PipelineSlot pipeline() {
        return slot;
    }

    Problems problems() {
        return problems;
    }

    void failed(String subject, RuntimeException failure) {
        problems.failed(Problem.Kind.CYCLE, subject, failure, workspace.clock().instant(), Optional.empty());
    }

    /** Makes the loop end as an error of its own would: a thread beside it met one, and must not just be missing. */
    public void end(Error error) {
        fatal = error;
    }

    /** See {@link Live#isStuck}. */
    public boolean isStuck() {
        return pulse.isStuck();
    }

    /** Makes the loop end after the round in hand. */
    public void stop() {
        stop.raise();
    }

    /** See {@link Live#drain}. */
    public Live.Drained drain(Duration limit) {
        Drain drain = new Drain(limit);
        drains.add(drain);
        if (ended) {
            drain.giveUp();
        }
        return drain.join();
    }

    /** See {@link Live#between}. */
    public <T> T between(Function<Pipeline, T> work, Duration limit) {
        Interlude<T> interlude = new Interlude<>(work);
        interludes.add(interlude);
        if (ended) {
            interlude.giveUp();
        }
        return interlude.join(limit);
    }

    @Override
    public void run() {
        LOG.log(
                Logger.Level.INFO,
                "live thread began: manifest=" + publisher.state().manifest());
        Phase last = Phase.FAILED;
        try {
            Pauses pauses = new Pauses();
            while (!stop.raised()) {
                Error beside = fatal;
                if (beside != null) {
                    throw beside;
                }
                try {
                    round();
                    pauses.succeeded();
                } catch (RuntimeException e) {
                    recover(e, pauses.failed());
                }
            }
            last = Phase.STOPPED;
        } catch (Error e) {
            // Out of memory, as a rule, or an engine that has ended. Whatever it is, what this thread knows can no
            // longer be trusted, and a new
            // process can.
            problems.failed(Problem.Kind.CYCLE, "process", e, workspace.clock().instant(), book.inGoldAt());
            LOG.log(Logger.Level.ERROR, "the process cannot go on", e);
        } finally {
            finish(last);
        }
    }

    private void finish(Phase last) {
        try {
            close();
        } catch (RuntimeException | Error e) {
            // What the end of the process frees must not keep it from ending.
            LOG.log(Logger.Level.WARNING, "not everything was closed", e);
        }
        publish(last);
        ended = true;
        drains.forEach(Drain::giveUp);
        interludes.forEach(Interlude::giveUp);
        LOG.log(Logger.Level.INFO, "live thread ended: phase=" + last);
    }

    /** A failure of a part beside the loop; for any thread. It reads no disk, which may be what fails. */
    public void failed(Problem.Kind kind, String subject, Throwable failure) {
        Optional<Instant> inGold =
                publisher.state().lastCycle().map(LiveState.Cycle::ended).or(() -> foundAt);
        problems.failed(kind, subject, failure, workspace.clock().instant(), inGold);
    }

    /** Takes it back. */
    public void solved(Problem.Kind kind, String subject) {
        problems.solved(kind, subject);
    }

    /** All failures of some kinds; for any thread. */
    public void found(Set<Problem.Kind> kinds, Collection<Problem> found) {
        problems.found(kinds, found);
    }

    private void close() {
        sources.forEach(SupervisedSource::close);
        slot.close();
    }

    /** Starts over, as a new process would. */
    private void recover(RuntimeException failure, Duration pause) {
        LOG.log(Logger.Level.ERROR, "the cycle failed; it is tried again in " + pause, failure);
        problems.failed(Problem.Kind.CYCLE, CYCLE, failure, workspace.clock().instant(), book.inGoldAt());
        close();
        publish(Phase.PAUSED);
        boolean unused = stop.pause(pause);
    }

    private void round() {
        if (slot.isEmpty()) {
            pipeline = workspace.openPipeline(steady);
            attributes = workspace.newAttributes(pipeline);
            slot.put(pipeline);
            dirty = true;
        }
        interludes();
        long rows = poll(dirty ? Duration.ZERO : IDLE_WAIT);
        if (rows > 0) {
            dirty = true;
            publish(Phase.RUNNING);
        }
        dirty |= hours.close(pipeline, !drains.isEmpty());
        if (dirty || (stalled && modelPauses.due())) {
            cycle();
            publish(Phase.RUNNING);
        } else if (!stalled && book.reached(positions())) {
            // Positions move without rows, too: a file that was in already, a record that holds none.
            publish(Phase.RUNNING);
        } else if (WallClock.nanos() - published > PUBLISH_EVERY.toNanos()) {
            publish(Phase.RUNNING);
        }
        drains.removeIf(drain -> drain.expired() || drain.look(sources, !dirty && !stalled));
    }

    /** A source that was closed is opened again where bronze then stands. */
    private void interludes() {
        if (!interludes.isEmpty()) {
            sources.forEach(SupervisedSource::close);
            for (Interlude<?> next = interludes.poll(); next != null; next = interludes.poll()) {
                next.play(pipeline);
            }
            dirty = true;
        }
    }

    /** Takes in what has arrived; waits for the first source if nothing has. Returns the rows. */
    private long poll(Duration wait) {
        long began = WallClock.nanos();
        long rows = 0;
        for (SupervisedSource source : sources) {
            rows += poll(source, Duration.ZERO);
        }
        if (rows == 0 && !wait.isZero() && !stop.raised()) {
            if (!sources.isEmpty()) {
                rows = poll(sources.get(0), wait);
            }
            if (rows == 0) {
                // A source that cannot wait, or cannot be read, must not make this loop a busy one.
                stop.pause(wait.minusNanos(WallClock.nanos() - began));
            }
        }
        return rows;
    }

    private long poll(SupervisedSource source, Duration wait) {
        List<LiveSource.Taken> taken = source.poll(pipeline, wait);
        taken.forEach(book::took);
        source.streams().forEach(book::stands);
        note(source);
        // It may have committed rows of one topic before another failed: only a cycle brings them to gold.
        dirty |= source.justFailed();
        return taken.stream().mapToLong(LiveSource.Taken::rows).sum();
    }

    private void note(SupervisedSource source) {
        Instant now = workspace.clock().instant();
        source.failure()
                .ifPresentOrElse(
                        e -> problems.failed(Problem.Kind.SOURCE, source.name(), e, now, book.inGoldAt()),
                        () -> problems.solved(Problem.Kind.SOURCE, source.name()));
        for (LiveSource.Stream stream : source.streams()) {
            List<String> halted = new ArrayList<>();
            for (LiveSource.Halt halt : stream.halts()) {
                String subject = LiveState.partition(stream.name(), halt.partition());
                halted.add(subject);
                problems.failed(Problem.Kind.SOURCE, subject, halt.reason(), now, book.inGoldAt());
            }
            problems.solvedBut(Problem.Kind.SOURCE, stream.name() + " partition ", halted);
        }
    }

    private void cycle() {
        Map<String, Map<Integer, Long>> positions = positions();
        boolean caughtUp = streams().allMatch(stream -> stream.lag() == 0);
        long began = WallClock.nanos();
        pulse.computes();
        CycleReport report = pipeline.runCycle();
        Duration took = Duration.ofNanos(WallClock.nanos() - began);
        // What it saw for the first time gets its columns with the next one.
        dirty = attributes.follow(report);
        stalled = !report.failures().isEmpty();
        if (stalled) {
            Duration unused = modelPauses.failed();
        } else {
            modelPauses.succeeded();
        }
        book.cycled(report, took, positions);
        note(report);
        hours.cycled(caughtUp);
        dirty |= hours.close(pipeline, !drains.isEmpty());
    }

    private Stream<LiveSource.Stream> streams() {
        return sources.stream().flatMap(source -> source.streams().stream());
    }

    private Map<String, Map<Integer, Long>> positions() {
        Map<String, Map<Integer, Long>> positions = new HashMap<>();
        streams().forEach(stream -> positions.put(stream.name(), stream.next()));
        return positions;
    }

    private void note(CycleReport report) {
        problems.solved(Problem.Kind.CYCLE, CYCLE);
        Instant now = workspace.clock().instant();
        List<String> failed = new ArrayList<>();
        for (CycleReport.Failure failure : report.failures()) {
            failed.add(failure.model().toString());
            problems.failed(Problem.Kind.MODEL, failure.model().toString(), failure.reason(), now, book.inGoldAt());
        }
        problems.solvedBut(Problem.Kind.MODEL, "", failed);
    }

    private void publish(Phase phase) {
        published = WallClock.nanos();
        pulse.beat();
        publisher.publish(book.state(phase, hours.now(), problems));
    }
}
