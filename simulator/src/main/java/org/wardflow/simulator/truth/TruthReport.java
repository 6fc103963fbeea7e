package org.wardflow.simulator.truth;

import java.util.List;
import java.util.Map;
import org.wardflow.simulator.Rule;

/**
 * How findings and gold compare with the truth.
 *
 * @param scores by rule, for every rule that has a label or a finding
 * @param visits how many visits the world had
 * @param equal visits that gold shows as they were
 * @param inFlight visits that differ because something of them is not sent or not corrected yet
 * @param distorted visits that differ, or that only gold has, each traced to dirt
 * @param untraced encounter ids of visits that differ for no known reason; must be empty
 */
public record TruthReport(
        Map<Rule, Score> scores, int visits, int equal, int inFlight, int distorted, List<String> untraced) {
    public TruthReport {
        scores = Map.copyOf(scores);
        untraced = List.copyOf(untraced);
    }

    /**
     * One rule.
     *
     * @param labels dirt that must be found by now
     * @param found how much of it was
     * @param findings what the rule found
     * @param explained how much of that is due to dirt, or to a message that is still under way
     */
    public record Score(long labels, long found, long findings, long explained) {

        /** Whether all dirt was found, and nothing else. */
        public boolean isPerfect() {
            return found == labels && explained == findings;
        }

        /** The share of findings that are right; 1 where there are none. */
        public double precision() {
            return findings == 0 ? 1 : (double) explained / findings;
        }

        /** The share of the dirt that was found; 1 where there is none. */
        public double recall() {
            return labels == 0 ? 1 : (double) found / labels;
        }
    }
}
