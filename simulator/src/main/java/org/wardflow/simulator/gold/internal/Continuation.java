package org.wardflow.simulator.gold.internal;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;

/**
 * Of two encounters that were merged, the end of the one is no end of both if the other goes on (docs/semantics.md §4): discharges
 * that an admission, transfer or return follows that was sent under another encounter id.
 */
final class Continuation {
    /** When the encounter went on, by discharge. */
    private final IdentityHashMap<Event, Long> from = new IdentityHashMap<>();

    /** @param uncancelled the events of one encounter that no cancel undid */
    Continuation(List<Event> uncancelled) {
        for (Event event : uncancelled) {
            if (event.type() == EventType.DISCHARGE && event.encounterIdSent() != null) {
                OptionalLong next = uncancelled.stream()
                        .filter(other -> isElsewhere(other, event.encounterIdSent()))
                        .mapToLong(Event::eventTs)
                        .filter(ts -> ts >= event.eventTs())
                        .min();
                next.ifPresent(ts -> from.put(event, ts));
            }
        }
    }

    private static boolean isElsewhere(Event event, String encounterIdSent) {
        boolean places = event.type() == EventType.ADMISSION
                || event.type() == EventType.TRANSFER
                || event.type() == EventType.RETURN;
        return places && !encounterIdSent.equals(event.encounterIdSent());
    }

    /** Whether it is a discharge after which the encounter went on. */
    boolean follows(Event event) {
        return from.containsKey(event);
    }

    /** Whether the patient was away between it and what followed. */
    boolean leavesAGap(Event event) {
        Long next = from.get(event);
        return next != null && next > event.eventTs();
    }
}
