package org.wardflow.ingest;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.wardflow.ingest.internal.Framing;
import org.wardflow.ingest.internal.RecordReader;

/** A file of one JSON text a line. What is in a line is not looked at here: bronze keeps it, the models judge it. */
public final class JsonLinesSource implements Source {
    private final FileContent content;
    private final Optional<Instant> recordedAt;
    private final RecordReader reader;
    private long first;

    /**
     * Reads the file; payloads over the limit go to the store.
     *
     * @param recordedAt the recorded time that somebody gave the file
     */
    public JsonLinesSource(FileContent content, Optional<Instant> recordedAt, PayloadStore store) {
        this.content = content;
        this.recordedAt = recordedAt;
        this.reader = new RecordReader(content.open(), Framing.LINES, store);
    }

    @Override
    public String name() {
        return content.source(recordedAt);
    }

    @Override
    public void seek(Map<Integer, Long> next) {
        first = next.getOrDefault(0, 0L);
    }

    @Override
    public Batch poll(BatchLimits limits, RecordSink sink) {
        long records = 0;
        long bytes = 0;
        long blankBefore = reader.blank();
        try {
            while (records < limits.rows() && bytes < limits.bytes() && reader.hasNext()) {
                RecordReader.Line line = reader.next();
                if (line.number() < first) {
                    continue;
                }
                sink.accept(new SourceRecord(null, line.number(), null, line.payload(), null));
                records++;
                bytes += line.payload() instanceof Payload.Inline
                        ? line.payload().size()
                        : 0;
            }
            boolean finished = !reader.hasNext();
            content.checkUnchanged();
            return new Batch(records, bytes, reader.blank() - blankBefore, Map.of(0, reader.position()), finished);
        } catch (IOException e) {
            throw FileContent.unreadable(content.path(), e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw FileContent.unreadable(content.path(), e);
        }
    }
}
