package org.wardflow.app.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files one backup is made of.
 *
 * @param cycle whose state it is
 * @param at when that cycle ended
 * @param made when the backup was made
 * @param items each file once
 */
record Index(String name, long cycle, Instant at, Instant made, List<Item> items) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A file.
     *
     * @param path in the home, with slashes
     * @param digest SHA-256 of its content in hex
     */
    record Item(String path, String digest, long bytes) {}

    Index {
        items = List.copyOf(items);
    }

    /** With a digest of itself. */
    byte[] render() {
        ObjectNode body = body();
        body.put("digest", Store.digest(body.toString().getBytes(StandardCharsets.UTF_8)));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode body() {
        ObjectNode body = JSON.createObjectNode()
                .put("name", name)
                .put("cycle", cycle)
                .put("at", at.toString())
                .put("made", made.toString());
        ArrayNode files = body.putArray("files");
        items.forEach(item -> files.addObject()
                .put("path", item.path())
                .put("sha256", item.digest())
                .put("bytes", item.bytes()));
        return body;
    }

    /** {@link IOException} if it is not what {@link #render} gave. */
    static Index parse(byte[] content) throws IOException {
        JsonNode node = JSON.readTree(content);
        List<Item> items = new ArrayList<>();
        node.path("files")
                .forEach(file -> items.add(new Item(
                        file.path("path").asText(),
                        file.path("sha256").asText(),
                        file.path("bytes").asLong())));
        try {
            Index index = new Index(
                    node.path("name").asText(),
                    node.path("cycle").asLong(),
                    Instant.parse(node.path("at").asText()),
                    Instant.parse(node.path("made").asText()),
                    items);
            String digest = Store.digest(index.body().toString().getBytes(StandardCharsets.UTF_8));
            if (!digest.equals(node.path("digest").asText())) {
                throw new IOException("its digest differs");
            }
            return index;
        } catch (DateTimeException e) {
            throw new IOException("it does not parse", e);
        }
    }
}
