package org.wardflow.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;

/**
 * Something that records keep coming from: all topics of a broker, or files as they are dropped. Used by the live thread alone.
 *
 * <p>It commits what it takes to bronze itself, its positions in the same commit. When a method throws, it is closed and another
 * one is opened, which goes on from the committed positions; nothing is lost or doubled by that.
 */
public interface LiveSource extends AutoCloseable {
    /**
     * Takes what has arrived into bronze, at most a batch of each stream.
     *
     * @param wait how long to wait if nothing is there; returns at once when something is
     * @return an entry a bronze commit that added rows; empty if nothing came
     */
    List<Taken> poll(Duration wait);

    /** Its streams as they stood after the last poll; asks nobody. */
    List<Stream> streams();

    /** Why nothing can come now, while the source goes on trying by itself: its other side does not answer. */
    default Optional<WardflowException> trouble() {
        return Optional.empty();
    }

    /**
     * By stream and partition, the position behind the last record that exists now. A caller that waits until {@link
     * Stream#next} is there has all that the source held at the time of this call.
     *
     * @param limit how long to ask for it
     */
    Map<String, Map<Integer, Long>> ends(Duration limit);

    /** Lets go of what it holds, within a second; what was not committed is read again by the next one. */
    @Override
    void close();

    /** Opens the source over a pipeline: at the start, and again after each failure. */
    interface Opener {
        /** For people, logs and metrics: {@code kafka}, {@code files}. */
        String name();

        /** A source at its committed positions. */
        LiveSource open(Pipeline pipeline);
    }

    /**
     * What one bronze commit took in.
     *
     * @param stream as in {@link Stream#name}
     * @param oldest when the source got the oldest of the records; the time of ingestion where it does not say
     * @param newest the same of the newest
     */
    record Taken(String stream, long rows, long bytes, Instant oldest, Instant newest) {}

    /**
     * One topic, or the files of one kind.
     *
     * @param name as the rows carry it, {@code topic:} and a name; {@code files:} and a kind
     * @param lag records that wait, as far as is known
     * @param isLagKnown false while a partition that bronze has records of could not be looked at
     * @param next by partition, the offset that comes next; what lies before is in bronze
     * @param halts partitions that do not go on
     */
    record Stream(String name, long lag, boolean isLagKnown, Map<Integer, Long> next, List<Halt> halts) {
        public Stream {
            next = Map.copyOf(next);
            halts = List.copyOf(halts);
        }

        /** One that always knows what waits. */
        public Stream(String name, long lag, Map<Integer, Long> next, List<Halt> halts) {
            this(name, lag, true, next, halts);
        }
    }

    /** A partition that does not go on until somebody decides; the others of its stream do. */
    record Halt(int partition, WardflowException reason) {}
}
