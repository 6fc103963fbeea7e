package org.wardflow.server.feed;

import java.util.List;
import java.util.Optional;

/** What a data steward may have done about the messages that a rule holds in quarantine. The process that runs the home does it. */
@FunctionalInterface
public interface Steward {
    /** What is decided about them. */
    enum Decision {
        /** Judges them anew, by the contracts and codes that the process started with. */
        REPLAY,
        /** They take part in nothing. */
        DISCARD,
        /** What was discarded is judged as if it had not been. */
        RESTORE
    }

    /**
     * Messages whose place in the quarantine changed alike.
     *
     * @param from the rule that held them; empty if they were not in quarantine
     * @param to the rule that holds them now; empty if they left
     */
    record Move(Optional<String> from, Optional<String> to, long messages) {}

    /**
     * What came of it.
     *
     * @param messages that the decision names
     */
    record Outcome(long messages, List<Move> moves) {
        public Outcome {
            moves = List.copyOf(moves);
        }
    }

    /**
     * Carries a decision out, and waits until gold heeds it.
     *
     * @param rule by whose id the messages are held
     * @param by who decides, as the audit names them
     */
    Outcome decide(Decision decision, String rule, String by, String reason);
}
