package org.wardflow.ingest.kafka;

import java.time.Duration;
import java.time.Instant;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * Why nothing comes of a partition although its log is not known to lack anything: the brokers have nothing to read there.
 *
 * @param since when it was first seen so
 */
public record Stall(Cause cause, Instant since) {
    /** Before a partition that is not there is a problem: brokers change leaders and are started one after the other. */
    public static final Duration ABSENT_MAX = Duration.ofMinutes(1);

    /** How long a transaction may hold back what came after it; the brokers of most producers end one after a minute. */
    public static final Duration TRANSACTION_MAX = Duration.ofMinutes(5);

    /** What is wrong with it. */
    public enum Cause {
        /** Its topic was deleted, or never was. */
        NO_TOPIC(
                "no such topic",
                "there is no such topic any more",
                "make it again, or correct its name in the bronze contract"),
        /** Its topic has fewer partitions than bronze has read. */
        NO_PARTITION(
                "no such partition",
                "its topic has fewer partitions than it had",
                "give the topic as many partitions as it had"),
        /** None of the brokers that hold it can be asked. */
        NO_LEADER("no leader", "no broker leads it", "start the brokers that hold it"),
        /** This client may not read it; told by topic. */
        NOT_ALLOWED(
                "may not be read",
                "this client may not read it",
                "give this client the rights to describe and read it"),
        /** A transaction that nobody ended stands before all that came after it. */
        OPEN_TRANSACTION(
                "waits for the end of a transaction",
                "a transaction that nobody ends holds back what came after it",
                "find it with Kafka's own kafka-transactions.sh find-hanging, and abort it");

        private final String text;
        private final String what;
        private final String fix;

        Cause(String text, String what, String fix) {
            this.text = text;
            this.what = what;
            this.fix = fix;
        }

        /** In a few words, for people. */
        public String text() {
            return text;
        }
    }

    /** Whether it has lasted so long that somebody has to know of this partition. */
    public boolean isTold(Instant now) {
        return switch (cause) {
            case NOT_ALLOWED -> false;
            case OPEN_TRANSACTION -> now.isAfter(since.plus(TRANSACTION_MAX));
            case NO_TOPIC, NO_PARTITION, NO_LEADER -> now.isAfter(since.plus(ABSENT_MAX));
        };
    }

    /** As it is told: SOURCE_UNREACHABLE. */
    WardflowException problem(PartitionState of) {
        return new WardflowException(
                ErrorCode.SOURCE_UNREACHABLE,
                "Topic %s, partition %s is not read: %s".formatted(of.topic(), of.partition(), cause.what),
                cause == Cause.OPEN_TRANSACTION
                        ? "%s offsets wait, since %s".formatted(of.withheld(), since)
                        : "since " + since,
                cause.fix + "; reading goes on by itself. The other partitions go on");
    }
}
