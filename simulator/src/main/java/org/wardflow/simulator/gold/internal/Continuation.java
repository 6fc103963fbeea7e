package org.wardflow.simulator.gold.internal;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Of two encounters that were merged, the end of the one is no end of both if the other goes on (docs/semantics.md §4): discharges
 * that an admission, transfer or return follows that was sent under another encounter id, or at which the patient already was
 * elsewhere under another one.
 */
final class Continuation {
    private final List<Event> events;

    /** Whether the patient was away after it, by discharge. */
    private final IdentityHashMap<Event, Boolean> leaves = new IdentityHashMap<>();

    /**
     * @param events those of one encounter that no cancel undid, and cancelled discharges with a bed, in total order
     * @param alone whether the encounter id that an event was sent under stood alone when it was recorded
     */
    Continuation(List<Event> events, Predicate<Event> alone) {
        this.events = events;
        for (Event event : events) {
            if (event.isDischargeMessage()) {
                boolean elsewhere = alone.test(event) && isElsewhere(event);
                OptionalLong next = events.stream()
                        .filter(other -> other.puts() && !isOfSameId(other, event))
                        .mapToLong(Event::eventTs)
                        .filter(ts -> ts >= event.eventTs())
                        .min();
                if (elsewhere || next.isPresent()) {
                    leaves.put(event, !elsewhere && next.orElse(event.eventTs()) > event.eventTs());
                }
            }
        }
    }

    /** Whether the patient's last bed by then is one of another id, which was not discharged since. */
    private boolean isElsewhere(Event discharge) {
        @Nullable Event last = null;
        @Nullable Event own = null;
        for (Event event : events) {
            if (event.puts() && event.place().isBed() && event.eventTs() <= discharge.eventTs()) {
                last = event;
                own = isOfSameId(event, discharge) ? event : own;
            }
        }
        if (last == null
                || isOfSameId(last, discharge)
                || (own != null && own.place().equals(last.place()))) {
            return false;
        }
        long since = last.eventTs();
        return events.stream()
                .filter(event -> event.type() == EventType.DISCHARGE && !isOfSameId(event, discharge))
                .noneMatch(event -> event.eventTs() >= since && event.eventTs() <= discharge.eventTs());
    }

    private static boolean isOfSameId(Event one, Event other) {
        return Objects.equals(one.encounterIdSent(), other.encounterIdSent());
    }

    /** Whether it is a discharge after which the encounter went on. */
    boolean follows(Event event) {
        return leaves.containsKey(event);
    }

    /** Whether the patient was away between it and what followed. */
    boolean leavesAGap(Event event) {
        return leaves.getOrDefault(event, false);
    }
}
