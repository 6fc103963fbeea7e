package org.wardflow.app.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wardflow.server.feed.Feed;

/**
 * Cycles and failures as lines of JSON: names, times, counts and the texts of problems, which hold no patient value. A line that is none,
 * as a crash leaves one, is passed over.
 */
final class HistoryLines {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private HistoryLines() {}

    /** A cycle of the process that started then. */
    static String line(Instant process, Feed.Cycle cycle) {
        ObjectNode line = JSON.createObjectNode()
                .put("process", process.toString())
                .put("manifest", cycle.manifest())
                .put("ended", cycle.ended().toString())
                .put("tookMillis", cycle.tookMillis())
                .put("rows", cycle.rows());
        ObjectNode models = line.putObject("models");
        cycle.models().forEach(models::put);
        return line.toString();
    }

    /** A failure of the process that started then, without an end while it goes on. */
    static String line(Instant process, Feed.Failure failure) {
        Instant until = failure.until();
        return JSON.createObjectNode()
                .put("process", process.toString())
                .put("since", failure.since().toString())
                .put("until", until == null ? null : until.toString())
                .put("kind", failure.kind())
                .put("subject", failure.subject())
                .put("what", failure.what())
                .toString();
    }

    /** A cycle of an earlier process. */
    static Optional<Feed.Cycle> cycle(String line) {
        return read(line, node -> {
            Map<String, Long> models = new HashMap<>();
            node.path("models").properties().forEach(model -> models.put(model.getKey(), number(model.getValue())));
            return new Feed.Cycle(
                    number(node.path("manifest")),
                    instant(node, "ended"),
                    number(node.path("tookMillis")),
                    number(node.path("rows")),
                    models,
                    instant(node, "process"));
        });
    }

    /**
     * The failures of earlier processes, the newest first.
     *
     * @param lines the oldest first; one that goes on in the last of its lines went on when its process ended
     */
    static List<Feed.Failure> failures(List<String> lines) {
        List<Feed.Failure> failures = new ArrayList<>();
        Map<List<Object>, Feed.Failure> open = new HashMap<>();
        for (String line : lines) {
            read(line, HistoryLines::failure).ifPresent(failure -> {
                List<Object> key = List.of(String.valueOf(failure.earlierProcess()), failure.kind(), failure.subject());
                Feed.Failure begun = failure.until() == null ? open.put(key, failure) : open.remove(key);
                if (failure.until() != null) {
                    failures.add(failure);
                } else if (begun != null) {
                    failures.add(begun);
                }
            });
        }
        failures.addAll(open.values());
        failures.sort(Comparator.comparing(Feed.Failure::since).reversed());
        return failures;
    }

    private static Feed.Failure failure(JsonNode node) {
        @Nullable Instant until = node.path("until").isNull() ? null : instant(node, "until");
        return new Feed.Failure(
                instant(node, "since"),
                until,
                text(node, "kind"),
                text(node, "subject"),
                text(node, "what"),
                instant(node, "process"));
    }

    private static <T> Optional<T> read(String line, Function<JsonNode, T> made) {
        try {
            return Optional.of(made.apply(JSON.readTree(line)));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long number(JsonNode value) {
        if (!value.canConvertToExactIntegral()) {
            throw new IllegalArgumentException("no number");
        }
        return value.longValue();
    }

    private static Instant instant(JsonNode node, String name) {
        return Instant.parse(node.path(name).asText());
    }

    private static String text(JsonNode node, String name) {
        if (!node.path(name).isTextual()) {
            throw new IllegalArgumentException("no text");
        }
        return node.path(name).textValue();
    }
}
