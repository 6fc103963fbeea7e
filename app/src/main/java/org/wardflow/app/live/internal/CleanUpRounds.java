package org.wardflow.app.live.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.cycle.CleanUp;

/**
 * Clean-ups in rounds, some tables in each: seconds of a core at once would make the cycles beside it wait. For one thread.
 *
 * @param <P> what is cleaned up; a clean-up of another one is begun anew
 */
final class CleanUpRounds<P> {
    /** Between two clean-ups of logs and old files, at least. */
    static final Duration EVERY = Duration.ofMinutes(2);

    /** A clean-up takes at most one part of the time in so many, however much is kept. */
    static final int SHARE = 50;

    /** After so long the next table is left to the next round. */
    static final Duration AT_ONCE = Duration.ofMillis(200);

    private final Function<P, CleanUp> begin;
    private final LongSupplier nanos;
    private long due;
    private @Nullable Pass<P> pass;

    /** One that is under way, and how long it has taken by now. */
    private record Pass<P>(P of, CleanUp cleanUp, Duration took) {}

    /**
     * The first one is due after {@link #EVERY}.
     *
     * @param nanos a clock as {@link System#nanoTime}
     */
    CleanUpRounds(Function<P, CleanUp> begin, LongSupplier nanos) {
        this.begin = begin;
        this.nanos = nanos;
        this.due = nanos.getAsLong() + EVERY.toNanos();
    }

    /**
     * Goes on with a clean-up, or begins one if it is time. What it throws ends the clean-up; the next one comes in its time.
     *
     * @return whether all tables have had their turn, and are whole
     */
    boolean round(P of, BooleanSupplier stopped) {
        Optional<Pass<P>> before = Optional.ofNullable(pass).filter(open -> open.of() == of);
        pass = null;
        long began = nanos.getAsLong();
        if (before.isEmpty() && began - due < 0) {
            return false;
        }
        due = began + EVERY.toNanos();
        CleanUp cleanUp = before.map(Pass::cleanUp).orElseGet(() -> begin.apply(of));
        Duration atOnce = Duration.ZERO;
        while (!cleanUp.isOver() && atOnce.compareTo(AT_ONCE) < 0 && !stopped.getAsBoolean()) {
            var unused = cleanUp.next();
            atOnce = Duration.ofNanos(nanos.getAsLong() - began);
        }
        Duration took = before.map(Pass::took).orElse(Duration.ZERO).plus(atOnce);
        if (!cleanUp.isOver()) {
            pass = new Pass<>(of, cleanUp, took);
            return false;
        }
        due = nanos.getAsLong() + untilNext(took).toNanos();
        cleanUp.requireUndamaged();
        return true;
    }

    static Duration untilNext(Duration took) {
        Duration fair = took.multipliedBy(SHARE);
        return fair.compareTo(EVERY) > 0 ? fair : EVERY;
    }
}
