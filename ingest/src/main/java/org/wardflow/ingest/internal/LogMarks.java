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
import org.wardflow.ingest.LogMark;
import org.wardflow.lake.Snapshot;

/** What the offsets of a bronze table's topics were counted in: by source and partition, the mark. */
public record LogMarks(SortedMap<String, Map<Integer, LogMark>> bySource) {
    /** The domain metadata that holds it. */
    public static final String DOMAIN = "wardflow.logs";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, TreeMap<Integer, LogMark>>> TYPE = new TypeReference<>() {};

    public LogMarks {
        bySource = Collections.unmodifiableSortedMap(new TreeMap<>(bySource));
    }

    /** Those of a version. */
    public static LogMarks of(Snapshot snapshot) {
        String text = snapshot.domain(DOMAIN).orElse("{}");
        try {
            return new LogMarks(new TreeMap<>(JSON.readValue(text, TYPE)));
        } catch (JsonProcessingException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The log marks of %s version %s cannot be read".formatted(snapshot.table(), snapshot.version()),
                    "text that is not a JSON object of marks",
                    "restore the table from a backup");
        }
    }

    /** The same, with other marks for a source's partitions; those not named stay. */
    public LogMarks with(String source, Map<Integer, LogMark> marks) {
        if (marks.isEmpty()) {
            return this;
        }
        SortedMap<String, Map<Integer, LogMark>> copy = new TreeMap<>(bySource);
        Map<Integer, LogMark> merged = new TreeMap<>(copy.getOrDefault(source, Map.of()));
        merged.putAll(marks);
        copy.put(source, merged);
        return new LogMarks(copy);
    }

    /** As it is stored. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(bySource);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map of marks can always be written", e);
        }
    }
}
