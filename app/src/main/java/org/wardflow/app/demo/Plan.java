package org.wardflow.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.Incident;
import org.wardflow.simulator.SimulationSpec;

/**
 * What a user wants of a demo. What determines the simulation can only be chosen when it begins.
 *
 * @param hospitals empty for what it was begun with, or 7; {@code days} and {@code seed} likewise, or 14 and 42
 * @param speed so many times as fast as real time, from 1 to {@value #SPEED_MAX}
 * @param limit how long it goes on after its history; empty until somebody stops it
 * @param incident what is to happen
 */
public record Plan(
        Optional<Integer> hospitals,
        Optional<Integer> days,
        Optional<Long> seed,
        int speed,
        Optional<Duration> limit,
        Optional<Wish> incident) {
    /** An hour a second: faster, and the board shows nothing that one could follow. */
    public static final int SPEED_MAX = 3_600;

    private static final int DAYS = 14;
    private static final long SEED = 42;

    /**
     * An incident.
     *
     * @param after the history, by the machine's clock; at least a second
     */
    public record Wish(Incident.Kind kind, Duration after) {
        /** Long enough to see what was before. */
        public static final Duration SOON = Duration.ofSeconds(10);

        public Wish {
            if (after.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new WardflowException(
                        ErrorCode.USAGE,
                        "An incident begins at least a second after the history",
                        after.toString(),
                        "write surge@+1s, or a longer time");
            }
        }
    }

    public Plan {
        if (speed < 1 || speed > SPEED_MAX) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The speed is out of range",
                    Integer.toString(speed),
                    "give a number from 1 to " + SPEED_MAX);
        }
    }

    /** Where a demo begins, or goes on; USAGE if it was begun otherwise than wanted now. */
    DemoState begin(Optional<DemoState> stored) {
        DemoState state = stored.orElseGet(() -> DemoState.fresh(new SimulationSpec(
                hospitals.orElse(SimulationSpec.HOSPITALS_MAX),
                days.orElse(DAYS),
                seed.orElse(SEED),
                SimulationSpec.DEFAULT_START,
                Dirt.standard())));
        SimulationSpec spec = state.spec();
        requireSame("--hospitals", hospitals, spec.hospitals());
        requireSame("--days", days, spec.days());
        requireSame("--seed", seed, spec.seed());
        return incident.map(wish -> {
                    Instant base = state.sentUntil().isAfter(spec.end()) ? state.sentUntil() : spec.end();
                    Duration after = wish.after().multipliedBy(speed);
                    return state.with(new Incident(wish.kind(), base.plus(after).truncatedTo(ChronoUnit.SECONDS)));
                })
                .orElse(state);
    }

    private static <T> void requireSame(String option, Optional<T> wanted, T begun) {
        if (wanted.isPresent() && !wanted.get().equals(begun)) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "The demo was begun otherwise",
                    "%s %s, not %s".formatted(option, begun, wanted.get()),
                    "leave out the option to go on, or add --new to begin again");
        }
    }
}
