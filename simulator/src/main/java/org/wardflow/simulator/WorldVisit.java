package org.wardflow.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A visit as it really was, up to the time of asking.
 *
 * @param encounterId the id it was registered under
 * @param mergedIds other encounter ids it was reported under for a while
 * @param person who it was, the same for all visits of one person whatever ids they had: the id of the first of them
 * @param patientId the id it was registered under
 * @param arrival UTC
 * @param arrivalDepartment where it was registered; the first stay may be elsewhere
 * @param admission null while the patient waits
 * @param discharge null while the patient is there; may lie ahead only where it was foretold
 * @param cancelled the patient left before being seen, and the registration was taken back
 * @param unsettled something about it is not sent yet, or an error is not corrected yet
 * @param stays in time
 */
public record WorldVisit(
        String encounterId,
        List<String> mergedIds,
        String person,
        String patientId,
        Instant arrival,
        String arrivalDepartment,
        @Nullable Instant admission,
        @Nullable Instant discharge,
        boolean cancelled,
        boolean unsettled,
        List<Stay> stays) {

    /**
     * A patient in a bed.
     *
     * @param until null while it lasts
     */
    public record Stay(
            String hospitalId,
            String department,
            String bedId,
            Instant from,
            @Nullable Instant until) {}

    public WorldVisit {
        mergedIds = List.copyOf(mergedIds);
        stays = List.copyOf(stays);
    }
}
