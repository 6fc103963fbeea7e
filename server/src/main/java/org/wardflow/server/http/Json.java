package org.wardflow.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** JSON of the web edge: times as ISO 8601 in UTC, unknown fields refused, input bounded. */
public final class Json {
    /** Bytes of a request's body. */
    public static final int BODY_MAX = 64 * 1024;

    private static final int DEPTH_MAX = 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxStringLength(BODY_MAX)
                            .build())
                    .build())
            .registerModule(new SimpleModule("wardflow")
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(LocalDate.class, ToStringSerializer.instance)
                    .addSerializer(Duration.class, ToStringSerializer.instance))
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, false)
            .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

    private Json() {}

    /** A value as JSON in UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as text. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value from JSON; {@link Problem.Refused} if the text is too large, or is not such a value. */
    public static <T> T read(InputStream in, Class<T> type) {
        try {
            byte[] bytes = in.readNBytes(BODY_MAX + 1);
            if (bytes.length > BODY_MAX) {
                throw new Problem.Refused(Problem.of(413, "The request is too large", "Send at most 64 KiB."));
            }
            T value = MAPPER.readValue(bytes, type);
            if (value == null) {
                throw new Problem.Refused(Problem.of(400, "The request has no content", "Send a JSON object."));
            }
            return value;
        } catch (JsonProcessingException e) {
            // The parser's own message would quote what was sent.
            throw new Problem.Refused(Problem.of(
                    400,
                    "The request is not what this address takes",
                    "Send the JSON that the OpenAPI document names."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value from a file of our own; IOException if it is none. */
    public static <T> T readFile(byte[] content, Class<T> type) throws IOException {
        return MAPPER.readValue(content, type);
    }
}
