package org.wardflow.app.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.EngineLost;
import org.wardflow.core.WardflowException;

/**
 * Something that does not work at present. It leaves the house in messages, so it is made of names, times and the texts of
 * errors, none of which hold a patient value.
 *
 * @param id the same for as long as it is the same problem
 * @param subject the model, source or part
 * @param since when it was first seen
 * @param what what failed
 * @param safe what is not affected
 * @param fix what to do
 */
public record Problem(String id, Kind kind, String subject, Instant since, String what, String safe, String fix) {
    /** The longest text of a problem, in characters; more is cut, so that a message stays small whatever an error says. */
    public static final int TEXT_MAX = 600;

    private static final String LOOK = "see ./wardflow status and the log in the home; if it is a bug, report it";

    /** What kind of thing has the problem. */
    public enum Kind {
        /** A model cannot be computed. */
        MODEL,
        /** A source cannot be read. */
        SOURCE,
        /** A source can be read, but nothing comes. */
        SILENCE,
        /** The cycle as a whole fails. */
        CYCLE,
        /** Gold cannot be published. */
        WAREHOUSE,
        /** Messages to the owner do not arrive. */
        NOTICE;

        /** In lower case, as in ids and messages. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it keeps events from gold. */
        public boolean hindersGold() {
            return this == MODEL || this == SOURCE || this == CYCLE;
        }
    }

    public Problem {
        id = clean(id);
        subject = clean(subject);
        what = clean(what);
        safe = clean(safe);
        fix = clean(fix);
    }

    /**
     * A failure of a model, a source or the cycle. Of an exception that is not ours only the class is named: its message could
     * quote input.
     *
     * @param inGold the time of the newest manifest, if there is one
     */
    public static Problem failure(Kind kind, String subject, Throwable met, Instant since, Optional<Instant> inGold) {
        Throwable failure = met instanceof EngineLost lost ? lost.reason() : met;
        String what = failure instanceof WardflowException known
                ? "WARDFLOW-%s %s: %s".formatted(known.code().number(), known.code(), known.what())
                : "an unexpected " + failure.getClass().getSimpleName();
        String fix = failure instanceof WardflowException known ? known.fix() : LOOK;
        return new Problem(kind.text() + ":" + subject, kind, subject, since, what, safe(kind, inGold), fix);
    }

    /** A source that has been heard, but not for this long. */
    public static Problem silence(String source, Instant lastHeard, Duration allowed, Optional<Instant> inGold) {
        return new Problem(
                Kind.SILENCE.text() + ":" + source,
                Kind.SILENCE,
                source,
                lastHeard,
                "nothing has come from %s for more than %s".formatted(source, span(allowed)),
                safe(Kind.SILENCE, inGold),
                "look at what sends to it; if it may be silent that long, set notice.silence in wardflow.yaml");
    }

    /**
     * Messages that wait since then, because each attempt to deliver them fails.
     *
     * @param why of the last attempt
     */
    public static Problem undelivered(int waiting, Instant since, String why, Optional<Instant> inGold) {
        return new Problem(
                Kind.NOTICE.text() + ":owner",
                Kind.NOTICE,
                "owner",
                since,
                "%s to the owner cannot be delivered: %s"
                        .formatted(waiting == 1 ? "a message" : waiting + " messages", why),
                safe(Kind.NOTICE, inGold),
                "check notice.webhook or notice.smtp in wardflow.yaml, and the other side; they are tried again");
    }

    private static String safe(Kind kind, Optional<Instant> inGold) {
        String gold = inGold.map(
                        at -> "everything taken in up to %s is in gold".formatted(at.truncatedTo(ChronoUnit.SECONDS)))
                .orElse("nothing has reached gold yet");
        return gold
                + switch (kind) {
                    case MODEL ->
                        "; events are still taken in, and gold follows once the model can be computed; nothing is lost";
                    case SOURCE ->
                        "; what was sent since waits at the source, from where it is read on; nothing is lost while "
                                + "the source keeps it";
                    case SILENCE -> "; the source can be read, so what it sends will be taken in";
                    case CYCLE ->
                        "; what has not been taken in waits at the sources; nothing is lost while they keep it";
                    case WAREHOUSE ->
                        "; events are taken in and gold follows as ever; the warehouse shows an earlier state, and catches up";
                    case NOTICE -> "; events are taken in and gold follows as ever; the messages wait on disk";
                };
    }

    private static String span(Duration span) {
        return span.toMinutes() >= 1 && span.toSecondsPart() == 0
                ? span.toMinutes() + " minutes"
                : span.toSeconds() + " s";
    }

    private static String clean(String text) {
        String line = Cells.printable(text.replaceAll("\\s+", " ").strip());
        return line.length() <= TEXT_MAX ? line : line.substring(0, TEXT_MAX - 1) + "…";
    }
}
