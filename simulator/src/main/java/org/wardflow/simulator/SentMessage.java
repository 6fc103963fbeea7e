package org.wardflow.simulator;

import java.time.Instant;
import java.util.List;

/**
 * One message on the wire.
 *
 * @param key what keeps a patient's messages together, or a department's
 * @param payload the bytes; not copied, so not to be changed
 * @param logTime when it was sent; the log record's timestamp
 * @param stamped the payload names a readable recorded time itself
 * @param labels what is wrong with it
 */
@SuppressWarnings("ArrayRecordComponent") // Copying each payload would double the memory; equality is never asked for.
public record SentMessage(
        Topic topic, String key, byte[] payload, Instant logTime, boolean stamped, List<Label> labels) {

    /** Where a message goes. */
    public enum Topic {
        PATIENT_FLOW("patient-flow"),
        DEPARTMENT("department");

        private final String id;

        Topic(String id) {
            this.id = id;
        }

        /** The topic's name in the log. */
        public String id() {
            return id;
        }
    }

    public SentMessage {
        labels = List.copyOf(labels);
    }
}
