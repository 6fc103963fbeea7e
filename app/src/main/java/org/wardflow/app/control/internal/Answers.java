package org.wardflow.app.control.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.core.WardflowException;

/** Checks each request and answers it. Safe for all threads. */
public final class Answers {
    /** The longest body of a request: a message larger than a broker takes would be refused there. */
    public static final int BODY_BYTES_MAX = 4 << 20;

    /** Requests that may wait for the live thread at a time; a further one is told to come again. */
    public static final int WAITING_MAX = 8;

    private static final Logger LOG = System.getLogger(Answers.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";

    private final Guard guard;
    private final Live live;
    private final Metrics metrics;
    private final Clock wall;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);

    /** Answers from what the live thread publishes. */
    public Answers(Guard guard, Live live, Metrics metrics, Clock wall) {
        this.guard = guard;
        this.live = live;
        this.metrics = metrics;
        this.wall = wall;
    }

    /** What a request does. */
    public interface Action {
        /** Carries it out; an {@link IllegalArgumentException} says what is wrong with the body. */
        ObjectNode answer(JsonNode body);
    }

    /** Any path that is none of ours. */
    public void refuseUnknown(HttpExchange exchange) throws IOException {
        respond(exchange, 404, JSON_TYPE, error("there is no such path"));
    }

    /** {@code /metrics}. */
    public void metrics(HttpExchange exchange) throws IOException {
        if (passes(exchange, guard.any(exchange, "GET"))) {
            respond(exchange, 200, PrometheusText.TYPE, metrics.text());
        }
    }

    /** {@code /health/live}: whether the process should be left running. */
    public void alive(HttpExchange exchange) throws IOException {
        LiveState state = live.state();
        List<String> reasons = List.of();
        if (state.phase() == LiveState.Phase.FAILED) {
            reasons = List.of("the live thread has ended; restart the process");
        } else if (live.isStuck()) {
            reasons = List.of("the live thread has said nothing since " + state.at());
        }
        health(exchange, reasons);
    }

    /** {@code /health/ready}: whether events go through to gold. */
    public void ready(HttpExchange exchange) throws IOException {
        LiveState state = live.state();
        List<String> reasons = new java.util.ArrayList<>();
        if (state.phase() != LiveState.Phase.RUNNING) {
            reasons.add("the live thread is " + state.phase());
        }
        state.problems().stream()
                .filter(problem -> problem.kind().hindersGold())
                .forEach(problem ->
                        reasons.add("%s since %s: %s".formatted(problem.id(), problem.since(), problem.what())));
        health(exchange, reasons);
    }

    private void health(HttpExchange exchange, List<String> reasons) throws IOException {
        if (passes(exchange, guard.any(exchange, "GET"))) {
            ObjectNode body = StateJson.object().put("status", reasons.isEmpty() ? "up" : "down");
            ArrayNode list = body.putArray("reasons");
            reasons.forEach(list::add);
            respond(exchange, reasons.isEmpty() ? 200 : 503, JSON_TYPE, body.toString());
        }
    }

    /** {@code /state}. */
    public void state(HttpExchange exchange) throws IOException {
        if (passes(exchange, guard.any(exchange, "GET").or(() -> guard.owner(exchange)))) {
            respond(
                    exchange,
                    200,
                    JSON_TYPE,
                    StateJson.of(live.state(), wall.instant()).toString());
        }
    }

    /** A request of the owner with a JSON body that waits for nothing, and so passes those that wait. */
    public void postAtOnce(HttpExchange exchange, Action action) throws IOException {
        post(exchange, action, new Semaphore(1));
    }

    /** A request of the owner with a JSON body. */
    public void post(HttpExchange exchange, Action action) throws IOException {
        post(exchange, action, waiting);
    }

    private void post(HttpExchange exchange, Action action, Semaphore places) throws IOException {
        if (!passes(
                exchange,
                guard.any(exchange, "POST").or(() -> guard.owner(exchange)).or(() -> guard.json(exchange)))) {
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            respond(exchange, 413, JSON_TYPE, error("the body is longer than %s bytes".formatted(BODY_BYTES_MAX)));
        } else if (places.tryAcquire()) {
            try {
                respond(
                        exchange,
                        200,
                        JSON_TYPE,
                        action.answer(JSON.readTree(body)).toString());
            } catch (WardflowException e) {
                respond(exchange, 422, JSON_TYPE, StateJson.of(e).toString());
            } catch (JsonProcessingException | IllegalArgumentException e) {
                // The parser's message quotes the body.
                respond(
                        exchange,
                        400,
                        JSON_TYPE,
                        error(
                                e instanceof JsonProcessingException
                                        ? "the body is not JSON"
                                        : String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.ERROR, "a request failed", e);
                respond(
                        exchange,
                        500,
                        JSON_TYPE,
                        error("an unexpected " + e.getClass().getSimpleName()));
            } finally {
                places.release();
            }
        } else {
            respond(exchange, 503, JSON_TYPE, error("%s requests wait already".formatted(WAITING_MAX)));
        }
    }

    private static boolean passes(HttpExchange exchange, Optional<Guard.Refusal> refusal) throws IOException {
        if (refusal.isPresent()) {
            respond(
                    exchange,
                    refusal.get().status(),
                    JSON_TYPE,
                    error(refusal.get().why()));
        }
        return refusal.isEmpty();
    }

    private static String error(String why) {
        return StateJson.object().put("refused", why).toString();
    }

    private static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
