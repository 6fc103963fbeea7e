package org.wardflow.simulator.gold.internal;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an encounter are taken back: those named, then the latest still open of a type, first of the id that the cancel was
 * sent under (docs/semantics.md §4).
 */
final class Cancels {
    private final Set<Event> cancelled = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * @param events all events of one encounter, in any order
     * @param alone whether the encounter id that an event was sent under stood alone when it was recorded
     */
    Cancels(List<Event> events, Predicate<Event> alone) {
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
        List<Event> inOrder = events.stream()
                .filter(event -> !cancelled.contains(event))
                .sorted(Comparator.comparing(Event::stamp, Stamp.RECORDED_ORDER))
                .toList();
        close(
                inOrder.stream().filter(alone).toList(),
                event -> new OfId(event.encounterIdSent(), event.type().family()));
        close(
                inOrder.stream()
                        .filter(event -> event.type().isCancel() ? !alone.test(event) : !cancelled.contains(event))
                        .toList(),
                event -> new OfId(null, event.type().family()));
    }

    /** The events of a type and their cancels, of one id as sent or, without it, of all. */
    private record OfId(@Nullable String encounterIdSent, EventType family) {}

    private void close(List<Event> inOrder, Function<Event, OfId> group) {
        Map<OfId, Deque<Event>> open = new HashMap<>();
        inOrder.forEach(event -> match(event, open.computeIfAbsent(group.apply(event), id -> new ArrayDeque<>())));
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
