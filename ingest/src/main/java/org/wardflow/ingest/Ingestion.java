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
        Optional<Map<Integer, Long>> position = writer.position(source.name());
        if (position.isEmpty() && writer.holds(source.name())) {
            return new IngestOutcome.AlreadyIn();
        }
        source.seek(position.orElse(Map.of()));
        long rows = 0;
        long bytes = 0;
        long blank = 0;
        long batches = 0;
        boolean finished = false;
        while (!finished) {
            Instant now = clock.instant();
            Source.Batch batch = writer.append(source, limits, recordedAt.orElse(now), now);
            rows += batch.records();
            bytes += batch.bytes();
            blank += batch.blank();
            batches++;
            finished = batch.finished();
            progress.accept(rows);
        }
        return new IngestOutcome.Taken(rows, bytes, blank, batches, position.isPresent());
    }
}
