package org.wardflow.simulator;

import java.util.List;

/**
 * The truth up to a time.
 *
 * @param visits the world as it was, in order of arrival
 * @param labels all dirt, in order of its making; that of messages not yet sent is left out
 */
public record Ledger(List<WorldVisit> visits, List<Label> labels) {
    public Ledger {
        visits = List.copyOf(visits);
        labels = List.copyOf(labels);
    }
}
