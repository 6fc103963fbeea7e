package org.wardflow.simulator.gold.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wardflow.simulator.gold.Delivery;

/** The distinct payloads of a topic: by digest, with the earliest default recorded time and the number of copies. */
final class Messages {

    private static final class Copies {
        private final byte[] payload;
        private long defaultRecordedTs;
        private int count;

        Copies(byte[] payload, long defaultRecordedTs) {
            this.payload = payload;
            this.defaultRecordedTs = defaultRecordedTs;
        }
    }

    /** Is called for each distinct payload. */
    @FunctionalInterface
    interface Visitor {
        void visit(String sha, byte[] payload, long defaultRecordedTs);
    }

    private final Map<String, Copies> bySha = new LinkedHashMap<>();

    Messages(Iterable<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            long defaultRecordedTs = Text.micros(delivery.defaultRecordedAt());
            Copies copies = bySha.computeIfAbsent(
                    Text.sha256(delivery.payload()), sha -> new Copies(delivery.payload(), defaultRecordedTs));
            copies.defaultRecordedTs = Math.min(copies.defaultRecordedTs, defaultRecordedTs);
            copies.count++;
        }
    }

    void forEach(Visitor visitor) {
        bySha.forEach((sha, copies) -> visitor.visit(sha, copies.payload, copies.defaultRecordedTs));
    }

    boolean wasRepeated(String sha) {
        Copies copies = bySha.get(sha);
        return copies != null && copies.count > 1;
    }
}
