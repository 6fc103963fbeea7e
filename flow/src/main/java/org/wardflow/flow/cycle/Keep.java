package org.wardflow.flow.cycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which earlier states of the lake stay readable. Each costs a log entry and mostly a data file in every table that its cycle
 * changed, and time at every clean-up; where a cycle follows the other at once, time alone would keep millions.
 *
 * @param time those that are younger
 * @param cycles of these the newest, at least 1; what is younger than {@link #ALWAYS} stays in any case, unless {@code time} is shorter
 */
public record Keep(Duration time, int cycles) {
    /** What a reader, a backup or a publication may hold on to, however many cycles pass. */
    public static final Duration ALWAYS = Duration.ofHours(1);

    public Keep {
        if (time.isNegative() || cycles < 1) {
            throw new IllegalArgumentException("Not to be kept: " + time + ", " + cycles + " cycles");
        }
    }

    /** All states of a time, where cycles are few. */
    public static Keep all(Duration time) {
        return new Keep(time, Integer.MAX_VALUE);
    }

    /**
     * States from this instant on stay.
     *
     * @param counted when the oldest of so many cycles ended; empty if there were fewer
     */
    public Instant oldest(Instant now, Optional<Instant> counted) {
        Instant byTime = now.minus(time);
        Instant always = now.minus(ALWAYS);
        return counted.map(at -> at.isBefore(always) ? at : always)
                .filter(at -> at.isAfter(byTime))
                .orElse(byTime);
    }
}
