package org.wardflow.ingest.kafka.internal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Topics that this client may describe and not read. The client fails at each before it reads the others, so it does not get them but
 * for one try between two looks. Used by one thread.
 */
final class Refusals {
    private final Map<String, String> refused = new TreeMap<>();
    private final Set<String> tried = new HashSet<>();

    /** The brokers refused these. */
    void refused(Collection<String> topics, String error) {
        topics.forEach(topic -> refused.put(topic, error));
        tried.removeAll(topics);
    }

    /** A look has come: what was tried since the last one and not refused may be read; the others are tried. */
    void looked() {
        refused.keySet().removeAll(tried);
        tried.clear();
        tried.addAll(refused.keySet());
    }

    /** Whether the client is to have a topic. */
    boolean mayBeRead(String topic) {
        return !refused.containsKey(topic) || tried.contains(topic);
    }

    /** By topic, the client's error. */
    Map<String, String> troubles() {
        return Map.copyOf(refused);
    }
}
