package org.wardflow.server.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON Schemas from a short notation. A type is {@code text}, {@code whole}, {@code number}, {@code yes} (or no), {@code instant},
 * {@code date}, {@code any}, {@code object}, the words it may be with bars between, or the name of another schema, which begins with a
 * capital; behind it {@code ?} is or null, {@code []} a list of such, {@code {}} such by name. Fields have commas between, each a name and
 * its type, or a name alone if it is text; a name that ends in {@code ?} may be missing.
 */
final class Shape {
    private static final Map<String, Map<String, Object>> PLAIN = Map.of(
            "text", Map.of("type", "string"),
            "whole", Map.of("type", "integer", "format", "int64"),
            "number", Map.of("type", "number"),
            "yes", Map.of("type", "boolean"),
            "instant", Map.of("type", "string", "format", "date-time"),
            "date", Map.of("type", "string", "format", "date"),
            "any", Map.of(),
            "object", Map.of("type", "object"));

    private Shape() {}

    /** An object with these fields. */
    static Map<String, Object> fields(String text) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (String field : text.split(",", -1)) {
            List<String> words = List.of(field.strip().split(" ", 2));
            boolean optional = words.get(0).endsWith("?");
            String name = optional ? words.get(0).substring(0, words.get(0).length() - 1) : words.get(0);
            properties.put(name, type(words.size() == 1 ? "text" : words.get(1).strip()));
            if (!optional) {
                required.add(name);
            }
        }
        return Map.of("type", "object", "properties", properties, "required", required);
    }

    /** A type. */
    static Map<String, Object> type(String text) {
        if (text.endsWith("[]")) {
            return Map.of("type", "array", "items", type(text.substring(0, text.length() - 2)));
        }
        if (text.endsWith("{}")) {
            return Map.of("type", "object", "additionalProperties", type(text.substring(0, text.length() - 2)));
        }
        if (text.endsWith("?")) {
            return orNull(type(text.substring(0, text.length() - 1)));
        }
        if (text.contains("|")) {
            return Map.of("type", "string", "enum", Arrays.asList(text.split("\\|", -1)));
        }
        Map<String, Object> plain = PLAIN.get(text);
        if (plain == null && !Character.isUpperCase(text.charAt(0))) {
            throw new IllegalStateException("bug: no type " + text);
        }
        return plain == null ? Map.of("$ref", "#/components/schemas/" + text) : plain;
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        if (schema.containsKey("$ref")) {
            return Map.of("oneOf", List.of(schema, Map.of("type", "null")));
        }
        Map<String, Object> wider = new LinkedHashMap<>(schema);
        wider.put("type", List.of(String.valueOf(schema.get("type")), "null"));
        return wider;
    }
}
