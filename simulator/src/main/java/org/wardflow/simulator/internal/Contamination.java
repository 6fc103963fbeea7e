package org.wardflow.simulator.internal;

import java.time.zone.ZoneOffsetTransition;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Rule;

/** Makes a share of the messages dirty on their way; the world itself stays as it is. A message has one kind of dirt at most. */
final class Contamination {
    /** Types whose loss or displacement changes the picture of the visit. */
    private static final Set<String> HARMLESS = Set.of("UPDATE", "BED_STATUS", "PENDING_DISCHARGE", "PENDING_TRANSFER");

    private final Incidents incidents;
    private final Chance chance;
    private final Post post;
    private final RowDirt rowDirt;
    private final VisitDirt visitDirt;

    Contamination(Incidents incidents, Chance chance, Outbox outbox, BedBoard beds) {
        this.incidents = incidents;
        this.chance = chance;
        this.post = new Post(outbox, incidents);
        this.rowDirt = new RowDirt(incidents, chance, post);
        this.visitDirt = new VisitDirt(incidents, chance, post, beds);
    }

    /** Sends the draft at the time, or makes it dirty and sees to it that what remains is sent. */
    void pass(Draft draft, long time) {
        if (ambiguous(draft, time) || visitDirt.soil(draft, time) || rowDirt.soil(draft, time)) {
            return;
        }
        if (chance.happens(incidents.rate(Rule.EXACT_DUPLICATE))) {
            Post.Parcel parcel = post.parcel(draft, time);
            parcel.send();
            parcel.sendAgain(time + (chance.happens(0.9) ? chance.between(1, 300) : chance.between(300, 140_000)));
            return;
        }
        post.parcel(draft, time).send();
        Case visit = draft.visit;
        if (visit != null && draft.fields.containsKey("gender")) {
            visit.person.genderReported = true;
        }
        if (draft.recordedTime != null
                && !draft.type().equals("MERGE")
                && chance.happens(incidents.rate(Rule.EVENT_ID_CONFLICT))) {
            Draft other = draft.copy().with("note", "sent again after an edit");
            long recorded = draft.recordedTime + 60;
            other.with("recorded_time", TimeText.zulu(recorded));
            post.parcel(other, Math.max(time, recorded) + 5)
                    .hit(Rule.EVENT_ID_CONFLICT)
                    .send();
        }
    }

    /** A local time of the hour that exists twice: read as the first pass, it is an hour early in the second. */
    private boolean ambiguous(Draft draft, long time) {
        if (draft.facility.style() != Facility.TimeStyle.LOCAL || draft.isEightField()) {
            return false;
        }
        @Nullable ZoneOffsetTransition change = TimeText.overlap(draft.eventTime, draft.facility.zone());
        if (change == null || !chance.happens(incidents.rate(Rule.AMBIGUOUS_LOCAL_TIME))) {
            return false;
        }
        draft.with("event_time", TimeText.local(draft.eventTime, draft.facility.zone()));
        Post.Parcel parcel = post.parcel(draft, time).hit(Rule.AMBIGUOUS_LOCAL_TIME);
        if (draft.eventTime >= change.toEpochSecond()) {
            parcel.misleads().distortsVisit();
        }
        parcel.send();
        return true;
    }

    /** Whether losing or displacing the draft changes the picture of its visit. */
    static boolean matters(Draft draft) {
        return draft.visit != null && !HARMLESS.contains(draft.type());
    }

    /** Whether the draft may be lost or displaced: it changes nothing, or its visit may be distorted. */
    static boolean mayBeLost(Draft draft) {
        return !draft.type().equals("MERGE")
                && (!matters(draft) || (draft.visit != null && draft.visit.mayBeSoiled(draft.eventTime)));
    }
}
