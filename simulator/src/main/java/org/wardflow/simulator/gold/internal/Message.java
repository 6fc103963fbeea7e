package org.wardflow.simulator.gold.internal;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.wardflow.simulator.Rule;

/**
 * One message after the row rules.
 *
 * @param hospitalId as sent where it is known, else {@code unknown}
 * @param hits the row rules that hit it, in their order
 * @param events none if it is quarantined; two for the eight-field form with a discharge time, the admission first
 */
record Message(String sha, String hospitalId, long recordedTs, Set<Rule> hits, List<Event> events) {

    static final String UNKNOWN = "unknown";

    Message {
        hits = hits.isEmpty() ? Set.of() : EnumSet.copyOf(hits);
        events = List.copyOf(events);
    }

    static Message rejected(String sha, long recordedTs, Rule rule) {
        return new Message(sha, UNKNOWN, recordedTs, EnumSet.of(rule), List.of());
    }

    boolean isAccepted() {
        return !events.isEmpty();
    }

    /** The event that carries the message's identity. */
    Event first() {
        return events.get(0);
    }
}
