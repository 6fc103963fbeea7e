package org.wardflow.lake;

import java.util.function.Function;

/** What is known about one commit attempt. */
public sealed interface CommitOutcome {
    /** Calls the function for this outcome; a new outcome breaks every caller at compile time. */
    <R> R fold(Function<Committed, R> committed, Function<Conflicted, R> conflicted, Function<Unknown, R> unknown);

    /** The attempt created this snapshot. */
    record Committed(Snapshot snapshot) implements CommitOutcome {
        @Override
        public <R> R fold(
                Function<Committed, R> committed, Function<Conflicted, R> conflicted, Function<Unknown, R> unknown) {
            return committed.apply(this);
        }
    }

    /** Another writer took the version; nothing of the attempt is visible. */
    record Conflicted(long winnerVersion) implements CommitOutcome {
        @Override
        public <R> R fold(
                Function<Committed, R> committed, Function<Conflicted, R> conflicted, Function<Unknown, R> unknown) {
            return conflicted.apply(this);
        }
    }

    /** The store gave no answer and the log could not be read back; look for our transaction before any retry. */
    record Unknown(long attemptedVersion) implements CommitOutcome {
        @Override
        public <R> R fold(
                Function<Committed, R> committed, Function<Conflicted, R> conflicted, Function<Unknown, R> unknown) {
            return unknown.apply(this);
        }
    }
}
