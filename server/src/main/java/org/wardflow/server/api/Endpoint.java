package org.wardflow.server.api;

import java.util.List;
import java.util.Optional;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.access.Gate;

/**
 * One address of the API: its route, its right and its documentation in one place.
 *
 * @param id a word with dots, as in the audit
 * @param summary one sentence
 * @param parameters after the question mark
 * @param audited whether each call is noted
 */
public record Endpoint(
        String method,
        String path,
        String id,
        Optional<Right> right,
        String summary,
        List<Parameter> parameters,
        boolean audited,
        Handler handler) {
    /** Below which all addresses are. */
    public static final String ROOT = "/api/v1";

    /** A parameter after the question mark. */
    public record Parameter(String name, String description) {}

    /** Answers a call. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Call call) throws Exception;
    }

    public Endpoint {
        parameters = List.copyOf(parameters);
    }

    /** One for whoever has come in, which shows no data. */
    public static Endpoint open(String method, String path, String id, String summary, Handler handler) {
        return new Endpoint(method, ROOT + path, id, Optional.empty(), summary, List.of(), false, handler);
    }

    /** One that reads, for those with a right; each call is noted. */
    public static Endpoint reads(
            String path, String id, Right right, String summary, List<Parameter> parameters, Handler handler) {
        return new Endpoint("GET", ROOT + path, id, Optional.of(right), summary, parameters, true, handler);
    }

    /** Who may call it. */
    public Gate gate() {
        return new Gate(method, path, right);
    }
}
