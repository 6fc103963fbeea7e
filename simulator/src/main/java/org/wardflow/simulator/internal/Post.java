package org.wardflow.simulator.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Label;
import org.wardflow.simulator.Label.Certainty;
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.SentMessage.Topic;

/** Posts drafts of the topic patient-flow, with labels for what is wrong with them. */
final class Post {
    /** What may follow for visits and beds when the picture of one visit is wrong. */
    private static final List<Rule> CONSEQUENCES = List.of(
            Rule.NEVER_OPENED,
            Rule.DISCHARGE_BEFORE_ADMISSION,
            Rule.TRANSFER_AFTER_DISCHARGE,
            Rule.MOVE_OUTSIDE_VISIT,
            Rule.SILENT_VISIT,
            Rule.OVERLAPPING_VISITS,
            Rule.PATIENT_IN_TWO_BEDS,
            Rule.TWO_PATIENTS_IN_BED);

    private final Outbox outbox;
    private final Incidents incidents;

    Post(Outbox outbox, Incidents incidents) {
        this.outbox = outbox;
        this.incidents = incidents;
    }

    /** Starts a parcel for the draft. */
    Parcel parcel(Draft draft, long time) {
        return parcel(draft, draft, time);
    }

    /** Starts a parcel for another draft that stands in for the draft. */
    Parcel parcel(Draft draft, Draft standIn, long time) {
        Draft written = incidents.written(standIn);
        Parcel parcel = new Parcel(draft, written.json(), time);
        boolean respelt = !Objects.equals(written.fields.get("department"), standIn.fields.get("department"));
        return respelt ? parcel.hit(Rule.DEPARTMENT_SPELLING) : parcel;
    }

    /** Starts a parcel for bytes that stand in for the draft. */
    Parcel parcel(Draft draft, byte[] payload, long time) {
        return new Parcel(draft, payload, time);
    }

    /** A message with its labels, until it is posted. */
    final class Parcel {
        private final Draft draft;
        private final byte[] payload;
        private final long time;
        private final List<Label> labels = new ArrayList<>();
        private boolean stamped;
        private boolean tells = true;

        private Parcel(Draft draft, byte[] payload, long time) {
            this.draft = draft;
            this.payload = payload;
            // What follows a message that left in time may itself run into an outage.
            this.time = incidents.leaving(draft.facility, time);
            this.stamped = draft.recordedTime != null;
        }

        /** The payload names no recorded time that can be read. */
        Parcel unstamped() {
            stamped = false;
            return this;
        }

        /** What it says of a bed is not what was, or not when. */
        Parcel misleads() {
            tells = false;
            return this;
        }

        /** A rule hits this message. */
        Parcel hit(Rule rule) {
            return expect(rule, Sha256.hex(payload), null, null);
        }

        /** A rule hits a subject because of this message. */
        Parcel expect(Rule rule, String subject, @Nullable String encounterId, @Nullable Long dueFrom) {
            labels.add(new Label(
                    rule,
                    Certainty.CERTAIN,
                    subject,
                    encounterId,
                    Instant.ofEpochSecond(time),
                    dueFrom == null ? null : Instant.ofEpochSecond(dueFrom)));
            return this;
        }

        /** A rule may hit an encounter because of this message. */
        Parcel allow(Rule rule, String encounterId) {
            labels.add(
                    new Label(rule, Certainty.POSSIBLE, encounterId, encounterId, Instant.ofEpochSecond(time), null));
            return this;
        }

        /** The picture of a visit is wrong because of this message. */
        Parcel distorts(String encounterId) {
            CONSEQUENCES.forEach(rule -> allow(rule, encounterId));
            return this;
        }

        /** The picture of the draft's own visit is wrong because of this message. */
        Parcel distortsVisit() {
            Case visit = draft.visit;
            if (visit != null) {
                visit.touched = true;
                distorts(visit.registeredId);
            }
            return this;
        }

        /** Sends it. */
        void send() {
            Bed.Turn turn = draft.turn;
            if (turn != null && tells) {
                turn.told(time);
            }
            outbox.post(time, Topic.PATIENT_FLOW, key(), payload, stamped, labels, draft.visit);
        }

        /** Sends the same bytes a second time. */
        void sendAgain(long later) {
            Parcel again = new Parcel(draft, payload, later).hit(Rule.EXACT_DUPLICATE);
            outbox.post(again.time, Topic.PATIENT_FLOW, key(), payload, stamped, again.labels, null);
        }

        /** Loses it on the way; the labels stay. */
        void lose() {
            outbox.post(time, Topic.PATIENT_FLOW, key(), null, stamped, labels, draft.visit);
        }

        /** The patient, else the bed's hospital: messages of one patient stay together. */
        private String key() {
            Object patient = draft.fields.get("patient_id");
            Object survivor = draft.fields.get("surviving_patient_id");
            return patient != null
                    ? patient.toString()
                    : survivor != null ? survivor.toString() : "hospital-" + draft.facility.id();
        }
    }
}
