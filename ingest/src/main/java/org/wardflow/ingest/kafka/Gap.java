package org.wardflow.ingest.kafka;

import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * Why a partition stands still: its log does not hold the next record any more, or not so that it can be read.
 *
 * @param wanted offset of the next record
 * @param oldest offset in the log now
 * @param end of the log now: the offset that its next record will get
 * @param resume where reading can go on with the least lost: the oldest record that was never taken in; of a log that was cut
 *     nobody knows where, the oldest that it holds
 */
public record Gap(String topic, int partition, Cause cause, long wanted, long oldest, long end, long resume) {
    /** What became of the record. */
    public enum Cause {
        /** The broker deleted it: retention. */
        TRIMMED("deleted by retention"),
        /** The log ends before it, or was cut before it and written on: a broker lost what it had acknowledged. */
        CUT("the log was cut"),
        /** The topic was deleted and made again under the same name. */
        CREATED_ANEW("the topic was made again"),
        /** Its bytes are not those that were sent: a disk, or a compression that the client does not have. */
        UNREADABLE("the record cannot be read");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** In a few words, for people. */
        public String text() {
            return text;
        }
    }

    /** Offsets between the next record wanted and the one that is there; of the old log, all that were read. */
    public long size() {
        return cause == Cause.CREATED_ANEW ? wanted : Math.abs(resume - wanted);
    }

    /** As it is told: SOURCE_GAP. */
    public WardflowException problem() {
        return new WardflowException(
                ErrorCode.SOURCE_GAP,
                "Topic %s, partition %s stands still: %s"
                        .formatted(
                                topic,
                                partition,
                                cause == Cause.UNREADABLE
                                        ? "its next record cannot be read"
                                        : "its log does not hold the next record"),
                found(),
                "bring the log back if you can; else ./wardflow source skip %s %s goes on at offset %s, and records that"
                                .formatted(topic, partition, resume)
                        + " you decided so. The other partitions go on");
    }

    /** With the oldest record to go on with, the broker may have said so, or nobody. */
    private boolean isCutKnown() {
        return resume > oldest || end == oldest;
    }

    private String found() {
        String range = "offset %s wanted, %s to %s there".formatted(wanted, oldest, end);
        return switch (cause) {
            case TRIMMED -> "%s: the %s offsets between are deleted".formatted(range, size());
            case CUT ->
                isCutKnown()
                        ? "%s: the last %s offsets that were read are gone from it".formatted(range, size())
                        : "%s: up to %s offsets that were read are gone from it; what it holds is read again"
                                .formatted(range, size());
            case CREATED_ANEW -> range + ": the topic was deleted and made again";
            case UNREADABLE ->
                range
                        + ": damaged, or packed in a way that is not known here; records that were sent with it may be, too";
        };
    }
}
