package org.wardflow.app.live.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;

/** Closes the hours of a running home: each as it ends, and earlier ones when events come that lie before the first. */
final class LiveHours {
    /** Between two looks for such events, which read a column of what lies before the first hour. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final Workspace workspace;
    private final Clock clock;
    private final Book book;
    private Instant ticked = Instant.MIN;
    private Instant lookedIn = Instant.MIN;
    private long lookedAt;
    private boolean isUnseen;
    private boolean isSettled;

    /** @param clock that tells when an hour is over */
    LiveHours(Workspace workspace, Clock clock, Book book) {
        this.workspace = workspace;
        this.clock = clock;
        this.book = book;
    }

    Instant now() {
        return clock.instant();
    }

    /** A cycle has ended, so that there may be events that no hour knows. */
    void cycled(boolean caughtUp) {
        isUnseen = true;
        isSettled |= caughtUp;
    }

    /**
     * Closes the hours that have passed, and earlier ones where there are events now.
     *
     * @param isAwaited somebody waits for all to be in gold: look now
     * @return whether there were any
     */
    boolean close(Pipeline pipeline, boolean isAwaited) {
        try {
            Instant now = now().truncatedTo(ChronoUnit.HOURS);
            boolean hasBegun = pipeline.table(Pipeline.CLOCK).latest().visibleRows() > 0;
            long closed = 0;
            if (hasBegun && now.isAfter(ticked)) {
                closed = pipeline.appendClock(now, now);
                closedUpTo(now);
            }
            // The first event is known once what waited at the start is in.
            boolean isDue = hasBegun ? isAwaited || WallClock.nanos() - lookedAt > LOOK_EVERY.toNanos() : isSettled;
            // An event in the hour that runs has none yet, and nothing else may come before that is over.
            boolean isNew = isUnseen || (!hasBegun && now.isAfter(lookedIn));
            if (isNew && isDue) {
                isUnseen = false;
                lookedIn = now;
                lookedAt = WallClock.nanos();
                long found = workspace.closeHours(pipeline, Optional.of(now));
                if (found > 0) {
                    closedUpTo(now);
                }
                closed += found;
            }
            return closed > 0;
        } catch (WardflowException e) {
            // A damaged table of the hours stops the hours alone: the cycle's report names it.
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            return false;
        }
    }

    private void closedUpTo(Instant now) {
        ticked = now;
        book.closed(now);
    }
}
