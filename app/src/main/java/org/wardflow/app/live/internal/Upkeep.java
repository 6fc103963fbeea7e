package org.wardflow.app.live.internal;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.function.Predicate;
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

    private static final Logger LOG = System.getLogger(Upkeep.class.getName());
    private static final String COMPACTION = "compaction";
    private static final String MAINTENANCE = "maintenance";

    private final LiveLoop loop;
    private final CleanUpRounds<Pipeline> cleanUps;
    private final StopFlag stop = new StopFlag();
    private final Thread thread;

    private Upkeep(LiveLoop loop, Keep keep) {
        this.loop = loop;
        this.cleanUps = new CleanUpRounds<>(pipeline -> pipeline.cleanUp(keep), WallClock::nanos);
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
        while (!stop.pause(COMPACT_EVERY)) {
            attempt(COMPACTION, pipeline -> {
                int files = pipeline.compact();
                LOG.log(Logger.Level.DEBUG, "compacted files=%s".formatted(files));
                return true;
            });
            // A table that cannot be compacted keeps no other from being cleaned up.
            if (!stop.raised()) {
                attempt(MAINTENANCE, pipeline -> cleanUps.round(pipeline, stop::raised));
            }
        }
    }

    /** @param work true if all is well, false if that is not known yet */
    private void attempt(String subject, Predicate<Pipeline> work) {
        try {
            loop.pipeline().use(pipeline -> {
                if (work.test(pipeline)) {
                    loop.problems().solved(Problem.Kind.CYCLE, subject);
                }
            });
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.WARNING, subject + " failed; it is tried again", e);
            loop.failed(subject, e);
        } catch (Error e) {
            loop.end(e);
            throw e;
        }
    }
}
