package org.wardflow.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The beds of a department as they really were, up to the time of asking.
 *
 * @param capacity how many beds it has, in time; before the first change all of them
 * @param beds those of the building, each of them ready when the doors open
 */
public record WorldWard(String hospitalId, String department, List<Capacity> capacity, List<Bed> beds) {

    /**
     * So many beds from then on.
     *
     * @param isTold whether the message about it has been sent
     */
    public record Capacity(Instant from, int beds, boolean isTold) {}

    /**
     * A bed.
     *
     * @param turns in time
     */
    public record Bed(String bedId, List<Turn> turns) {
        public Bed {
            turns = List.copyOf(turns);
        }
    }

    /**
     * A bed's condition from then on.
     *
     * @param isTold whether what the messages sent by now say of the bed since then is what was: dirt may have lost the one about it,
     *     put it off or left another word in it. Who is in a bed is told by the messages of the visit, so here it always is
     */
    public record Turn(Instant from, Condition condition, boolean isTold) {}

    /** What may be the matter with a bed. */
    public enum Condition {
        /** Empty and said to be clean; also while it is held for somebody on the way. */
        READY,
        OCCUPIED,
        /** Its patient is on leave. */
        KEPT,
        DIRTY,
        CLEANING,
        CLOSED;

        /** The word that bed statuses and files carry, in lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public WorldWard {
        capacity = List.copyOf(capacity);
        beds = List.copyOf(beds);
    }

    /** The hospital and the department, as {@code 1/ICU}. */
    public String id() {
        return hospitalId + "/" + department;
    }

    /** The beds that are ready, less those that were taken out: these are empty ones. */
    public long ready(Instant at) {
        int out = beds.size()
                - last(capacity, Capacity::from, at).map(Capacity::beds).orElse(beds.size());
        return Math.max(0, count(Condition.READY, at) - out);
    }

    /** The beds of the building in a condition. */
    public long count(Condition condition, Instant at) {
        return beds.stream()
                .filter(bed -> turn(bed, at).map(Turn::condition).orElse(Condition.READY) == condition)
                .count();
    }

    /** Whether what was said of its beds is what was. */
    public boolean isTold(Instant at) {
        return beds.stream().allMatch(bed -> turn(bed, at).map(Turn::isTold).orElse(true))
                && last(capacity, Capacity::from, at).map(Capacity::isTold).orElse(true);
    }

    private static Optional<Turn> turn(Bed bed, Instant at) {
        return last(bed.turns(), Turn::from, at);
    }

    private static <T> Optional<T> last(List<T> inTime, Function<T, Instant> from, Instant at) {
        for (int i = inTime.size() - 1; i >= 0; i--) {
            if (!from.apply(inTime.get(i)).isAfter(at)) {
                return Optional.of(inTime.get(i));
            }
        }
        return Optional.empty();
    }
}
