package org.wardflow.app.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects. Numbers stay numbers, times and dates are ISO texts. */
final class JsonText {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonText() {}

    static String object(List<String> names, List<@Nullable Object> values) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = 0; i < names.size(); i++) {
            put(object, names.get(i), values.get(i));
        }
        return object.toString();
    }

    private static void put(ObjectNode object, String name, @Nullable Object value) {
        if (value == null) {
            object.putNull(name);
        } else if (value instanceof Boolean flag) {
            object.put(name, flag);
        } else if (value instanceof Integer || value instanceof Long) {
            object.put(name, ((Number) value).longValue());
        } else if (value instanceof Double number) {
            object.put(name, number);
        } else if (value instanceof BigDecimal) {
            object.put(name, new BigDecimal(Cells.text(value)));
        } else {
            object.put(name, Cells.text(value));
        }
    }
}
