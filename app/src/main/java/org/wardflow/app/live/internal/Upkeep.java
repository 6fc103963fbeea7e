package org.wardflow.app.live.internal;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.function.Consumer;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Keep;
import org.wardflow.flow.cycle.Pipeline;

/** Compacts, checkpoints and cleans up beside the live thread, on a thread of its own. */
public final class Upkeep implements Runnable {
    /** Between two compactions: so many small files may gather. */
    static final Duration COMPACT_EVERY = Duration.ofSeconds(5);

    /** Between two clean-ups of logs and old files, at least. */
    static final Duration MAINTAIN_EVERY = Duration.ofMinutes(2);

    /** A clean-up takes at most one part of the time in so many, however much is kept. */
    static final int MAINTAIN_SHARE = 50;

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());
    private static final String COMPACTION = "compaction";
    private static final String MAINTENANCE = "maintenance";

    private final LiveLoop loop;
    private final Keep keep;
    private final StopFlag stop = new StopFlag();
    private final Thread thread;

    private Upkeep(LiveLoop loop, Keep keep) {
        this.loop = loop;
        this.keep = keep;
        this.thread = new Thread(this, "wardflow-upkeep");
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public static Upkeep start(Workspace workspace, LiveLoop loop) {
        Settings settings = workspace.settings();
        Upkeep upkeep = new Upkeep(
                loop, new Keep(settings.value(Settings.LAKE_RETENTION), settings.value(Settings.LAKE_CYCLES)));
        upkeep.thread.start();
        return upkeep;
    }

    /** Begins nothing any more. */
    public void ask() {
        stop.raise();
    }

    /** Stops it; false if a compaction lasts longer than until the deadline. */
    public boolean stop(long deadlineNanos) {
        stop.raise();
        try {
            thread.join(Math.max(1, (deadlineNanos - WallClock.nanos()) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    @Override
    public void run() {
        long due = WallClock.nanos() + MAINTAIN_EVERY.toNanos();
        while (!stop.pause(COMPACT_EVERY)) {
            attempt(COMPACTION, pipeline -> {
                int files = pipeline.compact();
                LOG.log(Logger.Level.DEBUG, "compacted files=%s".formatted(files));
            });
            // A table that cannot be compacted keeps no other from being cleaned up.
            if (WallClock.nanos() - due > 0 && !stop.raised()) {
                long began = WallClock.nanos();
                attempt(MAINTENANCE, pipeline -> pipeline.maintain(keep));
                long ended = WallClock.nanos();
                due = ended + untilNext(Duration.ofNanos(ended - began)).toNanos();
            }
        }
    }

    static Duration untilNext(Duration took) {
        Duration fair = took.multipliedBy(MAINTAIN_SHARE);
        return fair.compareTo(MAINTAIN_EVERY) > 0 ? fair : MAINTAIN_EVERY;
    }

    private void attempt(String subject, Consumer<Pipeline> work) {
        try {
            loop.pipeline().use(work);
            loop.problems().solved(Problem.Kind.CYCLE, subject);
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, subject + " failed; it is tried again", e);
            loop.failed(subject, e);
        } catch (Error e) {
            loop.end(e);
            throw e;
        }
    }
}
