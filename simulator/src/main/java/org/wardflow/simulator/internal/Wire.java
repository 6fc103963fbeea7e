package org.wardflow.simulator.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way from the ward to the log: recorded a little later than it happened, or much later; sent a little later than it was
 * recorded, or when the interface is up again, in any order.
 */
final class Wire {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long OUTAGE_EVERY = 5 * 24 * HOUR;

    private final Chance chance;
    private final Incidents incidents;
    private final Contamination contamination;
    private final Map<String, NavigableMap<Long, Long>> outages = new HashMap<>();

    Wire(Chance chance, Incidents incidents, Contamination contamination) {
        this.chance = chance;
        this.incidents = incidents;
        this.contamination = contamination;
    }

    void send(Draft draft) {
        if (draft.isEightField()) {
            contamination.pass(draft, sendTime(draft.facility, draft.eventTime + chance.between(1, 30)));
            return;
        }
        long recorded = recordedTime(draft);
        draft.recordedTime = recorded;
        draft.fields.put("recorded_time", TimeText.zulu(recorded));
        contamination.pass(draft, sendTime(draft.facility, recorded));
    }

    private long recordedTime(Draft draft) {
        @Nullable Case visit = draft.visit;
        boolean prompt = visit == null || visit.prompt || visit.person.registeredTwice;
        double luck = chance.between(0, 999) / 1000.0;
        long delay;
        if (luck < 0.80) {
            delay = chance.between(0, 2 * MINUTE);
        } else if (prompt || luck < 0.985) {
            delay = chance.between(2 * MINUTE, 12 * MINUTE);
        } else {
            delay = chance.between(HOUR, 28 * HOUR);
        }
        long recorded = draft.eventTime + delay;
        if (visit == null) {
            return recorded;
        }
        // What staff take back is matched by recorded order, so there the order must be the real one.
        if (prompt) {
            recorded = Math.max(recorded, visit.lastRecorded + 1);
        }
        visit.lastRecorded = Math.max(visit.lastRecorded, recorded);
        return recorded;
    }

    private long sendTime(Facility facility, long recorded) {
        long delay = chance.happens(0.02) ? chance.between(MINUTE, 2 * HOUR) : chance.between(0, 20);
        long time = recorded + delay;
        Map.Entry<Long, Long> outage = outagesUntil(facility, time).floorEntry(time);
        long sent =
                outage != null && time < outage.getValue() ? outage.getValue() + chance.between(0, 10 * MINUTE) : time;
        return incidents.leaving(facility, sent);
    }

    /** The outages of a facility's interface, from their begin to their end, planned past the time. */
    private NavigableMap<Long, Long> outagesUntil(Facility facility, long time) {
        NavigableMap<Long, Long> own = outages.computeIfAbsent(facility.id(), id -> new TreeMap<>());
        while (own.isEmpty() || own.lastKey() <= time) {
            long after = own.isEmpty() ? time : own.lastEntry().getValue();
            long from = after + chance.between(OUTAGE_EVERY / 2, OUTAGE_EVERY * 3 / 2);
            own.put(from, from + chance.between(HOUR, 3 * HOUR));
        }
        return own;
    }
}
