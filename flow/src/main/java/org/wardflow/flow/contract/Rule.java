package org.wardflow.flow.contract;

import java.util.Map;
import org.wardflow.lake.TableName;

/** A quality rule of a contract. */
public sealed interface Rule {
    /** Lower snake case, unique in the content. */
    String id();

    String description();

    /** What happens to a row that a rule hits. */
    enum Action {
        /** A column is replaced. */
        REPAIR,
        /** The finding is kept; the row goes on. */
        FLAG,
        /** The row takes part in nothing else. */
        QUARANTINE,
        /** A copy that is not taken again. */
        DROP
    }

    /**
     * A predicate over a row of the model, before any repair.
     *
     * @param when a SQL predicate; null is no hit
     * @param set by column, the SQL expression that replaces it; REPAIR only
     */
    record OfRow(String id, String description, String severity, Action action, String when, Map<String, String> set)
            implements Rule {
        public OfRow {
            set = Map.copyOf(set);
        }
    }

    /** A rule that a model implements. */
    record OfModel(String id, String description, String severity, Action action, TableName model) implements Rule {}

    /**
     * A query over the whole table that must give a known number of rows.
     *
     * @param query its table may be named by its last part
     */
    record Expectation(String id, String description, String query, long mustBe) implements Rule {}
}
