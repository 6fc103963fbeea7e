package org.wardflow.simulator;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The truth up to a time.
 *
 * @param visits the world as it was, in order of arrival
 * @param labels all dirt, in order of its making; that of messages not yet sent is left out
 * @param wards the beds of the departments
 */
public record Ledger(List<WorldVisit> visits, List<Label> labels, List<WorldWard> wards) {
    public Ledger {
        visits = List.copyOf(visits);
        labels = List.copyOf(labels);
        wards = List.copyOf(wards);
    }

    /**
     * The departments whose beds are at an instant what was told of them. The others are those where a message about a bed is lost, wrong
     * or under way, or one of a visit that has been there: nobody can know how many beds are ready.
     */
    public List<WorldWard> wardsAsTold(Instant at) {
        Set<String> distorted = new HashSet<>();
        labels.stream()
                .map(Label::encounterId)
                .filter(id -> id != null)
                // A phantom is named after the visit that it doubles, and is where that is.
                .forEach(id -> distorted.add(id.startsWith("X") ? id.substring(1) : id));
        Set<String> unknown = new HashSet<>();
        for (WorldVisit visit : visits) {
            if (visit.unsettled() || distorted.contains(visit.encounterId())) {
                visit.stays().stream()
                        .filter(stay -> !stay.from().isAfter(at))
                        .forEach(stay -> unknown.add(stay.hospitalId() + "/" + stay.department()));
            }
        }
        return wards.stream()
                .filter(ward -> ward.isTold(at) && !unknown.contains(ward.id()))
                .toList();
    }
}
