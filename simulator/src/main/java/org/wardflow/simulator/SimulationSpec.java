package org.wardflow.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * What to simulate.
 *
 * @param hospitals how many of the group, from 1 to {@value #HOSPITALS_MAX}
 * @param days how many days of history a batch holds, from 1 to {@value #DAYS_MAX}
 * @param seed the same seed gives the same bytes
 * @param start midnight UTC at which the first patients arrive
 * @param incidents what happens out of the ordinary, none before the start
 */
public record SimulationSpec(int hospitals, int days, long seed, Instant start, Dirt dirt, List<Incident> incidents) {

    /** Names what a seed gives, which is other bytes in another world: the beginning of the digest of a day that was once recorded. */
    public static final String WORLD = "cac834c4";

    /** The group has seven. */
    public static final int HOSPITALS_MAX = 7;

    /** Ten years: more would only fill a disk. */
    public static final int DAYS_MAX = 3_660;

    /** Thirty days from here see the end of daylight saving in the United States. */
    public static final Instant DEFAULT_START = Instant.parse("2026-10-12T00:00:00Z");

    public SimulationSpec {
        requireRange("hospitals", hospitals, HOSPITALS_MAX);
        requireRange("days", days, DAYS_MAX);
        if (!start.equals(start.truncatedTo(ChronoUnit.DAYS))) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A simulation starts at midnight UTC",
                    start.toString(),
                    "leave out the time of day");
        }
        incidents = List.copyOf(incidents);
        if (incidents.stream().anyMatch(incident -> incident.from().isBefore(start))) {
            throw new IllegalArgumentException("an incident begins before the simulation does");
        }
    }

    /** A simulation without incidents. */
    public SimulationSpec(int hospitals, int days, long seed, Instant start, Dirt dirt) {
        this(hospitals, days, seed, start, dirt, List.of());
    }

    /** The same, with one incident more. */
    public SimulationSpec with(Incident incident) {
        List<Incident> more = new ArrayList<>(incidents);
        more.add(incident);
        return new SimulationSpec(hospitals, days, seed, start, dirt, more);
    }

    private static void requireRange(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The number of %s is out of range".formatted(name),
                    Integer.toString(value),
                    "give a number from 1 to " + max);
        }
    }

    /** The end of the last day. */
    public Instant end() {
        return start.plus(Duration.ofDays(days));
    }
}
