package org.wardflow.simulator.gold.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the fold makes of an encounter.
 *
 * @param opening the first admission, else the first registration
 * @param admission null if the patient has only arrived
 * @param discharge null while the visit is open
 * @param arrivalDepartment of the registration, else of the opening
 * @param expectedFromTs when the discharge was announced
 * @param pendingFromTs when the transfer was announced
 * @param pendingUntilTs when the patient was put into another department, if that is so
 * @param latestTs the latest event time of the encounter
 * @param ignored transfers after the discharge
 * @param outside other moves outside the visit
 * @param stays in time; none if the interval is not valid
 * @param pendingMoves announcements that stood for a while
 */
record Visit(
        String encounterId,
        Event opening,
        @Nullable Event admission,
        @Nullable Event discharge,
        @Nullable String arrivalDepartment,
        @Nullable Long arrivalTs,
        @Nullable Long bedRequestTs,
        @Nullable Long bedAssignedTs,
        @Nullable Long expectedDischargeTs,
        @Nullable Long expectedFromTs,
        @Nullable String pendingDepartment,
        @Nullable Long pendingFromTs,
        @Nullable Long pendingUntilTs,
        boolean hasValidInterval,
        long latestTs,
        List<Event> ignored,
        List<Event> outside,
        List<BedStay> stays,
        List<PendingMove> pendingMoves) {

    Visit {
        ignored = List.copyOf(ignored);
        outside = List.copyOf(outside);
        stays = List.copyOf(stays);
        pendingMoves = List.copyOf(pendingMoves);
    }

    String patientId() {
        String id = opening.patientId();
        if (id == null) {
            throw new IllegalStateException("an opening without a patient has passed the row rules");
        }
        return id;
    }

    @Nullable Long admissionTs() {
        return admission == null ? null : admission.eventTs();
    }

    @Nullable Long dischargeTs() {
        return discharge == null ? null : discharge.eventTs();
    }

    /** Whether the discharge was sent before the admission, or is not after one that was repaired. */
    boolean dischargedBeforeAdmission() {
        return admission != null
                && discharge != null
                && (discharge.sentOrUsedTs() < admission.sentOrUsedTs()
                        || (admission.timeRepaired() && discharge.eventTs() <= admission.eventTs()));
    }
}
