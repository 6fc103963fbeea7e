package org.wardflow.simulator;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules of docs/semantics.md §2 to §5, in the order of that page. */
public enum Rule {
    OVERSIZED_PAYLOAD(Action.QUARANTINE),
    MALFORMED_PAYLOAD(Action.QUARANTINE),
    MISSING_KEY_FIELD(Action.QUARANTINE),
    UNKNOWN_EVENT_TYPE(Action.QUARANTINE),
    UNKNOWN_HOSPITAL(Action.QUARANTINE),
    UNKNOWN_DEPARTMENT(Action.QUARANTINE),
    DEPARTMENT_SPELLING(Action.REPAIR),
    MISSING_EVENT_TIME(Action.REPAIR),
    FUTURE_EVENT_TIME(Action.REPAIR),
    UNREADABLE_TIME(Action.FLAG),
    AMBIGUOUS_LOCAL_TIME(Action.FLAG),
    AGE_OUT_OF_RANGE(Action.REPAIR),
    GENDER_SPELLING(Action.REPAIR),
    UNKNOWN_GENDER(Action.REPAIR),
    DISPOSITION_SPELLING(Action.REPAIR),
    UNKNOWN_DISPOSITION(Action.FLAG),
    BED_STATUS_SPELLING(Action.REPAIR),
    UNKNOWN_BED_STATUS(Action.FLAG),
    UNREADABLE_VALUE(Action.FLAG),
    EXACT_DUPLICATE(Action.DROP),
    EVENT_ID_CONFLICT(Action.QUARANTINE),
    MERGE_CYCLE(Action.FLAG),
    RETIRED_PATIENT_ID(Action.FLAG),
    NEVER_OPENED(Action.QUARANTINE),
    ENCOUNTER_ID_CONFLICT(Action.FLAG),
    DISCHARGE_BEFORE_ADMISSION(Action.FLAG),
    TRANSFER_AFTER_DISCHARGE(Action.FLAG),
    MOVE_OUTSIDE_VISIT(Action.FLAG),
    SILENT_VISIT(Action.FLAG),
    CONTRADICTORY_IDENTITY(Action.FLAG),
    OVERLAPPING_VISITS(Action.FLAG),
    PATIENT_IN_TWO_BEDS(Action.FLAG),
    TWO_PATIENTS_IN_BED(Action.FLAG);

    /** What becomes of a row that a rule hits. */
    public enum Action {
        QUARANTINE,
        REPAIR,
        FLAG,
        DROP;

        /** The name as findings carry it, in lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Action action;

    Rule(Action action) {
        this.action = action;
    }

    public Action action() {
        return action;
    }

    /** The name as findings, dirt files and labels carry it, in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a rule by its id; empty if there is none. */
    public static Optional<Rule> of(String id) {
        return Stream.of(values()).filter(rule -> rule.id().equals(id)).findFirst();
    }
}
