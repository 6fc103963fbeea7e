package org.wardflow.app.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wardflow.app.home.Home;

/**
 * Which files one backup is made of.
 *
 * @param name with its number in the folder and when it was begun; of an older backup only with its cycle
 * @param cycle whose state the computed tables have
 * @param at when that cycle ended
 * @param made when the backup was begun
 * @param items each file once
 */
record Index(String name, long cycle, Instant at, Instant made, List<Item> items) {
    /** No clock has a part in it: of two numbers the higher is that of the later backup. */
    private static final Pattern NUMBERED = Pattern.compile("backup-(\\d{6,18})-\\d{8}T\\d{6}Z");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Oldest first. Those without a number were made before there were any, and have only the clock's word. */
    static final Comparator<Index> ORDER = Comparator.<Index>comparingLong(
                    index -> number(index.name()).orElse(0))
            .thenComparing(Index::made)
            .thenComparing(Index::cycle);

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

    /** The name of a backup. */
    static String name(long number, Instant made) {
        return String.format(Locale.ROOT, "backup-%06d-%s", number, TIME.format(made));
    }

    /** The number in a name; empty if it has none. */
    static OptionalLong number(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Tells homes apart: the digest of what makes a folder a home, which says when it was made one, and stays in a copy. */
    String home() {
        return items.stream()
                .filter(item -> item.path().equals(Home.MARKER))
                .map(Item::digest)
                .findFirst()
                .orElse("");
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
