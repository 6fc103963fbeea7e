package org.wardflow.simulator.gold.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a payload: the texts of a JSON object's own attributes. */
final class Payloads {
    /** A payload has a limit already; it may be one value, however deep. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Payloads() {}

    /**
     * As below, with the names that aliases stand for: of an attribute's own name and its aliases, the first that is a name anywhere in
     * the object counts.
     */
    static Optional<Map<String, String>> read(byte[] payload, Map<String, List<String>> aliases) {
        Set<String> names = new HashSet<>();
        Optional<Map<String, String>> read = read(payload, names);
        read.ifPresent(texts -> aliases.forEach((name, others) -> {
            if (!names.contains(name)) {
                Optional<String> sent = others.stream().filter(names::contains).findFirst();
                sent.map(texts::remove).ifPresent(text -> texts.put(name, text));
            }
        }));
        return read;
    }

    /**
     * The non-empty texts of the object, trimmed; numbers and booleans as their JSON text; null as {@link
     * #ABSENT}, objects and arrays as their first sign. Of a name that comes twice the first value. Empty if the payload is not
     * UTF-8, not JSON or not an object, or if half a character is in it.
     *
     * @param names gets the names of the object and of those within it
     */
    private static Optional<Map<String, String>> read(byte[] payload, Set<String> names) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JSON.createParser(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(payload))
                .toString())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                names.add(name);
                JsonToken value = json.nextToken();
                texts.putIfAbsent(whole(name), value == JsonToken.VALUE_NULL ? ABSENT : trim(whole(json.getText())));
                skip(json, value, names);
            }
            return json.nextToken() == null ? Optional.of(texts) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void skip(JsonParser json, JsonToken first, Set<String> names) throws IOException {
        int depth = first.isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (token == null) {
                throw new EOFException("it ends too early");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.FIELD_NAME) {
                names.add(json.currentName());
            }
            var unused = whole(json.getText());
        }
    }

    private static String whole(String text) throws IOException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IOException("half a character");
        }
        return text;
    }

    /** The text of an attribute that is there without a text. */
    static final String ABSENT = "";

    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (from < to && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }
}
