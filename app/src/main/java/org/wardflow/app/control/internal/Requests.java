package org.wardflow.app.control.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.Sender;
import org.wardflow.app.inbox.FileQueue;
import org.wardflow.app.live.Live;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.quarantine.Decisions;
import org.wardflow.app.quarantine.Replay;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.Sha256;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.ingest.FileContent;
import org.wardflow.ingest.IngestOutcome;

/** What other commands ask of the running process. Safe for all threads; each waits for the live thread. */
public final class Requests {
    /** How long an answer waits for gold; after that it says that gold is not there yet. */
    public static final Duration GOLD_LIMIT = Duration.ofSeconds(60);

    /** How long a file that is handed over waits for a problem to pass, before its sender is told. */
    static final Duration HALT_LIMIT = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Workspace workspace;
    private final Live live;
    private final FileQueue files;
    private final Optional<Sender> sender;
    private final Runnable stop;

    /**
     * Carries requests out.
     *
     * @param sender empty if there is no broker
     * @param stop asks the process to end
     */
    public Requests(Workspace workspace, Live live, FileQueue files, Optional<Sender> sender, Runnable stop) {
        this.workspace = workspace;
        this.live = live;
        this.files = files;
        this.sender = sender;
        this.stop = stop;
    }

    /** One event: {@code topic}, {@code key} or none, {@code value} in base 64. */
    public ObjectNode send(JsonNode body) {
        Sender broker = sender.orElseThrow(() -> new WardflowException(
                ErrorCode.USAGE,
                "The running process has no broker to send to",
                "it was started with --no-kafka",
                "start it without, or put a file into the inbox"));
        long began = WallClock.nanos();
        byte[] value = Base64.getDecoder().decode(text(body, "value"));
        Sender.Sent sent = broker.send(text(body, "topic"), Optional.ofNullable(optional(body, "key")), value);
        boolean inGold =
                live.await(state -> state.covers(sent.stream(), sent.partition(), sent.offset() + 1), GOLD_LIMIT);
        return StateJson.object()
                .put("partition", sent.partition())
                .put("offset", sent.offset())
                .put("in_gold", inGold)
                .put("quarantined_by", inGold ? rule(value).orElse(null) : null)
                .put("ms", (WallClock.nanos() - began) / 1_000_000);
    }

    /** The rule that keeps a message from gold. */
    private Optional<String> rule(byte[] payload) {
        if (workspace.lake().manifests().latest().isEmpty()) {
            return Optional.empty();
        }
        List<String> rules = new ArrayList<>();
        workspace
                .reader()
                .query(
                        "select rule_id from silver.quarantine where payload_sha256 = '" + Sha256.of(payload) + "'",
                        KnownAt.now(),
                        row -> rules.add(String.valueOf(row.get(0))));
        return rules.stream().findFirst();
    }

    /** A file: {@code source}, {@code file} as an absolute path, {@code recorded_at} or none. */
    public ObjectNode ingest(JsonNode body) {
        String recordedAt = optional(body, "recorded_at");
        FileQueue.Submitted submitted = files.submit(
                text(body, "source"),
                FileContent.read(Path.of(text(body, "file"))),
                Optional.ofNullable(recordedAt).map(Instant::parse));
        IngestOutcome outcome = await(submitted);
        boolean inGold = live.await(state -> state.covers(submitted.stream(), 0, submitted.ordinal()), GOLD_LIMIT);
        ObjectNode answer = StateJson.object().put("in_gold", inGold);
        return outcome.fold(
                taken -> answer.put("rows", taken.rows())
                        .put("bytes", taken.bytes())
                        .put("blank", taken.blank())
                        .put("batches", taken.batches())
                        .put("resumed", taken.resumed()),
                alreadyIn -> answer.put("already_in", true));
    }

    /** Until the file is in; the problem that keeps it out, if one does for {@link #HALT_LIMIT}: it waits on all the same. */
    private IngestOutcome await(FileQueue.Submitted submitted) {
        long troubledSince = WallClock.nanos();
        while (true) {
            try {
                return submitted.outcome().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Optional<Problem> problem = live.state().problems().stream()
                        .filter(found -> keepsOut(found, submitted.stream()))
                        .findFirst();
                if (problem.isEmpty()) {
                    troubledSince = WallClock.nanos();
                } else if (WallClock.nanos() - troubledSince > HALT_LIMIT.toNanos()) {
                    throw new WardflowException(
                            ErrorCode.INPUT_WAITS,
                            "The file cannot be taken in at present",
                            problem.get().what(),
                            problem.get().fix()
                                    + "; then the file goes in by itself, so do not hand it over again while the process runs");
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof WardflowException refused
                        ? refused
                        : new CompletionException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalArgumentException("interrupted");
            }
        }
    }

    private static boolean keepsOut(Problem problem, String stream) {
        return switch (problem.kind()) {
            case CYCLE -> problem.subject().equals("cycle");
            case SOURCE ->
                problem.subject().equals("files")
                        || problem.subject().equals(stream)
                        || problem.subject().startsWith(stream + " ");
            case MODEL, SILENCE, WAREHOUSE, NOTICE -> false;
        };
    }

    /** A steward's decision: {@code kind}, {@code digests}, {@code by}, {@code reason}. */
    public ObjectNode decide(JsonNode body) {
        Decisions.Kind kind = Decisions.Kind.valueOf(text(body, "kind"));
        List<String> digests = new ArrayList<>();
        body.path("digests").forEach(digest -> digests.add(digest.asText()));
        String by = text(body, "by");
        String reason = text(body, "reason");
        long before = Replay.version(workspace);
        boolean unused = live.between(
                pipeline -> {
                    new Decisions(pipeline, workspace.reader(), workspace.clock()).record(kind, digests, by, reason);
                    return true;
                },
                GOLD_LIMIT);
        boolean inGold = live.drain(GOLD_LIMIT).covered();
        ObjectNode answer = StateJson.object().put("in_gold", inGold);
        ArrayNode moves = answer.putArray("moves");
        for (Replay.Move move : Replay.since(workspace, before)) {
            moves.addObject()
                    .put("from", move.from().orElse(null))
                    .put("to", move.to().orElse(null))
                    .put("messages", move.messages());
        }
        return answer;
    }

    /** Ends the process as a signal would. */
    public ObjectNode stop(JsonNode body) {
        stop.run();
        return StateJson.object().put("stopping", true);
    }

    private static String text(JsonNode body, String name) {
        String text = optional(body, name);
        if (text == null) {
            throw new IllegalArgumentException("the body has no text " + name);
        }
        return text;
    }

    private static @Nullable String optional(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isTextual() ? value.textValue() : null;
    }
}
