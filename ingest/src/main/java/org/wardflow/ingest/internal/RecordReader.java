package org.wardflow.ingest.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wardflow.core.Sha256;
import org.wardflow.ingest.Payload;
import org.wardflow.ingest.PayloadStore;

/**
 * Cuts a stream of bytes into records without ever holding more than {@link Payload#MAX_INLINE_BYTES} and a buffer of it.
 *
 * <p>A byte-order mark of UTF-8 at the start and the line ends belong to no record. Blank lines are counted and skipped.
 */
public final class RecordReader implements Closeable {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final Framing framing;
    private final PayloadStore store;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean atStart = true;
    private long lines;
    private long blank;
    private Optional<Line> ahead = Optional.empty();

    /** Reads from the stream, which it closes; payloads over the limit go to the store. */
    public RecordReader(InputStream in, Framing framing, PayloadStore store) {
        this.in = in;
        this.framing = framing;
        this.store = store;
    }

    /** The number, from 0, of the line that the next record begins on; after the last one, of the line after it. */
    public long position() throws IOException {
        return hasNext() ? ahead.orElseThrow().number() : lines;
    }

    /** Blank lines passed so far. */
    public long blank() {
        return blank;
    }

    /** Whether a record that is not blank follows. */
    public boolean hasNext() throws IOException {
        while (ahead.isEmpty()) {
            long number = lines;
            Payload payload = read();
            if (payload == null) {
                return false;
            }
            if (isBlank(payload)) {
                blank++;
            } else {
                ahead = Optional.of(new Line(number, payload));
            }
        }
        return true;
    }

    /** The next record; there must be one. */
    public Line next() throws IOException {
        if (!hasNext()) {
            throw new IllegalStateException("There is no next record");
        }
        Line line = ahead.orElseThrow();
        ahead = Optional.empty();
        return line;
    }

    private @Nullable Payload read() throws IOException {
        try (Pending pending = new Pending()) {
            boolean quoted = false;
            boolean any = false;
            while (true) {
                if (position == limit && !fill()) {
                    if (!any) {
                        return null;
                    }
                    lines++;
                    return pending.finish();
                }
                any = true;
                int end = position;
                boolean ended = false;
                for (; end < limit; end++) {
                    byte b = buffer[end];
                    if (b == '\n') {
                        if (!quoted) {
                            ended = true;
                            break;
                        }
                        lines++;
                    } else if (b == '"' && framing == Framing.QUOTED_LINES) {
                        quoted = !quoted;
                    }
                }
                pending.add(position, end);
                position = ended ? end + 1 : end;
                if (ended) {
                    lines++;
                    return pending.finish();
                }
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.readNBytes(buffer, 0, buffer.length));
        if (atStart) {
            atStart = false;
            if (limit >= UTF8_MARK.length
                    && Arrays.equals(buffer, 0, UTF8_MARK.length, UTF8_MARK, 0, UTF8_MARK.length)) {
                position = UTF8_MARK.length;
                return position < limit || fill();
            }
        }
        return limit > 0;
    }

    private static boolean isBlank(Payload payload) {
        if (payload instanceof Payload.Inline inline) {
            for (byte b : inline.bytes()) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A record and the line, from 0, that it begins on. */
    public record Line(long number, Payload payload) {}

    /** The record being read: in memory up to the limit, then in a side file. */
    private final class Pending implements AutoCloseable {
        private byte[] kept = new byte[0];
        private PayloadStore.@Nullable Writer spilled;
        private boolean heldReturn;

        void add(int from, int to) {
            if (from == to) {
                return;
            }
            // A carriage return is the line end's only if a line feed follows, which may be in the next buffer.
            if (spilled != null) {
                spill(spilled, from, to);
                return;
            }
            int length = kept.length + to - from;
            if (length <= Payload.MAX_INLINE_BYTES + 1) {
                int old = kept.length;
                kept = Arrays.copyOf(kept, length);
                System.arraycopy(buffer, from, kept, old, to - from);
                return;
            }
            PayloadStore.Writer writer = store.begin();
            spilled = writer;
            writer.write(kept, 0, kept.length);
            kept = new byte[0];
            spill(writer, from, to);
        }

        private void spill(PayloadStore.Writer writer, int from, int to) {
            if (heldReturn) {
                writer.write(new byte[] {'\r'}, 0, 1);
            }
            heldReturn = buffer[to - 1] == '\r';
            writer.write(buffer, from, heldReturn ? to - 1 - from : to - from);
        }

        Payload finish() {
            if (spilled != null) {
                return spilled.finish();
            }
            int length = kept.length > 0 && kept[kept.length - 1] == '\r' ? kept.length - 1 : kept.length;
            byte[] bytes = length == kept.length ? kept : Arrays.copyOf(kept, length);
            if (length > Payload.MAX_INLINE_BYTES) {
                try (PayloadStore.Writer writer = store.begin()) {
                    writer.write(bytes, 0, length);
                    return writer.finish();
                }
            }
            return new Payload.Inline(bytes, Sha256.of(bytes));
        }

        @Override
        public void close() {
            if (spilled != null) {
                spilled.close();
            }
        }
    }
}
