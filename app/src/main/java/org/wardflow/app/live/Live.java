package org.wardflow.app.live;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.wardflow.app.live.internal.LiveLoop;
import org.wardflow.app.live.internal.Publisher;
import org.wardflow.app.live.internal.Upkeep;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.ingest.LiveSource;

/**
 * The running system over one home: sources in, hours closed, cycles run, and after each a {@link LiveState}. A failure is in the
 * state, and tried again with growing pauses; only what the process cannot survive ends it. Safe for all threads.
 */
public final class Live implements AutoCloseable {
    /** How long {@link #close} waits for the round in hand. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Publisher publisher;
    private final LiveLoop loop;
    private final Thread thread;
    private final Upkeep upkeep;

    private Live(Publisher publisher, LiveLoop loop, Thread thread, Upkeep upkeep) {
        this.publisher = publisher;
        this.loop = loop;
        this.thread = thread;
        this.upkeep = upkeep;
    }

    /**
     * Starts it. Throws what opening the tables and the sources throws: what is wrong at the start is not tried again.
     *
     * @param workspace open for writing; it stays open
     * @param hours tells which hours have closed: the machine's clock, or a simulator's
     * @param sources the first one is waited on when all are quiet
     */
    public static Live start(Workspace workspace, Clock hours, List<LiveSource.Opener> sources) {
        Publisher publisher = new Publisher();
        LiveLoop loop = LiveLoop.open(workspace, hours, sources, publisher);
        Upkeep upkeep = Upkeep.start(workspace, loop);
        Thread thread = new Thread(loop, "wardflow-live");
        thread.setDaemon(true);
        thread.start();
        return new Live(publisher, loop, thread, upkeep);
    }

    /** What it knew of itself last, at most about a second ago, or as long as a cycle takes. */
    public LiveState state() {
        return publisher.state();
    }

    /** Whether the live thread has been away for longer than a round, or a cycle, can take. */
    public boolean isStuck() {
        return loop.isStuck();
    }

    /** Calls the listener with each new state, on the live thread: it must be quick and must not wait. */
    public void listen(Consumer<LiveState> listener) {
        publisher.listen(listener);
    }

    /** Adds a failure of a part that works beside it to the problems of the next states, or brings its text up to date. */
    public void failed(Problem.Kind kind, String subject, Throwable failure) {
        loop.failed(kind, subject, failure);
    }

    /** Ends the live thread, which tells why: a thread that works beside it cannot go on. */
    public void end(Error error) {
        loop.end(error);
    }

    /** Takes such a failure back. */
    public void solved(Problem.Kind kind, String subject) {
        loop.solved(kind, subject);
    }

    /** Makes these the problems of their kinds, of all kinds named, in the next states. */
    public void found(Set<Problem.Kind> kinds, Collection<Problem> problems) {
        loop.found(kinds, problems);
    }

    /** Waits for a state; false if none came within the limit. */
    public boolean await(Predicate<LiveState> wanted, Duration limit) {
        return publisher.await(wanted, limit);
    }

    /**
     * Takes in what the sources hold now, closes the hours that have passed now, and brings both to gold. New records are taken in
     * all the while.
     */
    public Drained drain(Duration limit) {
        return loop.drain(limit);
    }

    /**
     * Does something between two rounds while no source is open; afterwards they go on where bronze then stands.
     *
     * @param limit until it begins; NOT_RUNNING after that. Otherwise throws what the work throws
     */
    public <T> T between(Function<Pipeline, T> work, Duration limit) {
        return loop.between(work, limit);
    }

    /**
     * Stops after the round in hand. Call it before the workspace is closed.
     *
     * @return false if the round takes longer than the limit: the workspace must not be closed then, the process ended instead,
     *     which loses nothing
     */
    public boolean stop(Duration limit) {
        long deadline = WallClock.nanos() + limit.toNanos();
        upkeep.ask();
        loop.stop();
        boolean ended = join(thread, deadline);
        return upkeep.stop(deadline) && ended;
    }

    private static boolean join(Thread thread, long deadline) {
        try {
            long millis = Math.max(1, (deadline - WallClock.nanos()) / 1_000_000);
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** Stops within {@link #STOP_LIMIT}; IllegalStateException if that does not do. */
    @Override
    public void close() {
        if (!stop(STOP_LIMIT)) {
            throw new IllegalStateException("a cycle takes longer than " + STOP_LIMIT);
        }
    }

    /**
     * What became of {@link #drain}.
     *
     * @param covered all of it is in gold
     * @param left records that are not in bronze
     */
    public record Drained(boolean covered, long left) {}
}
