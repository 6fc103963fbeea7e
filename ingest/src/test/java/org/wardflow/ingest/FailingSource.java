package org.wardflow.ingest;

import java.util.Map;

/** Hands over as another source does, then fails, as a killed process would, in a given poll. */
final class FailingSource implements Source {
    private final Source source;
    private int pollsLeft;

    FailingSource(Source source, int pollsThatWork) {
        this.source = source;
        this.pollsLeft = pollsThatWork;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void seek(Map<Integer, Long> next) {
        source.seek(next);
    }

    @Override
    public Batch poll(BatchLimits limits, RecordSink sink) {
        Batch batch = source.poll(limits, sink);
        if (pollsLeft-- == 0) {
            throw new IllegalStateException("killed");
        }
        return batch;
    }

    @Override
    public void close() {
        source.close();
    }
}
