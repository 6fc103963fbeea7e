package org.wardflow.server.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What takes the process that runs the home a while to work out. Whoever asks gets the newest there is at once; a new one is made
 * beside, at most now and then. No value in it identifies a patient.
 */
public interface Reports {
    /** Of a process that makes none. */
    Reports NONE = new Reports() {
        @Override
        public Latest quality() {
            return Latest.NEVER;
        }

        @Override
        public Latest schema() {
            return Latest.NEVER;
        }
    };

    /** The quality report of all hospitals. */
    Latest quality();

    /** What {@link Schema} has. */
    Latest schema();

    /**
     * A report.
     *
     * @param cycle whose state it is; 0 if it is of none
     * @param rows in its tables
     * @param body what becomes JSON
     */
    record Report(long cycle, long rows, Object body) {}

    /**
     * The newest there is.
     *
     * @param report empty until the first is made
     * @param madeAt when that was
     * @param problem why the last try failed, in words
     * @param every how often one is made at most
     */
    record Latest(Optional<Report> report, Optional<Instant> madeAt, Optional<String> problem, Duration every) {
        static final Latest NEVER = new Latest(
                Optional.empty(),
                Optional.empty(),
                Optional.of("this process makes no reports"),
                Duration.ofMinutes(1));
    }

    /**
     * Which attributes came that no contract knew, and how tables changed.
     *
     * @param attributes the first seen first
     * @param changes the newest first
     */
    record Schema(List<Attribute> attributes, List<Change> changes) {
        public Schema {
            attributes = List.copyOf(attributes);
            changes = List.copyOf(changes);
        }
    }

    /**
     * An attribute that no contract knew when it first came.
     *
     * @param attribute its name as sent
     * @param table that holds it
     * @param type of its column; null if there is none any more
     * @param classification unclassified means that it is masked for everyone
     */
    record Attribute(
            String topic,
            String attribute,
            String table,
            String column,
            @Nullable String type,
            @Nullable String classification,
            Instant firstSeen) {}

    /** A change of a table's columns, in words. */
    record Change(String table, long version, Instant at, String change) {}
}
