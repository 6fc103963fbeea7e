package org.wardflow.core;

import java.lang.System.Logger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The machine's clock for what cannot be undone, such as closing hours: a clock that jumps ahead is believed once it has gone on from there for
 * {@link #STANDS}. A virtual machine that wakes, or a clock with a flat battery, may show another year for a moment; a laptop that slept shows the right time, which the
 * monotonic clock slept through. Until then it goes on from where it was. It goes back with the machine's clock at once: that closes nothing.
 *
 * <p>What the clock showed before this process began is not known: a wrong one at the start is believed. Safe for all threads.
 */
public final class SteadyClock extends Clock {
    /** So far the clock may get ahead of the monotonic one between two looks and be believed at once: what sets a clock corrects less. */
    public static final Duration SLACK = Duration.ofMinutes(1);

    /** So long, by the monotonic clock, a clock that jumped has to go on from there. */
    public static final Duration STANDS = Duration.ofSeconds(60);

    private static final Logger LOG = System.getLogger(SteadyClock.class.getName());

    private final Clock clock;
    private final LongSupplier nanos;
    private Look believed;
    private Optional<Look> doubted = Optional.empty();

    /** What both clocks showed. */
    private record Look(Instant wall, long nanos) {
        /** What the wall clock shows now if it goes as the monotonic one does. */
        Instant at(long now) {
            return wall.plusNanos(now - nanos);
        }
    }

    SteadyClock(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.believed = new Look(clock.instant(), nanos.getAsLong());
    }

    /** Over a machine's clock; not over one that runs faster than time. */
    public static SteadyClock over(Clock clock) {
        return new SteadyClock(clock, WallClock::nanos);
    }

    @Override
    public synchronized Instant instant() {
        Look now = new Look(clock.instant(), nanos.getAsLong());
        Duration ahead = Duration.between(believed.at(now.nanos()), now.wall());
        if (ahead.compareTo(SLACK) <= 0) {
            if (doubted.isPresent()) {
                LOG.log(Logger.Level.INFO, "the clock has come back");
            }
            return believe(now);
        }
        Look since = doubted.filter(first -> goesOn(first, now)).orElse(now);
        if (now.nanos() - since.nanos() >= STANDS.toNanos()) {
            LOG.log(Logger.Level.INFO, "the clock is believed: it went on from " + since.wall());
            return believe(now);
        }
        if (since.equals(now)) {
            LOG.log(
                    Logger.Level.WARNING,
                    "the clock jumped ahead by %s to %s: no hour closes by it until it has gone on for %s"
                            .formatted(ahead, now.wall(), STANDS));
        }
        doubted = Optional.of(since);
        return believed.at(now.nanos());
    }

    private static boolean goesOn(Look first, Look now) {
        return Duration.between(first.at(now.nanos()), now.wall()).abs().compareTo(SLACK) <= 0;
    }

    private Instant believe(Look now) {
        believed = now;
        doubted = Optional.empty();
        return now.wall();
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return zone.equals(getZone()) ? this : new SteadyClock(clock.withZone(zone), nanos);
    }
}
