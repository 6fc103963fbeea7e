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
        boolean whole = !isOther(mark, now) && now.oldest() <= wanted && wanted <= now.end();
        return whole ? Optional.empty() : Optional.of(lacking(topic, partition, wanted, mark, now, Optional.empty()));
    }

    /**
     * The gap of a log that is known to lack what is wanted.
     *
     * @param divergent the first offset that holds another record than the one that was read; empty if that is not known: what
     *     was written since the cut may then begin anywhere, and all is read again rather than any of it left out
     */
    static Gap lacking(String topic, int partition, long wanted, LogMark mark, LogRange now, Optional<Long> divergent) {
        if (isOther(mark, now)) {
            return new Gap(topic, partition, Gap.Cause.CREATED_ANEW, wanted, now.oldest(), now.end(), now.oldest());
        }
        if (wanted < now.oldest()) {
            return new Gap(topic, partition, Gap.Cause.TRIMMED, wanted, now.oldest(), now.end(), now.oldest());
        }
        long cut = Math.max(now.oldest(), divergent.orElse(now.oldest()));
        return new Gap(topic, partition, Gap.Cause.CUT, wanted, now.oldest(), now.end(), cut);
    }

    /** Whether a log is another one than the one that offsets were counted in. */
    static boolean isOther(LogMark mark, LogRange now) {
        return mark.id() != null && now.topicId() != null && !mark.id().equals(now.topicId());
    }
}
