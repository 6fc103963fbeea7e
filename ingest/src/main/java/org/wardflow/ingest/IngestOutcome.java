package org.wardflow.ingest;

import java.util.function.Function;

/** What became of one source. */
public sealed interface IngestOutcome {
    /** Calls the function for this outcome. */
    <R> R fold(Function<Taken, R> taken, Function<AlreadyIn, R> alreadyIn);

    /**
     * Its rows are in bronze.
     *
     * @param rows added now
     * @param blank lines skipped
     * @param batches commits made
     * @param resumed an earlier attempt had been cut short, and this one went on from there
     */
    record Taken(long rows, long bytes, long blank, long batches, boolean resumed) implements IngestOutcome {
        @Override
        public <R> R fold(Function<Taken, R> taken, Function<AlreadyIn, R> alreadyIn) {
            return taken.apply(this);
        }
    }

    /** The same content came before, with the same recorded time; nothing was added. */
    record AlreadyIn() implements IngestOutcome {
        @Override
        public <R> R fold(Function<Taken, R> taken, Function<AlreadyIn, R> alreadyIn) {
            return alreadyIn.apply(this);
        }
    }
}
