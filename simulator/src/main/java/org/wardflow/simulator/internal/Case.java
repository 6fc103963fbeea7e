package org.wardflow.simulator.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.WorldVisit;
import org.wardflow.simulator.WorldWard.Condition;

/** A visit as it goes, and what has been reported of it. Times are seconds since 1970. */
final class Case {
    final Person person;
    final Facility facility;

    /** Where it was registered; it may be admitted elsewhere. */
    final String arrivalDepartment;

    /** The id it was registered under; later messages may carry another for a while. */
    final String registeredId;

    final String patientId;
    final long arrival;

    /** Errors of staff happen in it, so its messages are recorded promptly and in order. */
    boolean prompt;

    String encounterId;
    long admission;
    long discharge;

    /** When it will end; known beforehand only in the eight-field form, else 0. */
    long foretold;

    boolean cancelled;

    /** Errors that are sent but not corrected yet. */
    int errors;

    /** When the last of its messages is sent. */
    long sentBy;

    /** Dirt has changed its picture, or another visit's dirt counts on this one. */
    boolean touched;

    long lastRecorded;
    long latestEvent;

    @Nullable Bed bed;

    /** Further encounter ids it was reported under. */
    final List<String> mergedIds = new ArrayList<>();

    private final List<Stay> stays = new ArrayList<>();

    private static final class Stay {
        private final Bed bed;
        private final long from;
        private long until;

        Stay(Bed bed, long from) {
            this.bed = bed;
            this.from = from;
        }
    }

    Case(Person person, Facility facility, String arrivalDepartment, String registeredId, long arrival) {
        this.person = person;
        this.facility = facility;
        this.arrivalDepartment = arrivalDepartment;
        this.registeredId = registeredId;
        this.encounterId = registeredId;
        this.patientId = person.patientId;
        this.arrival = arrival;
    }

    boolean inHouse() {
        return admission != 0 && discharge == 0;
    }

    Bed bedNow() {
        Bed now = bed;
        if (now == null) {
            throw new IllegalStateException("bug: a patient without a bed");
        }
        return now;
    }

    /** Whether dirt may change its picture: nothing of it is under way, nothing of it is wrong yet. */
    boolean mayBeSoiled(long now) {
        return !prompt && !touched && sentBy <= now && errors == 0;
    }

    void enter(Bed into, long time) {
        if (into.occupant != null) {
            throw new IllegalStateException("bug: a bed is given to two patients");
        }
        into.occupant = this;
        into.turn(Condition.OCCUPIED, time);
        bed = into;
        stays.add(new Stay(into, time));
    }

    /** Leaves the bed, which stays this patient's until somebody else gets it. */
    void leaveBed(long time) {
        stays.get(stays.size() - 1).until = time;
        bedNow().occupant = null;
        bedNow().turn(Condition.KEPT, time);
    }

    /** @param firstId of the person's first visit */
    WorldVisit snapshot(long now, String firstId) {
        return new WorldVisit(
                registeredId,
                mergedIds,
                firstId,
                patientId,
                Instant.ofEpochSecond(arrival),
                arrivalDepartment,
                instant(admission),
                instant(discharge != 0 ? discharge : foretold),
                cancelled,
                errors > 0 || sentBy > now,
                stays.stream()
                        .map(stay -> new WorldVisit.Stay(
                                facility.id(),
                                stay.bed.department,
                                stay.bed.id,
                                Instant.ofEpochSecond(stay.from),
                                instant(stay.until != 0 ? stay.until : foretold)))
                        .toList());
    }

    private static @Nullable Instant instant(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
