package org.wardflow.simulator.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message before it is sent: attributes in the order of writing, a text or a whole number each. */
final class Draft {
    private static final JsonFactory JSON = new JsonFactory();

    final Facility facility;
    final @Nullable Case visit;
    final long eventTime;
    final Map<String, Object> fields;

    /** What it says of a bed; null if it is about something else. */
    Bed.@Nullable Turn turn;

    /** When the source says it was recorded; null in the eight-field form. */
    @Nullable Long recordedTime;

    Draft(Facility facility, @Nullable Case visit, long eventTime, Map<String, Object> fields) {
        this.facility = facility;
        this.visit = visit;
        this.eventTime = eventTime;
        this.fields = new LinkedHashMap<>(fields);
    }

    String type() {
        return fields.getOrDefault("event_type", "").toString();
    }

    boolean isEightField() {
        return !fields.containsKey("event_type");
    }

    /** A copy to be changed; of the same visit. */
    Draft copy() {
        Draft copy = new Draft(facility, visit, eventTime, fields);
        copy.recordedTime = recordedTime;
        copy.turn = turn;
        return copy;
    }

    Draft with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                if (field.getValue() instanceof Number number) {
                    json.writeNumberField(field.getKey(), number.longValue());
                } else {
                    json.writeStringField(field.getKey(), field.getValue().toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
