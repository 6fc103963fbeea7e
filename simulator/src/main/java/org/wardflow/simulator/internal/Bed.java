package org.wardflow.simulator.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.WorldWard;
import org.wardflow.simulator.WorldWard.Condition;

/** A bed, who is in it, and what was the matter with it. Times are seconds since 1970. */
final class Bed {
    final Facility facility;
    final String department;
    final String id;

    /** The visit that occupies it; null while it is empty, also when it is held for somebody. */
    @Nullable Case occupant;

    private final List<Turn> turns = new ArrayList<>();

    /** A condition from a time on, and since when a message has said so. */
    static final class Turn {
        private final Condition condition;
        private final long from;
        private long toldAt = Long.MAX_VALUE;

        private Turn(Condition condition, long from) {
            this.condition = condition;
            this.from = from;
        }

        /** A message that says so, and when, leaves at the time. */
        void told(long time) {
            toldAt = Math.min(toldAt, time);
        }
    }

    Bed(Facility facility, String department, String id) {
        this.facility = facility;
        this.department = department;
        this.id = id;
    }

    Turn turn(Condition condition, long time) {
        // Who leaves for good keeps the bed for no instant.
        if (!turns.isEmpty() && turns.get(turns.size() - 1).from == time) {
            turns.remove(turns.size() - 1);
        }
        Turn turn = new Turn(condition, time);
        turns.add(turn);
        return turn;
    }

    /** Of a bed that a patient left, and that nothing was ever said of, nobody can know that it is not ready. */
    WorldWard.Bed snapshot(long now) {
        List<WorldWard.Turn> seen = new ArrayList<>();
        boolean spokenOf = false;
        for (Turn turn : turns) {
            boolean told = switch (turn.condition) {
                case OCCUPIED -> true;
                case KEPT -> spokenOf;
                default -> turn.toldAt <= now;
            };
            spokenOf |= turn.toldAt <= now;
            seen.add(new WorldWard.Turn(Instant.ofEpochSecond(turn.from), turn.condition, told));
        }
        return new WorldWard.Bed(id, seen);
    }
}
