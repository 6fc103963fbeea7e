package org.wardflow.spark.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as its attributes' texts, which are the ones that the other engine reads: docs/semantics.md says what they are. Spark's own
 * functions print numbers in their own way, and take for JSON what is none.
 */
final class JsonObject {
    /** A payload has a limit already; it may be one value, however deep. */
    private static final StreamReadConstraints ANY_PAYLOAD = StreamReadConstraints.builder()
            .maxNestingDepth(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(ANY_PAYLOAD)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private JsonObject() {}

    /** The attributes in the order of the text; null stands for null. Empty if the text is no JSON object, or half a character is in it. */
    static Optional<Map<String, @Nullable String>> read(String text) {
        Map<String, @Nullable String> attributes = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = whole(json.currentName());
                String value = value(json);
                // Of a name that comes twice the first value counts.
                if (!attributes.containsKey(name)) {
                    attributes.put(name, value);
                }
            }
            return json.nextToken() == null ? Optional.of(attributes) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String value(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            return nested(json);
        }
        return whole(json.getText());
    }

    /** Without white space, in the order of the text. */
    private static String nested(JsonParser json) throws IOException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (JsonToken token = json.currentToken(); token != null; token = json.nextToken()) {
            if (token.isStructEnd()) {
                depth--;
            } else {
                separate(text);
                depth += token.isStructStart() ? 1 : 0;
            }
            text.append(
                    switch (token) {
                        case FIELD_NAME -> JsonText.quoted(whole(json.currentName())) + ":";
                        case VALUE_STRING -> JsonText.quoted(whole(json.getText()));
                        case VALUE_NUMBER_FLOAT -> JsonText.fraction(json.getText());
                        case VALUE_NUMBER_INT -> JsonText.integer(json.getText());
                        default -> token.asString();
                    });
            if (depth == 0) {
                return text.toString();
            }
        }
        throw new IOException("it ends too early");
    }

    private static void separate(StringBuilder text) {
        int end = text.length() - 1;
        if (end >= 0 && "[{:".indexOf(text.charAt(end)) < 0) {
            text.append(',');
        }
    }

    private static String whole(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    throw new IOException("half a character");
                }
                i++;
            }
        }
        return text;
    }
}
