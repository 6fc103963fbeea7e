package org.wardflow.app.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.wardflow.app.control.internal.Answers;
import org.wardflow.app.control.internal.Requests;
import org.wardflow.app.home.Home;
import org.wardflow.app.quarantine.Decisions;
import org.wardflow.app.quarantine.Replay;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.ingest.IngestOutcome;
import org.wardflow.ingest.kafka.Skip;
import org.wardflow.ingest.kafka.SkipOrder;

/** The other side of {@link ControlServer}, for commands in another process. Used by one thread. */
public final class ControlClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    /** For an answer that waits for nothing: longer than a pause of the process on a busy machine. */
    static final Duration STATE_LIMIT = Duration.ofSeconds(10);

    /** For one that waits for the live thread and then for gold, as long as the process itself waits at most; and a little. */
    static final Duration ANSWER_LIMIT = Requests.GOLD_LIMIT.multipliedBy(2).plus(STATE_LIMIT);

    /** The longest event that {@link #send} takes: in base 64 it is four thirds as long, and the body has its topic and key too. */
    public static final int EVENT_BYTES_MAX = (Answers.BODY_BYTES_MAX - (64 << 10)) / 4 * 3;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProcessFile process;
    private final Duration stateLimit;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private ControlClient(ProcessFile process, Duration stateLimit) {
        this.process = process;
        this.stateLimit = stateLimit;
    }

    /**
     * A client of the process that runs a home; empty if none does, whatever a file that a crash left behind says. NOT_RUNNING if
     * there is one that does not answer.
     */
    public static Optional<ControlClient> find(Path run) {
        return find(run, STATE_LIMIT);
    }

    /** @param limit of the wait for its state */
    static Optional<ControlClient> find(Path run, Duration limit) {
        return ProcessFile.find(run)
                .map(process -> new ControlClient(process, limit))
                .filter(ControlClient::answers);
    }

    /** The same; NOT_RUNNING if none does, with the way to the demo that runs in a home within this one. */
    public static ControlClient require(Path run, Path home) {
        return find(run).orElseThrow(() -> {
            Path demo = home.resolve(Home.DEMO);
            return runs(demo)
                    ? notRunning(
                            "no process that runs %s, but one that runs the demo in %s".formatted(home, demo),
                            "./wardflow --home %s is for the demo's; ./wardflow up starts this one".formatted(demo))
                    : notRunning("no process that runs " + home);
        });
    }

    private static boolean runs(Path home) {
        try {
            return find(Home.run(home)).isPresent();
        } catch (WardflowException e) {
            // It hangs, but is there.
            return true;
        }
    }

    /** The process. */
    public ProcessFile process() {
        return process;
    }

    /** The state as the door tells it. */
    public JsonNode state() {
        return exchange(request("/state").timeout(stateLimit).GET().build());
    }

    /**
     * What became of an event.
     *
     * @param inGold whether the models have seen it
     * @param quarantinedBy the rule that keeps it from gold
     * @param took until then, from the request on
     */
    public record Sent(int partition, long offset, boolean inGold, Optional<String> quarantinedBy, Duration took) {}

    /** Sends one event of at most {@link #EVENT_BYTES_MAX}. */
    public Sent send(String topic, Optional<String> key, byte[] value) {
        ObjectNode body = JSON.createObjectNode()
                .put("topic", topic)
                .put("key", key.orElse(null))
                .put("value", Base64.getEncoder().encodeToString(value));
        JsonNode answer = post("/send", body);
        return new Sent(
                answer.path("partition").intValue(),
                answer.path("offset").longValue(),
                answer.path("in_gold").booleanValue(),
                Optional.ofNullable(answer.path("quarantined_by").textValue()),
                Duration.ofMillis(answer.path("ms").longValue()));
    }

    /**
     * What became of a file.
     *
     * @param inGold whether gold has it
     */
    public record Ingested(IngestOutcome outcome, boolean inGold) {}

    /** Hands a file over; throws what the running process threw. */
    public Ingested ingest(String source, Path file, Optional<Instant> recordedAt) {
        ObjectNode body = JSON.createObjectNode()
                .put("source", source)
                .put("file", file.toAbsolutePath().toString())
                .put("recorded_at", recordedAt.map(Instant::toString).orElse(null));
        // A file takes as long as it takes; one that cannot be taken in is answered by the process.
        JsonNode answer = post("/ingest", body, Optional.empty());
        IngestOutcome outcome = answer.path("already_in").asBoolean()
                ? new IngestOutcome.AlreadyIn()
                : new IngestOutcome.Taken(
                        answer.path("rows").longValue(),
                        answer.path("bytes").longValue(),
                        answer.path("blank").longValue(),
                        answer.path("batches").longValue(),
                        answer.path("resumed").booleanValue());
        return new Ingested(outcome, answer.path("in_gold").booleanValue());
    }

    /** Has it read a partition on from elsewhere; throws what {@link org.wardflow.ingest.kafka.KafkaTopics#skip} throws there. */
    public Skip skip(SkipOrder order, String by) {
        ObjectNode body = JSON.createObjectNode()
                .put("topic", order.topic())
                .put("partition", order.partition())
                .put("by", by);
        order.to().ifPresent(to -> body.put("to", to));
        JsonNode answer = post("/skip", body);
        return new Skip(
                answer.path("topic").asText(),
                answer.path("partition").intValue(),
                answer.path("from").longValue(),
                answer.path("to").longValue(),
                answer.path("at").asText(),
                answer.path("by").asText(),
                answer.path("why").asText());
    }

    /**
     * What became of a decision.
     *
     * @param inGold whether gold heeds it
     * @param moves in the quarantine since
     */
    public record Decided(boolean inGold, List<Replay.Move> moves) {
        public Decided {
            moves = List.copyOf(moves);
        }
    }

    /** Records a steward's decision about messages. */
    public Decided decide(Decisions.Kind kind, List<String> digests, String by, String reason) {
        ObjectNode body =
                JSON.createObjectNode().put("kind", kind.name()).put("by", by).put("reason", reason);
        digests.forEach(body.putArray("digests")::add);
        JsonNode answer = post("/decide", body);
        List<Replay.Move> moves = new ArrayList<>();
        answer.path("moves")
                .forEach(move -> moves.add(new Replay.Move(
                        Optional.ofNullable(move.path("from").textValue()),
                        Optional.ofNullable(move.path("to").textValue()),
                        move.path("messages").longValue())));
        return new Decided(answer.path("in_gold").booleanValue(), moves);
    }

    /** Asks the process to end. */
    public void stop() {
        JsonNode unused = post("/stop", JSON.createObjectNode(), Optional.of(STATE_LIMIT));
    }

    /** Another program may have got the number of a process that crashed, and even its port. */
    private boolean answers() {
        try {
            return state().has("phase");
        } catch (WardflowException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw e;
            }
            return false;
        }
    }

    private JsonNode post(String path, ObjectNode body) {
        return post(path, body, Optional.of(ANSWER_LIMIT));
    }

    private JsonNode post(String path, ObjectNode body, Optional<Duration> limit) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        limit.ifPresent(request::timeout);
        return exchange(request.build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.port() + path))
                .header("Authorization", "Bearer " + process.token());
    }

    private JsonNode exchange(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() == 200) {
                return body;
            }
            throw refused(response.statusCode(), body);
        } catch (HttpTimeoutException e) {
            throw silent(e);
        } catch (ConnectException e) {
            throw notRunning("process %s does not answer on port %s".formatted(process.pid(), process.port()));
        } catch (IOException e) {
            throw notRunning("process %s ended before it answered".formatted(process.pid()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notRunning("interrupted while waiting for process " + process.pid());
        }
    }

    private static WardflowException refused(int status, JsonNode body) {
        JsonNode error = body.path("error");
        return error.isObject()
                ? new WardflowException(
                        ErrorCode.valueOf(error.path("code").asText()),
                        error.path("what").asText(),
                        error.path("found").asText(),
                        error.path("fix").asText())
                : new WardflowException(
                        ErrorCode.NOT_RUNNING,
                        "The running process refused the request",
                        "status %s: %s".formatted(status, body.path("refused").asText()),
                        "run the command as the account that started it, with the same --home and version");
    }

    /** The process is there, and says nothing. */
    private WardflowException silent(HttpTimeoutException cause) {
        return new WardflowException(
                ErrorCode.NOT_RUNNING,
                "The process that runs this home does not answer",
                "process %s on port %s said nothing in time".formatted(process.pid(), process.port()),
                "it may be stopped, or the machine out of memory: continue it (kill -CONT), or end it (kill -9) and start it"
                        + " again, which loses nothing; if that is no process of Wardflow, delete run/process.json in the home",
                cause);
    }

    private static WardflowException notRunning(String found) {
        return notRunning(found, "start it with ./wardflow up");
    }

    private static WardflowException notRunning(String found, String fix) {
        return new WardflowException(ErrorCode.NOT_RUNNING, "Wardflow does not run in this home", found, fix);
    }
}
