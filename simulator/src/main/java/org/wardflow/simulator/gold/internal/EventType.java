package org.wardflow.simulator.gold.internal;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The event types with their rank in the orders. */
enum EventType {
    REGISTER(1),
    DECISION_TO_ADMIT(2),
    ADMISSION(3),
    RETURN(4),
    TRANSFER(5),
    UPDATE(6),
    PENDING_TRANSFER(7),
    PENDING_DISCHARGE(8),
    LEAVE(9),
    DISCHARGE(10),
    CANCEL_REGISTER(11),
    CANCEL_DECISION_TO_ADMIT(12),
    CANCEL_ADMISSION(13),
    CANCEL_RETURN(14),
    CANCEL_TRANSFER(15),
    CANCEL_PENDING_TRANSFER(17),
    CANCEL_PENDING_DISCHARGE(18),
    CANCEL_LEAVE(19),
    CANCEL_DISCHARGE(20),
    MERGE(21),
    BED_STATUS(22);

    private static final String CANCEL = "CANCEL_";
    private static final Map<String, EventType> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(Enum::name, type -> type));

    private final int rank;

    EventType(int rank) {
        this.rank = rank;
    }

    int rank() {
        return rank;
    }

    boolean isCancel() {
        return name().startsWith(CANCEL);
    }

    /** The type that a cancel takes back; the type itself for any other. */
    EventType family() {
        return isCancel() ? valueOf(name().substring(CANCEL.length())) : this;
    }

    static Optional<EventType> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
