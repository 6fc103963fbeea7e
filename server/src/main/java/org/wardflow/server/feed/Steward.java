package org.wardflow.server.feed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a data steward sees of the messages that a rule holds in quarantine, and may have done about them. The process that runs the home does it. */
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
     * A message that a rule holds.
     *
     * @param id names it to this process, until it ends, and says nothing of it
     * @param detail what the rule stumbled over, as sent
     * @param hospital as sent
     * @param department as sent
     * @param discarded a steward decided that it stays out
     * @param place where it lies in bronze
     * @param payload as sent, with the values masked that may say something of a patient
     */
    record Held(
            String id,
            @Nullable String detail,
            @Nullable String hospital,
            @Nullable String department,
            Instant recordedAt,
            boolean discarded,
            String place,
            String payload) {}

    /** The newest messages that a rule holds, at most so many. */
    default List<Held> messages(String rule, int limit) {
        return List.of();
    }

    /**
     * Carries a decision out, and waits until gold heeds it.
     *
     * @param rule by whose id the messages are held
     * @param messages ids of those that are meant; all that the rule holds if there is none
     * @param by who decides, as the audit names them
     */
    Outcome decide(Decision decision, String rule, List<String> messages, String by, String reason);
}
