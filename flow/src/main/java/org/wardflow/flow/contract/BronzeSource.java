package org.wardflow.flow.contract;

import java.util.List;

/**
 * Where a bronze table's rows come from.
 *
 * @param name the topic, the extract, {@code clock} or the journal
 * @param columns of an extract
 * @param renamed attributes of a topic's messages that have, or had, other names too
 */
public record BronzeSource(Kind kind, String name, List<ExtractColumn> columns, List<Renamed> renamed) {
    /** What a source is. */
    public enum Kind {
        TOPIC,
        EXTRACT,
        /** Closed hours. */
        CLOCK,
        /** What happened in this home itself: a steward decided, an attribute was seen for the first time. */
        JOURNAL;

        /** Whether files and brokers may feed it. */
        public boolean isFed() {
            return this == TOPIC || this == EXTRACT;
        }
    }

    /**
     * A column of an extract.
     *
     * @param aliases other header names that mean it
     * @param required a file without it is refused
     */
    public record ExtractColumn(String name, List<String> aliases, boolean required) {
        public ExtractColumn {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * An attribute of a message.
     *
     * @param aliases other names that mean it, where a message has not this one
     */
    public record Renamed(String name, List<String> aliases) {
        public Renamed {
            aliases = List.copyOf(aliases);
        }
    }

    public BronzeSource {
        renamed = List.copyOf(renamed);
        columns = List.copyOf(columns);
    }
}
