package org.wardflow.simulator.gold.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.wardflow.simulator.gold.Delivery;

/** The distinct payloads of a topic: by digest, with their default recorded times and the number of copies. */
final class Messages {

    private static final class Copies {
        private final byte[] payload;
        private final SortedSet<Long> defaultRecordedTs = new TreeSet<>();
        private int count;

        Copies(byte[] payload) {
            this.payload = payload;
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
            Copies copies =
                    bySha.computeIfAbsent(Text.sha256(delivery.payload()), sha -> new Copies(delivery.payload()));
            copies.defaultRecordedTs.add(Text.micros(delivery.defaultRecordedAt()));
            copies.count++;
        }
    }

    void forEach(Visitor visitor) {
        bySha.forEach((sha, copies) -> visitor.visit(sha, copies.payload, copies.defaultRecordedTs.first()));
    }

    /** As above, for each default recorded time of each payload. */
    void forEachTime(Visitor visitor) {
        bySha.forEach((sha, copies) ->
                copies.defaultRecordedTs.forEach(recordedTs -> visitor.visit(sha, copies.payload, recordedTs)));
    }

    boolean wasRepeated(String sha) {
        Copies copies = bySha.get(sha);
        return copies != null && copies.count > 1;
    }
}
