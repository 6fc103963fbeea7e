package org.wardflow.ingest.kafka.internal;

import java.util.Optional;
import org.wardflow.ingest.LogMark;
import org.wardflow.ingest.kafka.Gap;

/** Tells whether a log still holds what is wanted of it. */
public final class Gaps {
    private Gaps() {}

    /**
     * Compares a position with a log.
     *
     * @param wanted offset of the next record
     * @param mark of the log in which that was counted
     * @param now the log of that name
     */
    public static Optional<Gap> find(String topic, int partition, long wanted, LogMark mark, LogRange now) {
        if (isOther(mark, now)) {
            return Optional.of(of(topic, partition, Gap.Cause.CREATED_ANEW, wanted, now));
        }
        if (wanted < now.oldest()) {
            return Optional.of(of(topic, partition, Gap.Cause.TRIMMED, wanted, now));
        }
        if (wanted > now.end()) {
            return Optional.of(of(topic, partition, Gap.Cause.CUT, wanted, now));
        }
        return Optional.empty();
    }

    /** Whether a log is another one than the one that offsets were counted in. */
    static boolean isOther(LogMark mark, LogRange now) {
        return mark.id() != null && now.topicId() != null && !mark.id().equals(now.topicId());
    }

    /** A gap as it is seen now. */
    static Gap of(String topic, int partition, Gap.Cause cause, long wanted, LogRange now) {
        long resume = cause == Gap.Cause.CUT ? Math.max(now.oldest(), Math.min(wanted, now.end())) : now.oldest();
        return new Gap(topic, partition, cause, wanted, now.oldest(), now.end(), resume);
    }

    /** The same, of a log that was cut at an offset and has been written on since. */
    static Gap cut(Gap gap, long at) {
        return new Gap(gap.topic(), gap.partition(), gap.cause(), gap.wanted(), gap.oldest(), gap.end(), at);
    }
}
