package org.wardflow.ingest.kafka.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.kafka.Skip;
import org.wardflow.lake.Snapshot;

/** The decisions to skip that a bronze table remembers, oldest first. */
public record Skips(List<Skip> all) {
    /** The domain metadata that holds it. */
    public static final String DOMAIN = "wardflow.skips";

    /** The newest are kept; each commit of an older table stays in its history besides. */
    public static final int KEPT_MAX = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Skip>> TYPE = new TypeReference<>() {};

    public Skips {
        all = List.copyOf(all.subList(Math.max(0, all.size() - KEPT_MAX), all.size()));
    }

    /** Those of a version. */
    public static Skips of(Snapshot snapshot) {
        try {
            return new Skips(JSON.readValue(snapshot.domain(DOMAIN).orElse("[]"), TYPE));
        } catch (JsonProcessingException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The skips of %s version %s cannot be read".formatted(snapshot.table(), snapshot.version()),
                    "text that is not a JSON list of skips",
                    "restore the table from a backup");
        }
    }

    /** The same, and one more. */
    public Skips with(Skip skip) {
        List<Skip> more = new ArrayList<>(all);
        more.add(skip);
        return new Skips(more);
    }

    /** As it is stored. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A list of skips can always be written", e);
        }
    }
}
