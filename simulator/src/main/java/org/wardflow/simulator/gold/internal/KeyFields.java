package org.wardflow.simulator.gold.internal;

import java.util.Optional;
import java.util.Set;

/** Which attributes a type cannot do without (docs/semantics.md §2). */
final class KeyFields {
    static final Set<String> EIGHT_FIELD = Set.of("patient_id", "hospital_id", "department", "bed_id");

    private static final Set<String> ALWAYS = Set.of("event_type", "event_id");
    private static final Set<String> VISIT =
            Set.of("event_type", "event_id", "patient_id", "encounter_id", "hospital_id");
    private static final Set<String> ARRIVAL =
            Set.of("event_type", "event_id", "patient_id", "encounter_id", "hospital_id", "department");
    private static final Set<String> BED =
            Set.of("event_type", "event_id", "patient_id", "encounter_id", "hospital_id", "department", "bed_id");
    private static final Set<String> PATIENT = Set.of("event_type", "event_id", "patient_id", "hospital_id");
    private static final Set<String> BED_STATUS =
            Set.of("event_type", "event_id", "hospital_id", "department", "bed_id", "bed_status");

    private KeyFields() {}

    static Set<String> of(Optional<EventType> type) {
        return type.map(KeyFields::of).orElse(ALWAYS);
    }

    private static Set<String> of(EventType type) {
        return switch (type) {
            case REGISTER -> ARRIVAL;
            case ADMISSION, TRANSFER -> BED;
            case UPDATE -> PATIENT;
            case MERGE -> ALWAYS;
            case BED_STATUS -> BED_STATUS;
            case DECISION_TO_ADMIT,
                    RETURN,
                    PENDING_TRANSFER,
                    PENDING_DISCHARGE,
                    LEAVE,
                    DISCHARGE,
                    CANCEL_REGISTER,
                    CANCEL_DECISION_TO_ADMIT,
                    CANCEL_ADMISSION,
                    CANCEL_RETURN,
                    CANCEL_TRANSFER,
                    CANCEL_PENDING_TRANSFER,
                    CANCEL_PENDING_DISCHARGE,
                    CANCEL_LEAVE,
                    CANCEL_DISCHARGE -> VISIT;
        };
    }

    /** Whether a merge names a survivor and a retired one of the same kind. */
    static boolean mergePair(RowRules.Fields fields) {
        return (fields.has("surviving_patient_id") && fields.has("retired_patient_id"))
                || (fields.has("surviving_encounter_id") && fields.has("retired_encounter_id"));
    }
}
