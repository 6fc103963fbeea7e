package org.wardflow.simulator.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.wardflow.simulator.Label;
import org.wardflow.simulator.SentMessage;

/** What is on its way, by the time of sending, ties in the order of posting. */
final class Outbox {

    /**
     * One message on its way, or the loss of one.
     *
     * @param payload null if it is lost on the way
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Parcel(
            long time,
            long number,
            SentMessage.Topic topic,
            String key,
            byte @Nullable [] payload,
            boolean stamped,
            List<Label> labels) {}

    private final PriorityQueue<Parcel> parcels =
            new PriorityQueue<>(Comparator.comparingLong(Parcel::time).thenComparingLong(Parcel::number));
    private final List<Label> labels = new ArrayList<>();
    private long posted;

    void post(
            long time,
            SentMessage.Topic topic,
            String key,
            byte @Nullable [] payload,
            boolean stamped,
            List<Label> own,
            @Nullable Case visit) {
        if (visit != null) {
            visit.sentBy = Math.max(visit.sentBy, time);
        }
        parcels.add(new Parcel(time, posted++, topic, key, payload, stamped, List.copyOf(own)));
    }

    /** What is sent up to the time, that included, in the order of sending. */
    List<SentMessage> sendUntil(long time) {
        List<SentMessage> sent = new ArrayList<>();
        for (Parcel next = parcels.peek(); next != null && next.time <= time; next = parcels.peek()) {
            parcels.remove();
            labels.addAll(next.labels);
            if (next.payload != null) {
                sent.add(new SentMessage(
                        next.topic,
                        next.key,
                        next.payload,
                        Instant.ofEpochSecond(next.time),
                        next.stamped,
                        next.labels));
            }
        }
        return sent;
    }

    /** The labels of what has been sent. */
    List<Label> labels() {
        return labels;
    }
}
