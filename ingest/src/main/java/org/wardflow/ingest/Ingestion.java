package org.wardflow.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Takes whole sources in. Used by one thread. */
public final class Ingestion {
    private final BronzeWriter writer;
    private final BatchLimits limits;
    private final Clock clock;

    /**
     * Takes sources into one bronze table.
     *
     * @param clock for the time of ingestion
     */
    public Ingestion(BronzeWriter writer, BatchLimits limits, Clock clock) {
        this.writer = writer;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes a source in until it is finished, from where an earlier attempt left it. A source that is in adds nothing.
     *
     * @param recordedAt the recorded time of records that bring none; without it, the time of ingestion
     * @param progress is told the rows added so far, after each batch
     */
    public IngestOutcome take(Source source, Optional<Instant> recordedAt, LongConsumer progress) {
        Optional<Taking> begun = begin(source, recordedAt);
        if (begun.isEmpty()) {
            return new IngestOutcome.AlreadyIn();
        }
        Taking taking = begun.get();
        while (!taking.finished()) {
            Source.Batch unused = taking.step();
            progress.accept(taking.outcome().rows());
        }
        return taking.outcome();
    }

    /** Begins a source, from where an earlier attempt left it; empty if it is in. */
    public Optional<Taking> begin(Source source, Optional<Instant> recordedAt) {
        Optional<Map<Integer, Long>> position = writer.position(source.name());
        if (position.isEmpty() && writer.holds(source.name())) {
            return Optional.empty();
        }
        source.seek(position.orElse(Map.of()));
        return Optional.of(new Taking(source, recordedAt, position.isPresent()));
    }

    /** One source on its way in, a bronze commit a step. */
    public final class Taking {
        private final Source source;
        private final Optional<Instant> recordedAt;
        private IngestOutcome.Taken outcome;
        private boolean finished;

        private Taking(Source source, Optional<Instant> recordedAt, boolean resumed) {
            this.source = source;
            this.recordedAt = recordedAt;
            this.outcome = new IngestOutcome.Taken(0, 0, 0, 0, resumed);
        }

        /** Takes the next batch in. */
        public Source.Batch step() {
            Instant now = clock.instant();
            Source.Batch batch = writer.append(source, limits, recordedAt.orElse(now), now);
            finished = batch.finished();
            outcome = new IngestOutcome.Taken(
                    outcome.rows() + batch.records(),
                    outcome.bytes() + batch.bytes(),
                    outcome.blank() + batch.blank(),
                    outcome.batches() + 1,
                    outcome.resumed());
            return batch;
        }

        /** Whether all of it is in. */
        public boolean finished() {
            return finished;
        }

        /** What has been taken in by this attempt so far. */
        public IngestOutcome.Taken outcome() {
            return outcome;
        }
    }
}
