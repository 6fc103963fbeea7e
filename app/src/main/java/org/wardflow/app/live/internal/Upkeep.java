package org.wardflow.app.live.internal;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.function.Consumer;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;

/** Compacts, checkpoints and cleans up beside the live thread, on a thread of its own. */
public final class Upkeep implements Runnable {
    /** Between two compactions: so many small files may gather. */
    static final Duration COMPACT_EVERY = Duration.ofSeconds(5);

    /** Between two clean-ups of logs and old files. */
    static final Duration MAINTAIN_EVERY = Duration.ofMinutes(2);

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());
    private static final String SUBJECT = "maintenance";

    private final LiveLoop loop;
    private final Duration keep;
    private final StopFlag stop = new StopFlag();
    private final Thread thread;

    private Upkeep(LiveLoop loop, Duration keep) {
        this.loop = loop;
        this.keep = keep;
        this.thread = new Thread(this, "wardflow-upkeep");
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public static Upkeep start(Workspace workspace, LiveLoop loop) {
        Upkeep upkeep = new Upkeep(loop, workspace.settings().value(Settings.LAKE_RETENTION));
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
        long maintained = WallClock.nanos();
        while (!stop.pause(COMPACT_EVERY)) {
            boolean worked = attempt(pipeline -> {
                int files = pipeline.compact();
                LOG.log(Logger.Level.DEBUG, "compacted files=%s".formatted(files));
            });
            if (worked && WallClock.nanos() - maintained > MAINTAIN_EVERY.toNanos() && !stop.raised()) {
                maintained = WallClock.nanos();
                attempt(pipeline -> pipeline.maintain(keep));
            }
        }
    }

    private boolean attempt(Consumer<Pipeline> work) {
        try {
            loop.pipeline().use(work);
            loop.problems().solved(Problem.Kind.CYCLE, SUBJECT);
            return true;
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, "maintenance failed; it is tried again in " + COMPACT_EVERY, e);
            loop.failed(SUBJECT, e);
            return false;
        }
    }
}
