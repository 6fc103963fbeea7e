package org.wardflow.app.web;

import java.lang.System.Logger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.wardflow.core.WardflowException;
import org.wardflow.server.feed.Reports;

/** The newest report of one kind. It is made on a thread of its own, and only when somebody asks and the last try is old. Safe for all threads. */
final class KeptReport {
    /** From the end of one try to the beginning of the next, at least. */
    static final Duration EVERY = Duration.ofSeconds(60);

    /** A report that takes long is made more seldom, so that it never takes more than a fifth of the time: cycles use the same engine. */
    static final int REST = 4;

    private static final Logger LOG = System.getLogger(KeptReport.class.getName());

    private final String name;
    private final Supplier<Reports.Report> work;
    private final Executor thread;
    private final Clock clock;
    private final LongSupplier nanos;
    private Reports.Latest latest = new Reports.Latest(Optional.empty(), Optional.empty(), Optional.empty(), EVERY);
    private boolean busy;
    private boolean tried;
    private long next;

    /**
     * None is made yet.
     *
     * @param nanos monotonic, for how long things take
     */
    KeptReport(String name, Supplier<Reports.Report> work, Executor thread, Clock clock, LongSupplier nanos) {
        this.name = name;
        this.work = work;
        this.thread = thread;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** The newest there is; begins another if that is old. */
    synchronized Reports.Latest latest() {
        if (!busy && (!tried || nanos.getAsLong() - next >= 0)) {
            busy = true;
            thread.execute(this::make);
        }
        return latest;
    }

    private void make() {
        long began = nanos.getAsLong();
        Optional<Reports.Report> made = Optional.empty();
        Optional<String> problem = Optional.of("an unexpected error: see the log in the home");
        try {
            made = Optional.of(work.get());
            problem = Optional.empty();
        } catch (WardflowException e) {
            problem = Optional.of("WARDFLOW-%s %s: %s".formatted(e.code().number(), e.code(), e.what()));
        } catch (RuntimeException e) {
            // Its message could quote input, so only the log of the home gets it.
            LOG.log(Logger.Level.WARNING, "the " + name + " could not be made", e);
        } finally {
            done(made, problem, nanos.getAsLong() - began);
        }
    }

    private synchronized void done(Optional<Reports.Report> made, Optional<String> problem, long took) {
        // What was made before stays, and says when that was.
        latest = made.isPresent()
                ? new Reports.Latest(made, Optional.of(clock.instant()), Optional.empty(), EVERY)
                : new Reports.Latest(latest.report(), latest.madeAt(), problem, EVERY);
        next = nanos.getAsLong() + Math.max(EVERY.toNanos(), REST * took);
        tried = true;
        busy = false;
    }
}
