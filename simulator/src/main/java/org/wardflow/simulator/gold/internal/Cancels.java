package org.wardflow.simulator.gold.internal;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which events of an encounter are taken back: those named, then the latest still open of a type (docs/semantics.md §4). */
final class Cancels {
    private final Set<Event> cancelled = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param events all events of one encounter, in any order */
    Cancels(List<Event> events) {
        Map<String, Event> byId = new HashMap<>();
        for (Event event : events) {
            byId.put(event.stamp().eventId(), event);
        }
        for (Event event : events) {
            String name = event.details().cancelsEventId();
            Event target = event.type().isCancel() && name != null ? byId.get(name) : null;
            if (target != null && target.type() == event.type().family()) {
                cancelled.add(target);
            }
        }
        Map<EventType, Deque<Event>> open = new EnumMap<>(EventType.class);
        events.stream()
                .filter(event -> !cancelled.contains(event))
                .sorted(Comparator.comparing(Event::stamp, Stamp.RECORDED_ORDER))
                .forEach(
                        event -> match(event, open.computeIfAbsent(event.type().family(), type -> new ArrayDeque<>())));
    }

    private void match(Event event, Deque<Event> open) {
        if (!event.type().isCancel()) {
            open.push(event);
        } else if (event.details().cancelsEventId() == null && !open.isEmpty()) {
            cancelled.add(open.pop());
        }
    }

    /** Whether the event still stands: neither a cancel nor cancelled. */
    boolean stands(Event event) {
        return !event.type().isCancel() && !cancelled.contains(event);
    }
}
