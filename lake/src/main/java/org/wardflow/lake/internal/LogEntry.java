package org.wardflow.lake.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One commit of the log, as its JSON file has it.
 *
 * @param operation our word for it, else the other writer's
 * @param attempt the id of our attempt; empty if another program wrote it
 * @param domains domain metadata set, or empty where removed
 * @param reshaped the table's schema, properties or protocol changed
 */
record LogEntry(
        long version,
        Instant committedAt,
        String operation,
        String attempt,
        List<FileAction> added,
        List<FileAction> removed,
        Map<String, Optional<String>> domains,
        boolean reshaped) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OURS = Pattern.compile("wardflow (\\w+) ([0-9a-f-]{36})");

    LogEntry {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        domains = Map.copyOf(domains);
    }

    /** What goes into {@code commitInfo.engineInfo}, so that a doubtful commit can be recognised as ours. */
    static String engineInfo(String operation, String attempt) {
        return "wardflow " + operation + " " + attempt + Seal.MARK;
    }

    /** Parses a log file; {@link IOException} if it is torn. */
    static LogEntry parse(long version, byte[] content) throws IOException {
        Instant committedAt = Instant.EPOCH;
        String operation = "UNKNOWN";
        String attempt = "";
        List<FileAction> added = new ArrayList<>();
        List<FileAction> removed = new ArrayList<>();
        Map<String, Optional<String>> domains = new LinkedHashMap<>();
        boolean reshaped = false;
        boolean any = false;
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode action = JSON.readTree(line);
            any = true;
            if (action.has("commitInfo")) {
                JsonNode info = action.get("commitInfo");
                committedAt = Instant.ofEpochMilli(info.path("timestamp").asLong());
                Matcher ours = OURS.matcher(info.path("engineInfo").asText());
                boolean found = ours.find();
                operation = found ? ours.group(1) : info.path("operation").asText(operation);
                attempt = found ? ours.group(2) : "";
            } else if (action.has("add")) {
                added.add(file(action.get("add"), "modificationTime"));
            } else if (action.has("remove")) {
                removed.add(file(action.get("remove"), "deletionTimestamp"));
            } else if (action.has("domainMetadata")) {
                JsonNode domain = action.get("domainMetadata");
                boolean gone = domain.path("removed").asBoolean();
                domains.put(
                        domain.path("domain").asText(),
                        gone
                                ? Optional.empty()
                                : Optional.of(domain.path("configuration").asText()));
            } else if (action.has("metaData") || action.has("protocol")) {
                reshaped = true;
            }
        }
        if (!any) {
            throw new IOException("The log entry is empty");
        }
        return new LogEntry(version, committedAt, operation, attempt, added, removed, domains, reshaped);
    }

    private static FileAction file(JsonNode node, String timeField) throws IOException {
        if (!node.path("path").isTextual()) {
            throw new IOException("A file action lacks its path");
        }
        Map<String, String> tags = new HashMap<>();
        node.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return new FileAction(
                node.path("path").asText(),
                node.path("size").asLong(),
                node.path(timeField).asLong(),
                node.path("dataChange").asBoolean(true),
                node.hasNonNull("stats") ? node.get("stats").asText() : null,
                tags,
                descriptor(node.path("deletionVector")));
    }

    private static @Nullable DeletionVectorDescriptor descriptor(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        return new DeletionVectorDescriptor(
                node.path("storageType").asText(),
                node.path("pathOrInlineDv").asText(),
                node.hasNonNull("offset") ? Optional.of(node.get("offset").asInt()) : Optional.empty(),
                node.path("sizeInBytes").asInt(),
                node.path("cardinality").asLong());
    }
}
