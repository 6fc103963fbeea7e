package org.wardflow.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OpenAPI 3.1 document of a list of endpoints. */
public final class OpenApi {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private OpenApi() {}

    /** The document, to be written as JSON. */
    public static Map<String, Object> document(List<Endpoint> endpoints) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            paths.computeIfAbsent(endpoint.path(), path -> new LinkedHashMap<>())
                    .put(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint));
        }
        paths.put(Endpoint.ROOT + "/session", session());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Wardflow", "version", "v1"));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of(
                        "schemas",
                        Schemas.named(),
                        "securitySchemes",
                        Map.of(
                                "session", Map.of("type", "apiKey", "in", "cookie", "name", "wardflow"),
                                "token", Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT"))));
        document.put("security", List.of(Map.of("session", List.of()), Map.of("token", List.of())));
        return document;
    }

    /** Answered by the filters before the router, as nobody has come in yet, or is there any more. */
    private static Map<String, Object> session() {
        return Map.of(
                "post",
                        Map.of(
                                "operationId",
                                "session.begin",
                                "summary",
                                "Comes in: {\"name\", \"password\"}, {\"link\"}, {\"link\", \"password\"} or, in a demonstration, {\"role\"}.",
                                "security",
                                List.of(),
                                "requestBody",
                                Schemas.body("session.begin"),
                                "responses",
                                responses("204", Map.of("description", "Done"))),
                "delete",
                        Map.of(
                                "operationId",
                                "session.end",
                                "summary",
                                "Goes out.",
                                "responses",
                                responses("204", Map.of("description", "Done"))));
    }

    private static Map<String, Object> responses(String status, Map<String, Object> done) {
        return Map.of(status, done, "default", Map.of("description", "A refusal", "content", Schemas.problem()));
    }

    private static Map<String, Object> operation(Endpoint endpoint) {
        List<Object> parameters = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(endpoint.path());
        while (variables.find()) {
            parameters.add(parameter(variables.group(1), "path", "a part of the address", true));
        }
        endpoint.parameters()
                .forEach(parameter ->
                        parameters.add(parameter(parameter.name(), "query", parameter.description(), false)));
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", endpoint.id());
        operation.put("summary", endpoint.summary());
        endpoint.right()
                .ifPresent(right -> operation.put(
                        "description", "Needs the right " + right.name().toLowerCase(Locale.ROOT) + "."));
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (endpoint.method().equals("POST") || endpoint.method().equals("PUT")) {
            operation.put("requestBody", Schemas.body(endpoint.id()));
        }
        operation.put(
                "responses", responses("200", Map.of("description", "Done", "content", Schemas.answer(endpoint.id()))));
        return operation;
    }

    private static Map<String, Object> parameter(String name, String in, String description, boolean required) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", required);
        parameter.put("description", description);
        parameter.put("schema", Map.of("type", "string"));
        return parameter;
    }
}
