package org.wardflow.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something out of the ordinary that is to happen. It changes nothing that is sent before it begins, so that it can be added to a
 * simulation that has been going on.
 *
 * @param from when it begins; UTC, whole seconds
 */
public record Incident(Kind kind, Instant from) {
    /** The hospital that all but {@link Kind#DIRT} happen at. */
    public static final String HOSPITAL = "1";

    /** What may happen. */
    public enum Kind {
        /** Ten times as many emergencies arrive at one hospital. */
        SURGE(Duration.ofHours(6)),
        /** All dirt is fifty times as likely, at every hospital. */
        DIRT(Duration.ofHours(4)),
        /** One hospital's messages do not leave it, and come all at once when it is over. */
        OUTAGE(Duration.ofHours(2)),
        /** One hospital's messages have an attribute more, and write the department in capitals; for good. */
        SCHEMA(Duration.ofDays(SimulationSpec.DAYS_MAX));

        private final Duration length;

        Kind(Duration length) {
            this.length = length;
        }

        /** How long it lasts. */
        public Duration length() {
            return length;
        }

        /** The name as commands and files carry it, in lower case. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Finds a kind by its id; empty if there is none. */
        public static Optional<Kind> of(String id) {
            return Stream.of(values()).filter(kind -> kind.id().equals(id)).findFirst();
        }
    }

    public Incident {
        if (!from.equals(from.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("an incident begins at a whole second, not at " + from);
        }
    }

    /** When it is over. */
    public Instant until() {
        return from.plus(kind.length());
    }
}
