package org.wardflow.app.quarantine;

import java.util.List;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/**
 * The messages that a steward means to decide about: those of a rule, or single ones by the beginnings of their digests. A
 * decision about another message than the one that was meant could keep a patient's admission out of gold.
 *
 * @param beginnings of digests, each of which names one message; empty if the selection has a rule
 */
public record Meant(Selection selection, List<String> beginnings) {
    /** Messages that one command may decide about. */
    public static final int MESSAGES_MAX = 100_000;

    /** Fewer characters of a digest do not name a message. */
    public static final int DIGEST_CHARACTERS_MIN = 8;

    /** The characters of a whole digest. */
    static final int DIGEST_CHARACTERS = 64;

    private static final String LOOK = "as ./wardflow quarantine show has them";

    /** USAGE if it names neither a rule nor messages, or both, or if a text cannot be the beginning of a digest. */
    public Meant {
        beginnings = List.copyOf(beginnings);
        if (beginnings.isEmpty() == (selection.rule() == null)) {
            throw refusal(
                    "It is not clear which messages are meant",
                    "%s and %s rule"
                            .formatted(Cells.count(beginnings.size(), "digest"), selection.rule() == null ? "no" : "a"),
                    "name digests " + LOOK + ", or --rule, and not both");
        }
        beginnings.forEach(Meant::requireDigest);
    }

    private static void requireDigest(String text) {
        int characters = text.length();
        if (characters < DIGEST_CHARACTERS_MIN
                || characters > DIGEST_CHARACTERS
                || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw refusal(
                    "This does not name a message",
                    "%s, of %s".formatted(Cells.printable(text), Cells.count(characters, "character")),
                    "give a digest, or at least its first %s characters, each 0 to 9 or a to f, %s"
                            .formatted(DIGEST_CHARACTERS_MIN, LOOK));
        }
    }

    /** The messages; empty if the rule holds none. USAGE for a digest that names no message or several, and for too many. */
    public List<Quarantine.Named> in(Quarantine quarantine) {
        List<Quarantine.Named> found = quarantine.named(selection, beginnings, MESSAGES_MAX + 1);
        requireEach(found);
        return found;
    }

    void requireEach(List<Quarantine.Named> found) {
        if (found.size() > MESSAGES_MAX) {
            throw refusal(
                    "These are too many messages for one decision",
                    "more than " + Cells.count(MESSAGES_MAX),
                    "narrow it with --hospital, --department or --source");
        }
        for (String beginning : beginnings) {
            long messages = found.stream()
                    .filter(message -> message.sha256().startsWith(beginning))
                    .count();
            if (messages == 0) {
                throw refusal(
                        "No message in quarantine has that digest",
                        "%s begins none of the digests".formatted(beginning),
                        "name digests %s; with --hospital, --department or --source only theirs count".formatted(LOOK));
            }
            if (messages > 1) {
                throw refusal(
                        "It is not clear which message is meant",
                        "%s begins the digests of %s messages".formatted(beginning, Cells.count(messages)),
                        "give more of its %s characters".formatted(DIGEST_CHARACTERS));
            }
        }
    }

    private static WardflowException refusal(String what, String found, String fix) {
        return new WardflowException(ErrorCode.USAGE, what, found, fix);
    }
}
