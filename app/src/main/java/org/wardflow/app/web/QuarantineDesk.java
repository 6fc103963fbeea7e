package org.wardflow.app.web;

import java.util.List;
import java.util.function.Function;
import org.wardflow.app.quarantine.Decisions;
import org.wardflow.app.quarantine.Quarantine;
import org.wardflow.app.quarantine.Replay;
import org.wardflow.app.quarantine.Selection;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.server.feed.Steward;

/** Carries stewards' decisions out in the process that runs the home: recorded in bronze, then judged by a cycle. */
public final class QuarantineDesk implements Steward {
    /** Messages of one decision. */
    static final int MESSAGES_MAX = 10_000;

    private final Workspace workspace;
    private final Writing writing;
    private final MessageNames names = new MessageNames();

    /** Has something done by the only writer of the home, and waits for it. */
    @FunctionalInterface
    public interface Writing {
        Outcome with(Function<Pipeline, Outcome> work);
    }

    /** For a home, with the way to its only writer. */
    public QuarantineDesk(Workspace workspace, Writing writing) {
        this.workspace = workspace;
        this.writing = writing;
    }

    @Override
    public List<Held> messages(String rule, int limit) {
        return quarantine().masked(new Selection(rule, null, null, null), limit).stream()
                .map(message -> new Held(
                        names.of(message.sha256()),
                        message.detail(),
                        message.hospital(),
                        message.department(),
                        message.recordedAt(),
                        message.discarded(),
                        message.place(),
                        message.payload()))
                .toList();
    }

    @Override
    public Outcome decide(Decision decision, String rule, List<String> messages, String by, String reason) {
        if (decision == Decision.REPLAY && workspace.isOutdated()) {
            throw new WardflowException(
                    ErrorCode.CONTENT_OUTDATED,
                    "Nothing was judged anew: this process does not know the corrected content",
                    "files in the home's content folder that were changed after it had started",
                    "./wardflow stop, then ./wardflow up: its first cycle judges everything anew");
        }
        List<String> wanted = messages.stream().map(names::digest).toList();
        return writing.with(pipeline -> {
            List<String> digests =
                    quarantine().named(new Selection(rule, null, null, null), wanted, MESSAGES_MAX + 1).stream()
                            .map(Quarantine.Named::sha256)
                            .toList();
            requireHeld(wanted, digests);
            if (decision != Decision.REPLAY) {
                requireFew(digests);
                Decisions.Kind kind = decision == Decision.DISCARD ? Decisions.Kind.DISCARD : Decisions.Kind.RESTORE;
                new Decisions(pipeline, workspace.reader(), workspace.clock()).record(kind, digests, by, reason);
            }
            Replay replay = Replay.run(workspace, pipeline);
            return new Outcome(
                    Math.min(digests.size(), MESSAGES_MAX),
                    replay.moves().stream()
                            .map(move -> new Move(move.from(), move.to(), move.messages()))
                            .toList());
        });
    }

    private Quarantine quarantine() {
        return new Quarantine(workspace.reader(), workspace.content(), KnownAt.now());
    }

    private static void requireHeld(List<String> wanted, List<String> held) {
        if (!wanted.isEmpty() && !held.containsAll(wanted)) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "Some of these messages are no longer held by that rule",
                    held.size() + " of " + wanted.size() + " are",
                    "look at the rule's messages again");
        }
    }

    private static void requireFew(List<String> digests) {
        if (digests.size() > MESSAGES_MAX) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "These are too many messages for one decision",
                    "more than " + MESSAGES_MAX,
                    "./wardflow quarantine discard takes a selection by hospital and department");
        }
    }
}
