package org.wardflow.server.views;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.feed.Steward;
import org.wardflow.server.http.Problem;

/** Decisions about what is in quarantine, handed over to the running process, one at a time. */
public final class QuarantineEndpoints {
    /** Letters of a reason. */
    static final int REASON_MAX = 500;

    /** Messages that are shown, or named by one decision. */
    static final int MESSAGES_MAX = 200;

    private static final int MESSAGES_SHOWN = 50;

    private final Data data;
    private final Steward steward;
    private final LongSupplier manifest;
    private final Semaphore turn = new Semaphore(1);

    /**
     * Over the process's own steward.
     *
     * @param manifest of the newest cycle, which is what a steward sees
     */
    public QuarantineEndpoints(Data data, Steward steward, LongSupplier manifest) {
        this.data = data;
        this.steward = steward;
        this.manifest = manifest;
    }

    /**
     * A decision.
     *
     * @param messages a list; null only if nothing was said of them, for a null that was sent is a node
     */
    record Wish(
            @Nullable String decision,
            @Nullable String rule,
            @Nullable JsonNode messages,
            @Nullable String reason) {}

    /** The addresses. */
    public List<Endpoint> all() {
        Endpoint messages = Endpoint.reads(
                "/quarantine/messages",
                "quarantine.messages",
                Right.STEWARD,
                "The newest messages that a rule holds, with values masked that may say something of a patient.",
                List.of(
                        new Endpoint.Parameter("rule", "its id"),
                        new Endpoint.Parameter("limit", "at most so many; 50, up to " + MESSAGES_MAX)),
                this::messages);
        Endpoint decisions = new Endpoint(
                "POST",
                Endpoint.ROOT + "/quarantine/decisions",
                "quarantine.decide",
                Optional.of(Right.STEWARD),
                "Judges the messages that a rule holds anew, discards them, or takes that back: {\"decision\": \"replay\","
                        + " \"discard\" or \"restore\", \"rule\": …, \"reason\": …}; with \"messages\": [ids], these alone; an empty list is refused.",
                List.of(),
                true,
                this::decide);
        return List.of(messages, decisions);
    }

    private Answer messages(Call call) {
        requireAll(call);
        String rule = rule(call.required("rule"));
        call.asks(object(rule));
        long version = manifest.getAsLong();
        List<Steward.Held> held = steward.messages(rule, call.number("limit", MESSAGES_SHOWN, 1, MESSAGES_MAX));
        return Answer.rows(Map.of("rule", rule, "messages", held), object(rule), held.size(), version);
    }

    private static String object(String rule) {
        return "rule " + rule;
    }

    /** The process reads messages as itself, so whoever asks it must be one who sees every hospital's. */
    private void requireAll(Call call) {
        if (!data.seesAll(call.person().grant())) {
            throw new Problem.Refused(
                    Problem.of(403, "This is for those who see all hospitals", "Ask an administrator."));
        }
    }

    private Answer decide(Call call) {
        requireAll(call);
        Wish wish = call.body(Wish.class);
        Steward.Decision decision = decision(wish.decision());
        String rule = rule(wish.rule());
        String whole = decision.name().toLowerCase(Locale.ROOT) + " of " + object(rule);
        call.asks(whole);
        List<String> messages = messages(decision, wish.messages());
        String object = messages.isEmpty() ? whole : whole.replace(" of rule ", " of single messages of rule ");
        call.asks(object);
        String reason = reason(decision, wish.reason());
        if (!turn.tryAcquire()) {
            throw new Problem.Refused(
                    Problem.of(429, "Somebody else's decision is being carried out", "Try again in a few seconds."));
        }
        try {
            Steward.Outcome outcome =
                    steward.decide(decision, rule, messages, call.person().name(), reason);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("messages", outcome.messages());
            List<Map<String, Object>> moves = new ArrayList<>();
            long left = 0;
            for (Steward.Move move : outcome.moves()) {
                Map<String, Object> told = new LinkedHashMap<>();
                told.put("from", move.from().orElse(""));
                told.put("to", move.to().orElse(""));
                told.put("messages", move.messages());
                moves.add(told);
                left += move.from().isPresent() && move.to().isEmpty() ? move.messages() : 0;
            }
            body.put("left", left);
            body.put("moves", moves);
            return Answer.rows(body, object, outcome.messages(), 0);
        } finally {
            turn.release();
        }
    }

    private static Steward.Decision decision(@Nullable String text) {
        for (Steward.Decision decision : Steward.Decision.values()) {
            if (decision.name().toLowerCase(Locale.ROOT).equals(text)) {
                return decision;
            }
        }
        throw refused("There is no such decision", "Write replay, discard or restore.");
    }

    /** One that a contract has: nothing else of what was sent comes into SQL or the audit. */
    private String rule(@Nullable String text) {
        return data.content().contracts().values().stream()
                .flatMap(contract -> contract.rules().stream())
                .map(rule -> rule.id())
                .filter(id -> id.equals(text))
                .findFirst()
                .orElseThrow(() -> refused("There is no such rule", "GET /api/v1/quality lists them."));
    }

    /** Which ones are meant; all if nothing is said of them. An empty list names none, and never means all. */
    private static List<String> messages(Steward.Decision decision, @Nullable JsonNode named) {
        if (named == null) {
            return List.of();
        }
        if (!named.isArray() || named.isEmpty()) {
            throw new Problem.Refused(Problem.of(
                    400,
                    "No message is named, so nothing is decided",
                    "Name messages by their ids, or leave the field away to decide about all that the rule holds."));
        }
        if (decision == Steward.Decision.REPLAY) {
            throw refused(
                    "Single messages cannot be judged again", "Leave messages away: all are judged by the same rules.");
        }
        List<String> ids = new ArrayList<>();
        named.forEach(id -> ids.add(id.isTextual() ? id.textValue() : ""));
        if (ids.size() > MESSAGES_MAX || !ids.stream().allMatch(id -> id.matches("[0-9a-f]{1,64}"))) {
            throw refused("The messages cannot be used", "Name up to " + MESSAGES_MAX + " by their ids.");
        }
        return List.copyOf(ids);
    }

    private static String reason(Steward.Decision decision, @Nullable String text) {
        String reason = text == null ? "" : text.strip();
        if (reason.length() > REASON_MAX || reason.chars().anyMatch(Character::isISOControl)) {
            throw refused("The reason cannot be used", "Write at most 500 letters, in one line.");
        }
        if (reason.isEmpty() && decision != Steward.Decision.REPLAY) {
            throw refused("A reason is missing", "Write why; it is kept with the decision.");
        }
        return reason;
    }

    private static Problem.Refused refused(String title, String detail) {
        return new Problem.Refused(Problem.of(422, title, detail));
    }
}
