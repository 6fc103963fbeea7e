package org.wardflow.app.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.gold.ExpectedGold;

/**
 * The hours that a home has closed beside those that what was sent calls for: without a gap, from the first event to the time up to which
 * they are due. Hours that are not closed are in no table, expected or found, so nothing else would miss them.
 *
 * @param from the start of the first closed hour
 * @param to the end of the last one
 * @param end up to which hours could have closed
 * @param missing hours that are called for and not closed
 * @param firstMissing the start of the first of them; null if there is none
 */
public record HourSpan(
        Instant from,
        Instant to,
        Instant end,
        long missing,
        @Nullable Instant firstMissing) {
    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * Compares. Hours before the truth begins are not asked for: nothing but an error of somebody, or a message of somebody else, lies there.
     *
     * @param ticks the ends of the closed hours, at least one
     * @param start of what was sent
     * @param due the end of the last hour that must have closed, if any must
     * @param end of what was sent, a whole hour
     */
    static HourSpan of(SortedSet<Instant> ticks, ExpectedGold gold, Instant start, Optional<Instant> due, Instant end) {
        Instant from = ticks.first().minus(HOUR);
        Instant to = ticks.last();
        Instant first = gold.firstHour(to)
                .map(hour -> hour.isBefore(start) ? start : hour)
                .filter(from::isAfter)
                .orElse(from);
        Instant last = due.filter(to::isBefore).orElse(to);
        long missing = 0;
        Instant firstMissing = null;
        for (Instant hour = first; hour.isBefore(last); hour = hour.plus(HOUR)) {
            if (!ticks.contains(hour.plus(HOUR))) {
                missing++;
                firstMissing = firstMissing == null ? hour : firstMissing;
            }
        }
        return new HourSpan(from, to, end, missing, firstMissing);
    }

    /** Whether none is missing. */
    public boolean isComplete() {
        return missing == 0;
    }
}
