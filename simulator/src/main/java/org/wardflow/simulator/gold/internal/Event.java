package org.wardflow.simulator.gold.internal;

import org.jspecify.annotations.Nullable;

/**
 * An accepted event, repaired where a rule says so.
 *
 * @param sentTs the event time as sent; null where it was missing or unreadable
 * @param timeRepaired the event time is the recorded time, by a rule
 * @param encounterIdSent before it was resolved
 * @param observes it says something about its patient
 */
record Event(
        Stamp stamp,
        EventType type,
        @Nullable Long sentTs,
        boolean timeRepaired,
        @Nullable String patientId,
        @Nullable String encounterId,
        @Nullable String encounterIdSent,
        Place place,
        Attributes attributes,
        boolean observes,
        Details details) {

    /** What only some types carry. */
    record Details(
            @Nullable String disposition,
            @Nullable String cancelsEventId,
            @Nullable Long expectedTs,
            @Nullable String pendingDepartment,
            @Nullable String survivingPatientId,
            @Nullable String retiredPatientId,
            @Nullable String survivingEncounterId,
            @Nullable String retiredEncounterId) {

        static final Details NONE = new Details(null, null, null, null, null, null, null, null);
    }

    long eventTs() {
        return stamp.eventTs();
    }

    /** The event time as sent, else the one used. */
    long sentOrUsedTs() {
        return sentTs != null ? sentTs : stamp.eventTs();
    }

    boolean isEncounterEvent() {
        return encounterId != null && type != EventType.MERGE && type != EventType.BED_STATUS;
    }

    /** A discharge of its own, not the one that an eight-field message foretells. */
    boolean isDischargeMessage() {
        return type == EventType.DISCHARGE && observes;
    }

    /** It puts the patient somewhere: an admission, a transfer (as below) or a return. */
    boolean puts() {
        return type == EventType.ADMISSION || type == EventType.RETURN || isTransfer();
    }

    /** A transfer to a bed: TRANSFER, and CANCEL_DISCHARGE that names a bed. */
    boolean isTransfer() {
        return type == EventType.TRANSFER || (type == EventType.CANCEL_DISCHARGE && place.isBed());
    }

    /** What a discharge is after which its encounter goes on: the patient is away from then on. */
    Event asLeave() {
        return new Event(
                stamp,
                EventType.LEAVE,
                sentTs,
                timeRepaired,
                patientId,
                encounterId,
                encounterIdSent,
                place,
                attributes,
                observes,
                details);
    }

    Event withIds(@Nullable String resolvedPatientId, @Nullable String resolvedEncounterId) {
        return new Event(
                stamp,
                type,
                sentTs,
                timeRepaired,
                resolvedPatientId,
                resolvedEncounterId,
                encounterIdSent,
                place,
                attributes,
                observes,
                details);
    }
}
