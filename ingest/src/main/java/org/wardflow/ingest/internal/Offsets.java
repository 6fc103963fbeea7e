package org.wardflow.ingest.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Snapshot;

/**
 * Where each source of a bronze table stands: by source and partition, the next offset. A file has an entry only while it is
 * not all in.
 */
public record Offsets(SortedMap<String, Map<Integer, Long>> bySource) {
    /** The domain metadata that holds it. */
    public static final String DOMAIN = "wardflow.offsets";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, Map<Integer, Long>>> TYPE = new TypeReference<>() {};

    public Offsets {
        bySource = Collections.unmodifiableSortedMap(new TreeMap<>(bySource));
    }

    /** Those of a version. */
    public static Offsets of(Snapshot snapshot) {
        String text = snapshot.domain(DOMAIN).orElse("{}");
        try {
            return new Offsets(JSON.readValue(text, TYPE));
        } catch (JsonProcessingException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The source offsets of %s version %s cannot be read"
                            .formatted(snapshot.table(), snapshot.version()),
                    "text that is not a JSON object of offsets",
                    "restore the table from a backup");
        }
    }

    /** The same, with a source at a position. */
    public Offsets with(String source, Map<Integer, Long> next) {
        SortedMap<String, Map<Integer, Long>> copy = new TreeMap<>(bySource);
        copy.put(source, next);
        return new Offsets(copy);
    }

    /** The same, without a source. */
    public Offsets without(String source) {
        SortedMap<String, Map<Integer, Long>> copy = new TreeMap<>(bySource);
        copy.remove(source);
        return new Offsets(copy);
    }

    /** As it is stored. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(bySource);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map of numbers can always be written", e);
        }
    }
}
