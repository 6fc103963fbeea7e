package org.wardflow.simulator;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules of docs/semantics.md §2 to §5, in the order of that page: those of events first, then those of rows and readings. */
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
    TWO_PATIENTS_IN_BED(Action.FLAG),
    ROW_WITHOUT_KEY(Action.QUARANTINE, false),
    CAPACITY_OF_UNKNOWN_HOSPITAL(Action.QUARANTINE, false),
    CAPACITY_OF_UNKNOWN_DEPARTMENT(Action.QUARANTINE, false),
    UNREADABLE_DEPARTMENT_FIELD(Action.FLAG, false),
    UNREADABLE_PATIENT_FIELD(Action.FLAG, false),
    UNREADABLE_DOCTOR_FIELD(Action.FLAG, false),
    VITAL_SIGN_WITHOUT_KEY(Action.QUARANTINE, false),
    IMPLAUSIBLE_HEART_RATE(Action.REPAIR, false),
    IMPLAUSIBLE_OXYGEN_SATURATION(Action.REPAIR, false),
    UNREADABLE_VITAL_SIGN(Action.FLAG, false);

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
    private final boolean isOfEvents;

    Rule(Action action) {
        this(action, true);
    }

    Rule(Action action, boolean isOfEvents) {
        this.action = action;
        this.isOfEvents = isOfEvents;
    }

    /** The rules of events of patient-flow, in their order: the simulator soils nothing else. */
    public static List<Rule> ofEvents() {
        return Stream.of(values()).filter(rule -> rule.isOfEvents).toList();
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
