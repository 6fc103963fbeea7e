package org.wardflow.server.api;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.wardflow.server.http.Problem;

/** What addresses are sent and answer, as JSON Schema, by the id of the endpoint. A test holds them to real answers. */
final class Schemas {
    private static final String KPI =
            "name, question, definition, source, unit, grain, owner, thresholds text{}, parameters whole{}";
    private static final String SEEN = "asOf instant, version whole";
    private static final String COUNTED = SEEN + ", counted all|part|scope";
    private static final String REPORT = "madeAt, problem, everySeconds whole, report? ";

    /** What several answers hold, in the notation of {@link Shape}. */
    private static final Map<String, String> NAMED = Map.ofEntries(
            entry("Problem", "status whole, title, detail"),
            entry("Rows", "columns text[], rows any[][], cut yes"),
            entry("Fresh", "at instant, now instant, version whole, ageSeconds whole, state live|late|stale|loading"),
            entry("Kpi", KPI),
            entry("Tile", """
                    id, hospitalId, hospital, department, beds whole?, occupied whole, ready whole?, percent number?,
                    waiting whole, longestWait whole?, waitsFor text?, arrived whole?, longestArrived whole?,
                    dirty whole?, cleaning whole?, closed whole?, admissions whole, discharges whole,
                    leaving whole?, arriving whole?, after whole?, silent whole?, silentSince instant?,
                    forecast Forecast?, spark whole?[], level OVER|CRITICAL|WARNING|CALM|UNKNOWN"""),
            entry(
                    "Forecast",
                    "at instant, patients whole?, low whole?, high whole?, error number?, historyHours whole"),
            entry("Department", "hospitalId, hospital, department, beds whole?, ready whole?, occupied whole"),
            entry("Bed", "hospitalId, department, bed, state, since instant, minutes whole"),
            entry("Stream", "name, rows whole, rate number, lag whole, lastRecord instant?"),
            entry("Table", "table, kind, inputs text[]"),
            entry("Pipeline", """
                    at instant, phase running|paused|stopped|failed, manifest whole, behindMillis whole, loading yes, loaded whole,
                    streams Stream[], cycles Cycle[], troubles Trouble[], written Written[], failures Failure[]"""),
            entry(
                    "Cycle",
                    "manifest whole, ended instant, tookMillis whole, rows whole, models whole{}, earlierProcess instant?"),
            entry("Trouble", "since instant, what, safe, fix"),
            entry("Written", "table, manifest whole, added whole, removed whole, addedInAll whole, removedInAll whole"),
            entry("Failure", "since instant, until instant?, kind, subject, what, earlierProcess instant?"),
            entry("Schema", "attributes Attribute[], changes Change[]"),
            entry("Attribute", "topic, attribute, table, column, type text?, classification text?, firstSeen instant"),
            entry("Change", "table, version whole, at instant, change"),
            entry("Made", "name, source"),
            entry("Origin", "table, source"),
            entry("AuditEntry", """
                    seq whole, at instant, who, role, way, session, what, object, why, outcome ok|denied|failed,
                    rows whole, version whole"""),
            entry("Message", """
                    id, detail text?, hospital text?, department text?, recordedAt instant, discarded yes, place, payload"""),
            entry("Move", "from, to, messages whole"));

    private static final Map<String, String> ANSWERS = Map.ofEntries(
            entry("me", "name, role, scopes text[], rights text[], demo yes, roles text[], about"),
            entry("board", COUNTED + ", scoped text[], thresholds text{}, findings whole{}, fresh Fresh, tiles Tile[]"),
            entry("departments", COUNTED + ", departments Department[], cut yes"),
            entry("beds", COUNTED + ", beds Bed[], cut yes"),
            entry("kpi", KPI + ", sql"),
            entry("kpi.rows", COUNTED + ", kpi, parameters whole{}, columns text[], rows any[][], cut yes"),
            entry("visits", SEEN + ", inBeds Rows, waiting Rows"),
            entry(
                    "quality",
                    COUNTED
                            + ", days whole, whole yes, rules text{}, findings Rows, quarantine Rows, fresh Fresh, streams Stream[]"),
            entry("quality.report", REPORT + "object"),
            entry("cycles", "fresh Fresh, pipeline Pipeline"),
            entry("schema", REPORT + "Schema"),
            entry("catalog", "columns Rows, tables Table[], kpis Made[], sources Origin[]"),
            entry("sql", SEEN + ", moved yes, columns text[], rows any[][], cut yes"),
            entry("audit", "day date, entries AuditEntry[], next whole?"),
            entry("quarantine.messages", "rule, messages Message[]"),
            entry("quarantine.decide", "messages whole, left whole, moves Move[]"));

    private static final Map<String, String> BODIES = Map.of(
            "session.begin", "name?, password?, link?, role?",
            "sql", "sql, asOf? instant?",
            "quarantine.decide", "decision replay|discard|restore, rule, messages? text[], reason? text?");

    private Schemas() {}

    /** Those that have a name, for the part {@code components} of the document. */
    static Map<String, Object> named() {
        Map<String, Object> named = new TreeMap<>();
        NAMED.forEach((name, fields) -> named.put(name, Shape.fields(fields)));
        return named;
    }

    /** What a call is answered with if it is not refused. */
    static Map<String, Object> answer(String endpoint) {
        return switch (endpoint) {
            case "kpi.csv" -> content("text/csv", Shape.type("text"));
            case "stream" -> content("text/event-stream", Shape.type("text"));
            case "openapi" -> content("application/json", Shape.type("object"));
            case "kpis" -> content("application/json", Shape.type("Kpi[]"));
            default -> content("application/json", Shape.fields(known(ANSWERS, endpoint)));
        };
    }

    /** What must be sent; another field is refused. */
    static Map<String, Object> body(String endpoint) {
        Map<String, Object> schema = new LinkedHashMap<>(Shape.fields(known(BODIES, endpoint)));
        schema.put("additionalProperties", false);
        return Map.of("required", true, "content", content("application/json", schema));
    }

    /** A refusal. */
    static Map<String, Object> problem() {
        return content(Problem.TYPE, Shape.type("Problem"));
    }

    private static String known(Map<String, String> of, String endpoint) {
        String fields = of.get(endpoint);
        if (fields == null) {
            throw new IllegalStateException("bug: nothing says what " + endpoint + " is sent or answers");
        }
        return fields;
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        return Map.of(type, Map.of("schema", schema));
    }
}
