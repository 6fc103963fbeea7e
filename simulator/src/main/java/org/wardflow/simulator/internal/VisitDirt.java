package org.wardflow.simulator.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wardflow.simulator.Rule;

/** Dirt that shows only beside other messages: lost discharges, wrong beds, phantom visits, misused ids. */
final class VisitDirt {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long SILENT = 7 * 24 * HOUR;

    private final Incidents incidents;
    private final Chance chance;
    private final Post post;
    private final BedBoard beds;
    private long made;

    VisitDirt(Incidents incidents, Chance chance, Post post, BedBoard beds) {
        this.incidents = incidents;
        this.chance = chance;
        this.post = post;
        this.beds = beds;
    }

    boolean soil(Draft draft, long time) {
        Case visit = draft.visit;
        if (draft.isEightField() || visit == null) {
            return false;
        }
        return switch (draft.type()) {
            case "DISCHARGE" -> visit.mayBeSoiled(draft.eventTime) && discharge(draft, visit, time);
            case "ADMISSION" -> visit.mayBeSoiled(draft.eventTime) && admission(draft, visit, time);
            case "TRANSFER" -> visit.mayBeSoiled(draft.eventTime) && wrongBed(draft, visit, time);
            case "UPDATE" -> update(draft, visit, time);
            case "MERGE" -> draft.fields.containsKey("retired_patient_id") && merge(draft, time);
            default -> false;
        };
    }

    private boolean happens(Rule rule) {
        return chance.happens(incidents.rate(rule));
    }

    private boolean discharge(Draft draft, Case visit, long time) {
        if (happens(Rule.SILENT_VISIT)) {
            // The latest event of the visit but this one; latestEvent holds this one already.
            post.parcel(draft, time)
                    .expect(Rule.SILENT_VISIT, visit.registeredId, visit.registeredId, draft.eventTime + SILENT)
                    .distortsVisit()
                    .lose();
            return true;
        }
        if (happens(Rule.DISCHARGE_BEFORE_ADMISSION)) {
            long wrong = visit.admission - chance.between(HOUR, 48 * HOUR);
            Draft early = draft.copy().with("event_time", TimeText.of(draft.facility.charted(wrong), draft.facility));
            post.parcel(early, time)
                    .expect(Rule.DISCHARGE_BEFORE_ADMISSION, visit.registeredId, visit.registeredId, null)
                    .distortsVisit()
                    .send();
            return true;
        }
        if (happens(Rule.TRANSFER_AFTER_DISCHARGE)) {
            post.parcel(draft, time).send();
            long later = draft.facility.charted(draft.eventTime + chance.between(10 * MINUTE, 90 * MINUTE));
            Draft transfer = follow(draft, "TRANSFER", later, visit.bedNow().id);
            visit.touched = true;
            post.parcel(transfer, Math.max(time, later + MINUTE) + 1)
                    .hit(Rule.TRANSFER_AFTER_DISCHARGE)
                    .send();
            return true;
        }
        if (happens(Rule.MOVE_OUTSIDE_VISIT)) {
            post.parcel(draft, time).send();
            long later = draft.facility.charted(draft.eventTime + chance.between(10 * MINUTE, 90 * MINUTE));
            Draft leave = follow(draft, "LEAVE", later, visit.bedNow().id);
            visit.touched = true;
            post.parcel(leave, Math.max(time, later + MINUTE) + 1)
                    .hit(Rule.MOVE_OUTSIDE_VISIT)
                    .send();
            return true;
        }
        return false;
    }

    private boolean admission(Draft draft, Case visit, long time) {
        if (happens(Rule.OVERLAPPING_VISITS)) {
            phantom(draft, visit, visit.bedNow().id, time);
            return true;
        }
        if (happens(Rule.PATIENT_IN_TWO_BEDS)) {
            phantom(draft, visit, "HALL-" + chance.between(1, 9), time);
            return true;
        }
        boolean oneOfTwo = !visit.person.gender.equals("Other");
        if (oneOfTwo && visit.person.genderReported && happens(Rule.CONTRADICTORY_IDENTITY)) {
            post.parcel(draft, time).send();
            long later = draft.eventTime + chance.between(MINUTE, 30 * MINUTE);
            Draft update = message("UPDATE", draft, later);
            update.with("patient_id", visit.person.patientId).with("hospital_id", draft.facility.id());
            update.with("gender", visit.person.gender.equals("Male") ? "Female" : "Male");
            post.parcel(update, Math.max(time, later + MINUTE) + 1)
                    .expect(Rule.CONTRADICTORY_IDENTITY, visit.person.patientId, null, null)
                    .send();
            return true;
        }
        return false;
    }

    /** The patient is registered a second time, in the same bed or in another, and soon discharged from there. */
    private void phantom(Draft draft, Case visit, String bedId, long time) {
        post.parcel(draft, time).send();
        visit.touched = true;
        String encounterId = "X" + visit.registeredId;
        // A whole minute, so that it lies behind the real admission where times are charted by the minute.
        long from = draft.eventTime + MINUTE;
        Draft admission = follow(draft, "ADMISSION", from, bedId).with("encounter_id", encounterId);
        long sent = Math.max(time, from + MINUTE) + 1;
        Post.Parcel parcel = post.parcel(admission, sent)
                .expect(Rule.OVERLAPPING_VISITS, encounterId, encounterId, null)
                .distorts(encounterId);
        if (!bedId.equals(visit.bedNow().id)) {
            parcel.expect(Rule.PATIENT_IN_TWO_BEDS, encounterId, encounterId, null);
        }
        parcel.send();
        long until = draft.facility.charted(from + chance.between(20 * MINUTE, 60 * MINUTE));
        Draft discharge = follow(draft, "DISCHARGE", until, bedId).with("encounter_id", encounterId);
        post.parcel(discharge, Math.max(sent, until + MINUTE) + 1).send();
    }

    private boolean wrongBed(Draft draft, Case visit, long time) {
        if (!happens(Rule.TWO_PATIENTS_IN_BED)) {
            return false;
        }
        List<Bed> taken = beds.beds(draft.facility, visit.bedNow().department).stream()
                .filter(bed -> isSettled(bed, draft))
                .toList();
        if (taken.isEmpty()) {
            return false;
        }
        Bed wrong = chance.pick(taken);
        Case other = wrong.occupant;
        if (other != null) {
            other.touched = true;
        }
        post.parcel(draft.copy().with("bed_id", wrong.id), time)
                .expect(Rule.TWO_PATIENTS_IN_BED, visit.registeredId, visit.registeredId, null)
                .distortsVisit()
                .send();
        return true;
    }

    /** Somebody else is in the bed, and all messages have said so. */
    private static boolean isSettled(Bed bed, Draft draft) {
        Case other = bed.occupant;
        return other != null
                && other != draft.visit
                && other.mayBeSoiled(draft.eventTime)
                && other.discharge == 0
                && other.latestEvent < draft.eventTime;
    }

    private boolean update(Draft draft, Case visit, long time) {
        if (happens(Rule.NEVER_OPENED)) {
            return mistypedEncounter(draft, visit, time);
        }
        // The opening must have come through: an event alone contradicts none.
        if (visit.mayBeSoiled(draft.eventTime) && happens(Rule.ENCOUNTER_ID_CONFLICT)) {
            post.parcel(draft.copy().with("patient_id", "Z" + text(draft, "patient_id")), time)
                    .expect(Rule.ENCOUNTER_ID_CONFLICT, visit.registeredId, null, null)
                    .send();
            return true;
        }
        return false;
    }

    private boolean mistypedEncounter(Draft draft, Case visit, long time) {
        Draft astray = draft.copy().with("encounter_id", "Z" + visit.encounterId);
        post.parcel(astray, time)
                .hit(Rule.NEVER_OPENED)
                .allow(Rule.SILENT_VISIT, visit.registeredId)
                .send();
        return true;
    }

    private boolean merge(Draft draft, long time) {
        long recorded = draft.recordedTime == null ? time : draft.recordedTime;
        long later = Math.max(recorded, time) + chance.between(2 * MINUTE, HOUR);
        if (happens(Rule.MERGE_CYCLE)) {
            post.parcel(draft, time).send();
            Draft back = message("MERGE", draft, later);
            back.with("hospital_id", draft.facility.id());
            back.with("surviving_patient_id", text(draft, "retired_patient_id"));
            back.with("retired_patient_id", text(draft, "surviving_patient_id"));
            post.parcel(back, later + 2 * MINUTE).hit(Rule.MERGE_CYCLE).send();
            return true;
        }
        if (happens(Rule.RETIRED_PATIENT_ID)) {
            post.parcel(draft, time).send();
            Draft update = message("UPDATE", draft, later);
            update.with("patient_id", text(draft, "retired_patient_id")).with("hospital_id", draft.facility.id());
            post.parcel(update, later + 2 * MINUTE).hit(Rule.RETIRED_PATIENT_ID).send();
            return true;
        }
        return false;
    }

    private static String text(Draft draft, String name) {
        return draft.fields.getOrDefault(name, "").toString();
    }

    /** A message about the same patient and encounter, in a bed of the department the patient is in. */
    private Draft follow(Draft draft, String type, long eventTime, String bedId) {
        Draft next = message(type, draft, eventTime);
        for (String name : List.of("patient_id", "encounter_id", "hospital_id")) {
            next.with(name, text(draft, name));
        }
        Case visit = draft.visit;
        if (visit != null) {
            next.with("department", visit.bedNow().department).with("bed_id", bedId);
        }
        return next;
    }

    private Draft message(String type, Draft like, long eventTime) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event_id", "D" + like.facility.id() + "-" + ++made);
        fields.put("event_type", type);
        fields.put("event_time", TimeText.of(eventTime, like.facility));
        fields.put("recorded_time", TimeText.zulu(eventTime + MINUTE));
        Draft draft = new Draft(like.facility, null, eventTime, fields);
        draft.recordedTime = eventTime + MINUTE;
        return draft;
    }
}
